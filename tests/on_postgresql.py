"""The suite on PostgreSQL: two databases for each data folder, as SQLite has two files in it.

Where `FIRSTHAND_DATABASE` names a server, each folder that a command is run on gets its own two there, and a note in it
that says which. A folder that was copied has the note of the other: its two are made as copies of that one's.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

SERVER = os.environ.get("FIRSTHAND_DATABASE", "")
NOTE = ".suite-databases"

_made: dict[str, Path] = {}  # by their names, for which folder
_new: dict[Path, str] = {}  # of folders that are not there yet


def on_postgresql() -> bool:
    """Whether this run of the suite is."""
    return SERVER.startswith("postgres")


def address(name: str) -> str:
    """Where a database of that name is."""
    return f"{SERVER.rpartition('/')[0]}/{name}"


def databases_of(data: Path) -> dict[str, str]:
    """What a process that works on a data folder finds in its environment; nothing, where the suite is on SQLite."""
    if not on_postgresql():
        return {}
    data = data.absolute()
    note = data / NOTE
    if note.exists():
        said = json.loads(note.read_text("utf-8"))
        name = said["name"]
        if said["folder"] != str(data) and Path(said["folder"]).exists():
            name = made_for(data, like=name)
        _say(data, name)
    elif data in _new:
        name = _new[data]
    else:
        name = _new[data] = made_for(data)
    if data.is_dir():
        _say(data, name)
    return {"FIRSTHAND_DATABASE": address(name)}


def drop(below: Path) -> None:
    """Drop the databases of all folders below one: a test has ended, and left nothing that another looks at."""
    for name in [name for name, folder in _made.items() if folder.is_relative_to(below)]:
        _new.pop(_made.pop(name), None)
        for one in (name, f"{name}_keyring"):
            ask(f'DROP DATABASE IF EXISTS "{one}" WITH (FORCE)')


def made_for(data: Path, like: str = "") -> str:
    """Two new databases that go with a folder: the name of the one, to which the other's adds “_keyring”."""
    name = f"suite_{uuid4().hex[:12]}"
    for ending in ("", "_keyring"):
        template = f' TEMPLATE "{like}{ending}"' if like else ""
        ask(f'CREATE DATABASE "{name}{ending}"{template} STRATEGY FILE_COPY')
    _made[name] = data
    return name


def asked(data: Path, file: str, statement: str) -> list[tuple[Any, ...]]:
    """A statement to one of a folder's two databases, wherever they are. Nothing there refuses what a host does."""
    if not on_postgresql():
        with closing(sqlite3.connect(data / file)) as connection, connection:
            return connection.execute(statement).fetchall()
    name = databases_of(data)["FIRSTHAND_DATABASE"].rpartition("/")[2]
    ending = "_keyring" if file.startswith("keyring") else ""
    return ask(f"SET session_replication_role = replica; {statement}", name + ending)


def in_files(data: Path, scratch: Path) -> Path:
    """Where the rows of a folder lie in files: in itself; on PostgreSQL, copied there now, and not by the program."""
    if not on_postgresql():
        return data
    name = databases_of(data)["FIRSTHAND_DATABASE"].rpartition("/")[2]
    for file, ending in (("firsthand.sqlite3", ""), ("keyring.sqlite3", "_keyring")):
        (scratch / "in-files").mkdir(exist_ok=True)
        (scratch / "in-files" / file).unlink(missing_ok=True)
        with closing(sqlite3.connect(scratch / "in-files" / file)) as copy, copy:
            for (table,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name + ending):
                _copy(table, name + ending, copy)
    return scratch / "in-files"


def as_files(folder: Path, scratch: Path) -> Path:
    """The same of any folder: of one that has nothing there, itself."""
    return in_files(folder, scratch) if on_postgresql() and (folder / NOTE).exists() else folder


def _copy(table: str, name: str, copy: sqlite3.Connection) -> None:
    named = f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position"  # noqa: S608
    columns = [f'"{row[0]}"' for row in ask(named, name)]
    copy.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
    places = ", ".join("?" * len(columns))
    for row in ask(f"SELECT {', '.join(columns)} FROM {table}", name):  # noqa: S608
        copy.execute(f"INSERT INTO {table} VALUES ({places})", [_in_a_file(one) for one in row])  # noqa: S608


def _in_a_file(value: object) -> object:
    """As Django has it on SQLite."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, dict | list):
        return json.dumps(value)
    return str(value) if isinstance(value, date) else value


def _say(data: Path, name: str) -> None:
    _new.pop(data, None)
    if name in _made:
        _made[name] = data
    (data / NOTE).write_text(json.dumps({"name": name, "folder": str(data)}), "utf-8")


def ask(statement: str, name: str = "") -> list[tuple[Any, ...]]:
    """A statement, and the rows it gives."""
    import psycopg

    with psycopg.connect(address(name) if name else SERVER, autocommit=True) as connection:
        found = connection.execute(statement)  # type: ignore[arg-type]
        while found.nextset():
            pass
        return found.fetchall() if found.description else []
