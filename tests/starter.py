"""A Python that has loaded its libraries, of which each command is a fork: a process of its own, sooner begun.

Not Django's settings, nor anything of Firsthand's that depends on them: those each process reads for itself. A WARM one
has loaded the whole program, too, pointed to a folder that is not there; its forks forget which, and read the settings
of their own. One with TABLES has loaded besides what counts over tables in Parquet. Asked on descriptor ASK with a line
of JSON (argv, env, and the files for in, out and err); answers on descriptor ANSWER with the exit status, or, of a
command that STAYS, at once with its process.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module

LOADED = (
    "asgiref.sync", "click", "cryptography.hazmat.primitives.ciphers.aead", "cryptography.hazmat.primitives.kdf.hkdf",
    "cryptography.hazmat.primitives.asymmetric.x25519", "csp.checks", "django.apps", "django.core.management",
    "django.core.serializers.json", "django.db.migrations.executor", "django.db.models", "django.forms", "django.http",
    "django.template.defaultfilters", "django.template.defaulttags", "django.urls", "django.views.debug",
    "django.views.generic", "django.contrib.auth.password_validation", "django.contrib.messages.storage.base",
    "django.contrib.staticfiles.finders", "django.db.backends.sqlite3.base", "django.middleware.csrf",
    "cryptography.hazmat.primitives.kdf.argon2", "filelock", "platformdirs", "sqlparse", "uuid6", "yaml",
    "firsthand.core.codetree", "firsthand.core.consent", "firsthand.core.transcript", "firsthand.ground.vault.cipher",
)  # fmt: skip

# What commands load when they are run.
ROOMS = (
    "field.consent", "field.people", "field.sources", "field.media", "field.fieldwork", "field.interviews",
    "field.deid", "analysis.codebook", "analysis.coding", "analysis.rounds", "analysis.memos", "analysis.themes",
    "giving_back.leaving", "exchange.keeping", "ground.studies", "ground.vault", "ground.trail",
)  # fmt: skip

LARGE = (
    "docx",
    "markdown_it",
    "networkx",
    "numpy",
    "openpyxl",
    "scipy.sparse",
    "scipy.special",
    "waitress",
    "xlsxwriter",
)
TABLES = ("duckdb", "ibis", "ibis.backends.duckdb", "pyarrow.parquet")


def warm() -> None:
    """Load the program, as somebody else's."""
    import django

    from firsthand.doors.commands import whole

    os.environ |= {"FIRSTHAND_DATA": os.devnull, "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"}
    django.setup()
    whole()
    import_module("firsthand.config.urls")
    for name in LARGE:
        import_module(name)
    for room in ROOMS:
        for name in ("selectors", "services"):
            with suppress(ModuleNotFoundError):
                import_module(f"firsthand.{room}.{name}")


def forget() -> None:
    """What was read of settings, and where databases are: whoever asks for it next reads it anew."""
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    settings._wrapped = empty
    sys.modules.pop("firsthand.config.settings", None)
    connections.__dict__.clear()
    connections.__init__()


def asked(ask: int, answer: int) -> list[str] | None:
    """In each fork what it is to do; in the one that forks, at the end, nothing."""
    stay: list[int] = []
    with open(ask, closefd=True) as lines:
        for line in lines:
            if (wanted := json.loads(line)) and (child := os.fork()) == 0:
                return become(wanted, answer)
            if "stays" in wanted:
                stay.append(child)
                os.write(answer, f"{child}\n".encode())
                continue
            _child, status = os.waitpid(child, 0)
            os.write(answer, f"{os.waitstatus_to_exitcode(status)}\n".encode())
            stay = [one for one in stay if os.waitpid(one, os.WNOHANG) == (0, 0)]
    for child in stay:  # whoever asked for them is gone
        os.kill(child, signal.SIGTERM)
    return None


def become(wanted: dict[str, object], answer: int) -> list[str]:
    """Take the place of a program that was begun anew: its environment, its three files."""
    os.close(answer)
    for number, name, flags in (
        (0, "in", os.O_RDONLY), (1, "out", os.O_WRONLY), (2, "err", os.O_WRONLY)
    ):  # fmt: skip
        opened = os.open(str(wanted[name]), flags)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(wanted["env"])  # type: ignore[call-overload]
    return list(wanted["argv"])  # type: ignore[call-overload]


def run(words: list[str]) -> int:
    """The program, to its exit status."""
    from firsthand.doors.commands import main

    sys.argv[1:] = words
    try:
        main()
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def end(status: int) -> None:
    """As Python ends, but that what the process it forked from had loaded is not taken down piece by piece."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    how = sys.argv[3:]
    for name in LOADED:
        import_module(name)
    if "warm" in how:
        warm()
    if "tables" in how:
        for name in TABLES:
            import_module(name)
    gc.freeze()
    words = asked(int(sys.argv[1]), int(sys.argv[2]))
    if words is not None:
        if "warm" in how:
            forget()
        end(run(words))
