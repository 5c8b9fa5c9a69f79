from django.apps import AppConfig


class KeyringConfig(AppConfig):
    name = "firsthand.ground.vault.keyring"
    label = "keyring"
