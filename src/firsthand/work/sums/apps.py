from django.apps import AppConfig


class SumsConfig(AppConfig):
    name = "firsthand.work.sums"
    label = "sums"
