"""The program's own settings, and a language that is laid out from the right: `mirrored.py`."""

import os

from firsthand.config.settings import *  # noqa: F403

LANGUAGES = [*LANGUAGES, ("ar-xb", "Mirrored")]  # noqa: F405
LANGUAGE_CODE = "ar-xb"
LOCALE_PATHS = [os.environ["FIRSTHAND_MIRRORED"], *LOCALE_PATHS]  # noqa: F405
