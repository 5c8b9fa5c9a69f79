from django.apps import AppConfig


class CardsConfig(AppConfig):
    name = "firsthand.giving_back.cards"
    label = "cards"
