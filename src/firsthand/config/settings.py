"""Django's settings. Everything a person may set comes from the environment and is listed in docs/settings.md.

On a laptop there is nothing to set: `firsthand --data DIR` names the data folder, and the rest follows from it.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from firsthand.config import accounts, databases, keeping, logs, serving
from firsthand.config.security import *  # noqa: F403
from firsthand.ground.vault.secret import Secret

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("FIRSTHAND_DATA", "demo-data")).absolute()

_secret = Secret.found_in(DATA)
SECRET_KEY = _secret.derived("django sessions").hex() if _secret else get_random_secret_key()
DEBUG = False
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *filter(None, os.environ.get("FIRSTHAND_HOSTS", "").split(",")),
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "firsthand.ground.vault",
    "firsthand.ground.vault.keyring",
    "firsthand.ground.trail",
    "firsthand.ground.studies",
    "firsthand.ground.calling",
    "firsthand.field.consent",
    "firsthand.field.people",
    "firsthand.field.sources",
    "firsthand.field.media",
    "firsthand.field.fieldwork",
    "firsthand.field.interviews",
    "firsthand.field.deid",
    "firsthand.analysis.codebook",
    "firsthand.analysis.coding",
    "firsthand.analysis.rounds",
    "firsthand.analysis.memos",
    "firsthand.analysis.themes",
    "firsthand.analysis.compare",
    "firsthand.analysis.similar",
    "firsthand.analysis.framework",
    "firsthand.work.sums",
    "firsthand.giving_back",
    "firsthand.giving_back.own_page",
    "firsthand.giving_back.ethics",
    "firsthand.giving_back.release",
    "firsthand.giving_back.references",
    "firsthand.giving_back.member_checks",
    "firsthand.giving_back.cards",
    "firsthand.giving_back.gifts",
    "firsthand.giving_back.writing",
    "firsthand.exchange.projects",
    "firsthand.exchange.kits",
    "firsthand.exchange.joining",
    "firsthand.doors.web",
    *accounts.apps(os.environ),
]

MIDDLEWARE = [
    "firsthand.doors.live.measuring.measured",
    "firsthand.doors.live.in_turn.in_turn",
    "firsthand.doors.web.headers.careful",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    *accounts.MIDDLEWARE,
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "firsthand.doors.web.middleware.private_pages",
    "firsthand.doors.web.middleware.decided_once",
    "firsthand.doors.web.middleware.problems_as_pages",
]

ROOT_URLCONF = "firsthand.config.urls"
WSGI_APPLICATION = "firsthand.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "firsthand.doors.web.looks.looks",
            ],
        },
    }
]

DATABASES = databases.both(
    DATA, os.environ.get("FIRSTHAND_DATABASE", ""), os.environ.get("FIRSTHAND_KEYRING", "")
)
DATABASE_ROUTERS = ["firsthand.ground.vault.routing.KeyringApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Nothing that a person sends is ever spooled to a temporary file in the clear: uploads stay in memory, up to
# the largest file an import takes (200 MB) and a little for the form around it.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 210 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # what was decided about each speaker of each of those files

# What setting a passphrase costs whoever guesses it: memory in KiB, passes, lanes. RFC 9106, section 4, second choice.
PASSPHRASE_COST = (64 * 1024, 3, 4)
REFUSED_AFTER = 1.0  # seconds until anybody hears that what they gave opens nothing, whatever was wrong

SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "firsthand.doors.web.views.trouble.forged"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LANGUAGES = [("en", "English"), ("es", "Español")]  # each by its own name, for those who look for it
_language = os.environ.get("FIRSTHAND_LANGUAGE", "")
LANGUAGE_CODE = _language if _language in dict(LANGUAGES) else "en"
UNCHECKED_LANGUAGES = {"es"}  # in which no peer worker has read the pages yet: each of them says so
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = "firsthand.config.formats"
LANGUAGE_COOKIE_NAME = "firsthand_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("FIRSTHAND_TIME_ZONE", "UTC")

# Logs hold no study words: config/logs.py says what they hold.
LOGGING = logs.logging_for(DATA, production=serving.PRODUCTION)

# Where the model lies that finds similar passages: three files that somebody put there.
MODEL = os.environ.get("FIRSTHAND_MODEL", "") or str(DATA / "model")

# Backups by themselves, and room on the disk.
KEEPING = keeping.from_environment()

# Where links in a report that left the program lead back to.
ADDRESS = os.environ.get("FIRSTHAND_ADDRESS", "http://127.0.0.1:8000").rstrip("/")

# Over TLS alone, where many are served (config/serving.py).
PRODUCTION = serving.PRODUCTION
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = serving.secure(ADDRESS)
SECURE_HSTS_SECONDS = serving.YEAR if serving.secure(ADDRESS) else 0

# Who is let in to a team's server.
_accounts = accounts.settings(os.environ, ADDRESS)
ACCOUNTS: bool = _accounts["ACCOUNTS"]
REQUIRE_MFA: bool = _accounts["REQUIRE_MFA"]
OIDC: tuple[str, str] | None = _accounts["OIDC"]
globals().update(_accounts)
