from django.apps import AppConfig


class CompareConfig(AppConfig):
    name = "firsthand.analysis.compare"
    label = "compare"
