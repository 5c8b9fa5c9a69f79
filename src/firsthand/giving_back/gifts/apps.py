from django.apps import AppConfig


class GiftsConfig(AppConfig):
    name = "firsthand.giving_back.gifts"
    label = "gifts"
