from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "firsthand.ground.trail"
    label = "trail"
