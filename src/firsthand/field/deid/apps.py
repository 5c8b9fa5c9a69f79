from django.apps import AppConfig


class DeidConfig(AppConfig):
    name = "firsthand.field.deid"
    label = "deid"
