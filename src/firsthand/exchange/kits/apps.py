from django.apps import AppConfig


class KitsConfig(AppConfig):
    name = "firsthand.exchange.kits"
    label = "kits"
