from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "firsthand.giving_back.release"
    label = "release"
