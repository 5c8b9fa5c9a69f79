"""`django-admin makemessages`, which also finds the words that we mark by shorter names than Django's own."""

from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages

from firsthand.core.consent.sheets import words_to_translate

COLLECTED = Path("words_of_consent.py")  # there while words are collected only


class Command(makemessages.Command):
    """`lazy` and `lazy_count` are what our modules call `gettext_lazy` and `ngettext_lazy`.

    The words with which people are asked for their consent lie in a file of their own, and are found as well.
    """

    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=lazy",
        "--keyword=lazy_count:1,2",
    ]

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect all words."""
        COLLECTED.write_text("".join(f"_({text!r})\n" for text in words_to_translate()), "utf-8")
        try:
            super().handle(*args, **options)
        finally:
            COLLECTED.unlink()
