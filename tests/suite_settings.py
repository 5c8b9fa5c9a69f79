"""The program's own settings, in a data folder of the suite's own: a person's studies are never touched."""

import os
import tempfile

os.environ["FIRSTHAND_DATA"] = tempfile.mkdtemp(prefix="firsthand-tests-")

from firsthand.config.settings import *  # noqa: F403

# The tables as they are, not by way of every migration: conftest does what those do besides.
for database in DATABASES.values():  # noqa: F405
    database["TEST"] = database.get("TEST", {}) | {"MIGRATE": False}

# Cheap passphrases and no waiting: what they cost outside is tested where it matters.
PASSPHRASE_COST = (64, 1, 1)
REFUSED_AFTER = 0.0
INSTALLED_APPS.append(accounts.OIDC_APP)  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
