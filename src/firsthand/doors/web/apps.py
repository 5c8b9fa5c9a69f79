from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "firsthand.doors.web"
    label = "web"
