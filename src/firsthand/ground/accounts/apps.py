from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who is let in to a team's server. None of it opens a study's words."""

    name = "firsthand.ground.accounts"
    label = "accounts"
