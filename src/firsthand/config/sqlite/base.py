"""Django's SQLite without its check that a column of JSON holds JSON, which is how tables of libraries are made here.

The check calls a function that SQLite refuses in tables under trusted_schema=OFF (databases.py): a database file from
elsewhere must not be able to call into the program. Our own rows keep JSON as text (ground/trail/packed.py).
"""

from __future__ import annotations

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection."""

    data_type_check_constraints = {
        kind: check
        for kind, check in base.DatabaseWrapper.data_type_check_constraints.items()
        if kind != "JSONField"
    }
