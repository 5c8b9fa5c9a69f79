from django.apps import AppConfig


class CodebookConfig(AppConfig):
    name = "firsthand.analysis.codebook"
    label = "codebook"
