from django.apps import AppConfig


class SimilarConfig(AppConfig):
    name = "firsthand.analysis.similar"
    label = "similar"
