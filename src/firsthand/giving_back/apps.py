from django.apps import AppConfig


class GivingBackConfig(AppConfig):
    name = "firsthand.giving_back"
    label = "giving_back"
