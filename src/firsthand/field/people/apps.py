from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "firsthand.field.people"
    label = "people"
