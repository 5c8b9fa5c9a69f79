from django.apps import AppConfig


class CallingConfig(AppConfig):
    name = "firsthand.ground.calling"
    label = "calling"
