from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "firsthand.giving_back.references"
    label = "references"
