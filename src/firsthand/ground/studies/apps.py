from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "firsthand.ground.studies"
    label = "studies"
