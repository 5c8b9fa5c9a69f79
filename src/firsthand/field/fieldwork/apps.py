from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "firsthand.field.fieldwork"
    label = "fieldwork"
