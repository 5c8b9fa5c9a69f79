from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "firsthand.field.consent"
    label = "consent"
