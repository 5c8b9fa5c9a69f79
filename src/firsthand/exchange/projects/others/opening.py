"""Which program's own file it is, and its reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from firsthand.core.offsets import Unit
from firsthand.core.problems import Problem
from firsthand.exchange.projects.others import (
    annotated,
    brat,
    cas,
    doccano,
    qualcoder,
    rqda,
    taguette,
    webanno,
    xmi,
)
from firsthand.exchange.projects.others.database import Tables, tables
from firsthand.exchange.projects.others.layers import Into, Layers
from firsthand.exchange.projects.others.making import Making
from firsthand.exchange.projects.others.parts import Beside, Files
from firsthand.exchange.projects.recognising import DATABASE

BESIDE_OPEN = noop(
    "{name} was taken while QualCoder had it open: some of it lies in a journal beside the "
    "database. Close QualCoder, and take the folder once more."
)
UNKNOWN = noop(
    "{name} is of a kind that this program does not know. It brings in projects of REFI-QDA "
    "(.qdpx), QualCoder, Taguette, RQDA, doccano, brat, WebAnno and INCEpTION. Where it "
    "holds texts, unpack it and choose those."
)


@dataclass(frozen=True, slots=True)
class _Program:
    """A program that keeps its projects in a database."""

    name: str
    signs: tuple[str, ...]
    seed_of: Callable[[Tables], str]
    read: Callable[[Tables, Making], None]
    unit: Unit | None = None


PROGRAMS = (
    _Program("QualCoder", qualcoder.SIGNS, qualcoder.seed_of, qualcoder.read),
    _Program("Taguette", taguette.SIGNS, taguette.seed_of, taguette.read, taguette.UNIT),
    _Program("RQDA", rqda.SIGNS, rqda.seed_of, rqda.read),
)


def open_database(name: str, data: bytes) -> Making:
    """A project in an SQLite database by itself."""
    with tables(name, data) as found:
        program = next((one for one in PROGRAMS if found.hold(*one.signs)), None)
        if program is None:
            raise Problem(
                _(
                    "%(name)s is a database, but of none of the programs that are known here: QualCoder, "
                    "Taguette, RQDA."
                )
                % {"name": name}
            )
        making = Making(program.name, program.seed_of(found), program.unit)
        program.read(found, making)
    making.finish()
    return making


def open_files(files: Files) -> Making:
    """A project in several files: an archive, or a folder."""
    names = files.names()
    if databases := [one for one in names if one.rpartition("/")[2] == "data.qda"]:
        return _open_qualcoder(files, databases)
    if len(names) == 1 and (data := files.read(names[0])).startswith(DATABASE):
        return open_database(names[0], data)
    if any(one.endswith(".ann") for one in names):
        making = Making("brat", _mark(files, names))
        brat.read(files, making)
    else:
        making = annotated.read(files, lambda origin: Making(origin, _mark(files, names)))
        if not making.found:
            raise Problem(gettext(UNKNOWN).format(name=files.name))
    making.finish()
    return making


def open_lines(name: str, data: bytes) -> Making:
    """A project in one file of text."""
    seed = sha256(data).hexdigest()
    if webanno.is_it(data):
        making = Making("WebAnno", seed)
        webanno.read(name, data, Layers(making), Into(name))
    elif cas.is_it(data):
        making = Making("UIMA CAS", seed)
        cas.read(name, data, Layers(making), Into(name))
    elif xmi.is_it(data):
        making = Making("UIMA CAS", seed)
        xmi.read(name, data, Layers(making), Into(name))
    elif doccano.is_it(data):
        making = Making("doccano", seed)
        doccano.read(name, data, making)
    else:
        raise Problem(gettext(UNKNOWN).format(name=name))
    making.finish()
    return making


def _open_qualcoder(files: Files, databases: list[str]) -> Making:
    if len(databases) > 1:
        raise Problem(
            _("%(name)s holds %(n)s projects of QualCoder, and one comes in at a time.")
            % {"name": files.name, "n": len(databases)}
        )
    database, names = databases[0], files.names()
    if f"{database}-wal" in names and files.read(f"{database}-wal"):
        raise Problem(gettext(BESIDE_OPEN).format(name=files.name))
    with tables(database, files.read(database)) as found:
        if not found.hold(*qualcoder.SIGNS):
            raise Problem(
                _("“%(database)s” in %(name)s is no database of QualCoder.")
                % {"database": database, "name": files.name}
            )
        making = Making("QualCoder", qualcoder.seed_of(found))
        qualcoder.read(found, making, folder=database.rpartition("/")[0], names=names)
    making.archive = Beside(making, files)
    making.finish()
    return making


def _mark(files: Files, names: list[str]) -> str:
    """What tells these files from all others: by it the same ones are known again."""
    mark = sha256()
    for name in names:
        mark.update(name.encode() + b"\x00" + sha256(files.read(name)).digest())
    return mark.hexdigest()
