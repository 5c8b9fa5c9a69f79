"""The tables of a database: made all at once where it is empty, by the migrations that are due where it is not.

Migrations made one after the other cost a new folder seconds, since Django draws every model anew at each; what they
come to is the models as they are. A test holds the two ways to the same tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable
from functools import cache
from pathlib import Path
from pkgutil import iter_modules
from typing import cast

from django.apps import AppConfig, apps
from django.apps.registry import Apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps
from django.utils.translation import gettext as _

from firsthand import __version__
from firsthand.core.problems import Problem


def due(alias: str) -> bool:
    """Whether the database is behind the program. Raises `Problem` where it is ahead of it.

    By the names of the migrations alone, since every command asks: to load them all takes as long as many a command.
    """
    done = MigrationRecorder(connections[alias]).applied_migrations()
    known = _known()
    if _unknown(done, known):
        raise Problem(newer_sentence())
    return any((label, name) not in done for label, names in known.items() for name in names)


def newer(alias: str) -> bool:
    """Whether the data was brought up to date by a version that knows more than this one."""
    return _unknown(MigrationRecorder(connections[alias]).applied_migrations(), _known())


def newer_in(database: sqlite3.Connection) -> bool:
    """The same of a file that is only read, since to open it as a database of ours changes it."""
    if not database.execute("PRAGMA table_info(django_migrations)").fetchall():
        return False
    return _unknown(database.execute("SELECT app, name FROM django_migrations").fetchall(), _known())


def newer_sentence() -> str:
    """What is said of such data."""
    return _(
        "This data was last used with a newer version of Firsthand than this one (%(version)s), which would "
        "lose what it does not know. Nothing was changed: use the newer one, or restore a backup from before."
    ) % {"version": __version__}


@cache
def _known() -> dict[str, set[str]]:
    """Of each app; looked for once, since they are the program's own."""
    return {config.label: set(named(config)) for config in apps.get_app_configs()}


def _unknown(done: Iterable[tuple[str, str]], known: dict[str, set[str]]) -> bool:
    return any(name not in known.get(label, ()) for label, name in done)


def named(config: AppConfig) -> list[str]:
    """The migrations of an app, by the files in which they are."""
    return [name for _, name, package in iter_modules([str(Path(config.path, "migrations"))]) if not package]


def empty(alias: str) -> bool:
    """Whether nothing was ever made in it; a start that was cut short made nothing."""
    return set(connections[alias].introspection.table_names()) <= {MigrationRecorder.Migration._meta.db_table}


def bring_up_to_date(alias: str) -> None:
    """Make or change the tables as this program wants them."""
    if empty(alias):
        _make(alias)
    else:
        call_command("migrate", database=alias, verbosity=0, interactive=False)


def apps_of(alias: str) -> Apps:
    """The models as a database has them: the program's own, or, where it is behind, those its migrations came to."""
    if not due(alias):
        return apps
    loader = MigrationExecutor(connections[alias]).loader
    return loader.project_state([one for one in loader.applied_migrations if one in loader.graph.nodes]).apps


def make_like(alias: str, like: str) -> None:
    """In an empty database make the tables that another has, which may be behind the program."""
    if not due(like):
        return bring_up_to_date(alias)
    # Not by way of each migration: that takes half a minute, in which an upgrade would stand still.
    _make(alias, apps_of(like), set(MigrationRecorder(connections[like]).applied_migrations()))
    return None


def _make(alias: str, models: Apps = apps, only: Container[tuple[str, str]] | None = None) -> None:
    MigrationRecorder(connections[alias]).ensure_schema()
    with connections[alias].schema_editor() as editor:
        for config in models.get_app_configs():
            for model in router.get_migratable_models(config, alias, include_auto_created=False):
                editor.create_model(model)
        note_migrations(alias, editor, only)
    if only is None:
        emit_post_migrate_signal(0, False, alias)


def note_migrations(
    alias: str, editor: BaseDatabaseSchemaEditor, only: Container[tuple[str, str]] | None = None
) -> None:
    """Write down that the tables are what the migrations (or `only` these) come to, and do what else those do."""
    executor = MigrationExecutor(connections[alias])
    for (app, name), migration in executor.loader.disk_migrations.items():
        if only is not None and (app, name) not in only:
            continue
        for operation in migration.operations:
            if isinstance(operation, RunPython) and router.allow_migrate(alias, app):
                # the trigger that refuses changes to the trail
                operation.code(cast(StateApps, apps), editor)
        executor.recorder.record_applied(app, name)
