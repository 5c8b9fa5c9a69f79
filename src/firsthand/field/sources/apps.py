from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "firsthand.field.sources"
    label = "sources"
