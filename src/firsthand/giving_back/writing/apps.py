from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "firsthand.giving_back.writing"
    label = "writing"
