"""A language for tests alone: English from right to left, and a third longer. Whoever uses the program never sees it.

Its code is that of an Arabic that nobody speaks, so that Django lays pages out from the right. Words keep their letters
and are turned round by the signs that Unicode has for that: a test can still be read.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from tools import messages

from commands import clean

CODE = "ar-xb"
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|%[sd]|\{[^{}]*\}|<[^<>]+>|&#?\w+;|\s+)")
MARK, TURNED, BACK = "\N{RIGHT-TO-LEFT MARK}", "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{POP DIRECTIONAL FORMATTING}"
VOWELS = str.maketrans({vowel: vowel * 2 for vowel in "aeiou"})


def mirrored(words: str) -> str:
    """A sentence from right to left and longer; names, numbers and markup in it stay."""
    return "".join(
        part if not part or KEPT.fullmatch(part) else f"{MARK}{TURNED}{part.translate(VOWELS)}{BACK}"
        for part in KEPT.split(words)
    )


def write_into(folder: Path) -> None:
    """The language's catalogue, made from the one that is there."""
    catalogue = Catalog(charset="utf-8")
    catalogue.mime_headers = [("Plural-Forms", messages.PLURALS)]
    for one in messages.read(messages.place("es"), "es"):
        if one.id:
            ids = (one.id,) if isinstance(one.id, str) else tuple(one.id)
            said = tuple(map(mirrored, ids))
            catalogue.add(one.id, said if len(said) > 1 else said[0], context=one.context)
    place = folder / "ar_XB" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "django.mo").open("wb") as file:
        write_mo(file, catalogue)


@contextmanager
def serving_mirrored(data: Path) -> Iterator[str]:
    """A data folder, served in that language; its address."""
    with tempfile.TemporaryDirectory() as locale:
        write_into(Path(locale))
        env = clean(data) | {
            "DJANGO_SETTINGS_MODULE": "mirrored_settings", "FIRSTHAND_DATA": str(data), "FIRSTHAND_MIRRORED": locale,
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path]),
        }  # fmt: skip
        command = [
            sys.executable,
            "-m",
            "firsthand.doors.commands",
            "--data",
            str(data),
            "serve",
            "--port",
            "0",
        ]
        server = subprocess.Popen([*command, "--no-open"], env=env, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split(" at ")[1].split()[0].rstrip("/")
        finally:
            server.terminate()
            server.communicate()
