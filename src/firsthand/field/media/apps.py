from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "firsthand.field.media"
    label = "media"
