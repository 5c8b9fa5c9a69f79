"""A Python that has loaded its libraries, of which each command is a fork: a process of its own, sooner begun.

Not Django's settings, nor anything of Firsthand's that depends on them: those each process reads for itself. Asked on
descriptor ASK with a line of JSON (argv, env, and the files for in, out and err); answers on descriptor ANSWER with the
exit status.
"""

from __future__ import annotations

import json
import os
import sys
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


def asked(ask: int, answer: int) -> list[str] | None:
    """In each fork what it is to do; in the one that forks, at the end, nothing."""
    with open(ask, closefd=True) as lines:
        for line in lines:
            if (wanted := json.loads(line)) and (child := os.fork()) == 0:
                return become(wanted, answer)
            _child, status = os.waitpid(child, 0)
            os.write(answer, f"{os.waitstatus_to_exitcode(status)}\n".encode())
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


if __name__ == "__main__":
    for name in LOADED:
        import_module(name)
    words = asked(int(sys.argv[1]), int(sys.argv[2]))
    if words is not None:
        from firsthand.doors.commands import main

        sys.argv[1:] = words
        main()
