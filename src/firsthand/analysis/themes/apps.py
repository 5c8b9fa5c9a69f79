from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "firsthand.analysis.themes"
    label = "themes"
