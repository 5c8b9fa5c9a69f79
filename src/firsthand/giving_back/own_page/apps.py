from django.apps import AppConfig


class OwnPageConfig(AppConfig):
    name = "firsthand.giving_back.own_page"
    label = "own_page"
