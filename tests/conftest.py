"""The standing cast, a study to stand in, and the guard that no write goes round the trail.

Lea leads. Cody codes. Rea reads. Gil guards the names. Hope hosts. Pia participates. Xeno is a stranger. Invented.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from compileall import compile_dir
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_django
from django.conf import settings as django_settings
from filelock import FileLock
from hypothesis import HealthCheck, settings

import egress
import firsthand
from commands import done
from guard import nothing_written_round_the_trail, trail_tells_the_rows
from on_postgresql import databases_of, drop, on_postgresql

BRING_THEIR_OWN = ("reliability",)  # both kinds of databases, wherever the suite is

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """Both databases as the program makes them where there was none."""
    from django.db import connections
    from django.db.migrations.recorder import MigrationRecorder

    from firsthand.exchange.keeping.tables import note_migrations

    with django_db_blocker.unblock():
        for alias in connections:
            MigrationRecorder(connections[alias]).ensure_schema()
            with connections[alias].schema_editor() as editor:
                note_migrations(alias, editor)


@contextmanager
def for_a_module(blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """What is written inside stands for all tests of a module, each of which undoes its own, and is gone after them."""
    from django.db import connections, transaction

    with blocker.unblock(), ExitStack() as both:
        for alias in connections:
            both.enter_context(transaction.atomic(using=alias))
        both.enter_context(nothing_written_round_the_trail())
        yield
        for alias in connections:
            transaction.set_rollback(True, using=alias)


@pytest.fixture(scope="session")
def secret() -> object:
    """The installation's secret, as `firsthand init` makes it."""
    from firsthand.ground.vault.secret import Secret

    folder = Path(django_settings.DATA)
    return Secret.found_in(folder) or Secret.made_in(folder)


@pytest.fixture(scope="session")
def one_child() -> Iterator[None]:
    """One child reads the files of all tests that have the cast, as it would those of one import.

    What a child may, and when it is let go, is asked of children that tests begin themselves.
    """
    from firsthand.field.sources import importing
    from firsthand.field.sources.extract.workshop import Workshop

    class Lent:
        def __enter__(self) -> Workshop:
            return begun

        def __exit__(self, *said: object) -> None:
            pass

    with Workshop() as begun, pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "Workshop", Lent)
        yield


@pytest.fixture(autouse=True)
def _nobody_is_asked() -> Iterator[None]:
    """No test has anybody asked over a network but this machine."""
    yield
    asked, egress.asked[:] = egress.asked[:], []
    assert asked == []


@pytest.fixture(autouse=True)
def _guard(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test that has the database is watched: writes happen in acts, and the trail alone gives the rows."""
    if "db" not in request.fixturenames and "cast" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")
    with nothing_written_round_the_trail():
        yield
    trail_tells_the_rows()


@pytest.fixture(autouse=True)
def _databases_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """On PostgreSQL, what a test made there goes with it."""
    below = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if on_postgresql() and below is not None:
        drop(below)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration study: built once for the whole run, to be copied and never changed."""
    together = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        together = together.parent
    data = together / "demonstration" / "data"
    with FileLock(together / "demonstration.lock"):
        if not data.exists():
            done(together / "half-made", "demo", "--no-serve")
            data.parent.mkdir()
            (together / "half-made").rename(data)
            databases_of(data)  # which notes that it has another name now
    return data


@dataclass
class Cast:
    """Everybody, in one study and ready to act. Xeno leads another study."""

    lea: object
    cody: object
    rea: object
    gil: object
    hope: object
    pia: object
    xeno: object


def pytest_configure(config: pytest.Config) -> None:
    """Compile the program once: where Python is told to keep nothing, each process that is begun would do so anew."""
    if not hasattr(config, "workerinput"):
        compile_dir(Path(firsthand.__file__).parent, quiet=2, workers=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whoever uses the database uses both: words in the one, their keys in the other. What takes long comes first.

    On PostgreSQL what uses none is left out: it is the same there.
    """
    if on_postgresql():
        config.hook.pytest_deselected(items=[item for item in items if not has_rows(item)])
        items[:] = [item for item in items if has_rows(item)]
    for item in items:
        if "cast" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(databases=["default", "keyring"]))
        if on_postgresql() and item.get_closest_marker("embedded"):
            item.add_marker(pytest.mark.skip(reason="it is about SQLite’s files"))
    items.sort(key=takes_long, reverse=True)


def has_rows(item: pytest.Item) -> bool:
    """Whether there is a database in it, this process's or another's."""
    if Path(item.path).parent.name in BRING_THEIR_OWN:
        return False
    named = getattr(item, "fixturenames", ())
    marks = ("django_db", "process", "journey")
    return bool({"db", "cast"} & set(named)) or any(item.get_closest_marker(name) for name in marks)


def takes_long(item: pytest.Item) -> bool:
    """So that of two workers none is left alone with it at the end."""
    return any(item.get_closest_marker(name) for name in ("journey", "process", "slow"))


@pytest.fixture
def cast(db: None, secret: object, one_child: None) -> Cast:
    """A study with its people, and a stranger in a study of their own."""
    from firsthand.ground.studies.models import Role
    from firsthand.ground.studies.services import add_member, start_study

    lea = start_study(secret, title="How peer work works", lead="Lea")
    xeno = start_study(secret, title="Another study", lead="Xeno")
    others = {
        name.lower(): add_member(lea, name=name, role=role, secret=secret)
        for name, role in [
            ("Cody", Role.CODER),
            ("Rea", Role.READER),
            ("Gil", Role.GUARDIAN),
            ("Hope", Role.HOST),
            ("Pia", Role.PARTICIPANT),
        ]
    }
    return Cast(lea=lea, xeno=xeno, **others)


@pytest.fixture
def lea(cast: Cast) -> object:
    return cast.lea


@pytest.fixture
def cody(cast: Cast) -> object:
    return cast.cody


@pytest.fixture
def rea(cast: Cast) -> object:
    return cast.rea


@pytest.fixture
def xeno(cast: Cast) -> object:
    return cast.xeno
