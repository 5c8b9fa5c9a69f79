from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "firsthand.ground.vault"
    label = "vault"
