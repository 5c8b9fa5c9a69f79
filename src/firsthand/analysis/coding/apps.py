from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "firsthand.analysis.coding"
    label = "coding"
