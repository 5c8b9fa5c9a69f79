"""Which rows live in which database: keys in the keyring, everything else in the data.

A database that stands beside them for a while (a copy, a file that was brought) is a keyring where its name ends so.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model

KEYRING = "keyring"


class KeyringApart:
    """Django's router: the keyring's tables exist in the keyring only, and it holds no others."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return KEYRING if model._meta.app_label == KEYRING else "default"

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return self.db_for_read(model)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return (one._meta.app_label == KEYRING) == (other._meta.app_label == KEYRING)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (app_label == KEYRING) == db.endswith(KEYRING)
