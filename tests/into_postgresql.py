"""Puts the rows of a folder's files into the databases that are set, in tables as they were; the files go: DATA.

So a server stands as an earlier version left it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django


def main(data: Path) -> None:
    os.environ |= {"FIRSTHAND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"}
    django.setup()
    from django.db import transaction

    from firsthand.config import databases
    from firsthand.exchange.keeping import carrying, tables
    from firsthand.exchange.keeping.beside import beside

    for alias, name in (("default", databases.DATA_FILE), ("keyring", databases.KEYRING_FILE)):
        with beside(f"then_{alias}", databases.sqlite(data / name)) as then, transaction.atomic(using=alias):
            tables.make_like(alias, then)
            carrying.carry(then, alias)
        for file in data.glob(f"{name}*"):
            file.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
