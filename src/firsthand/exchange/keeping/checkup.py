"""How an installation is: what it stands on, room, copies, clock, rights of files, complaints. Counts alone."""

from __future__ import annotations

import os
import shutil
import ssl
import stat
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
from django.conf import settings
from django.db import DatabaseError, connections

from firsthand import __version__
from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.config.logs import WARNINGS_FILE, WARNINGS_READ_FILE
from firsthand.exchange.keeping import connecting, copies, footing, scheduled, tables
from firsthand.exchange.keeping.footing import Finding, Grade

ROOM = 1024**3  # bytes below which something should be done
CLOCK = copies.APART


@dataclass(frozen=True, slots=True)
class Checkup:
    """All of it."""

    versions: dict[str, str]
    counts: dict[str, int]
    findings: list[Finding]

    @property
    def well(self) -> bool:
        """Whether nothing is refused."""
        return all(one.grade is not Grade.REFUSED for one in self.findings)


def looked_over() -> Checkup:
    """Look at everything; a database that does not answer is a finding like others."""
    found = list(footing.findings())
    answers = not any(one.name in footing.ALIASES for one in found)
    made = answers and _made()
    found += [_room(), _last_backup(), _rights(), _warnings()]
    if made:
        found.append(_clock())
    if answers and connections["default"].vendor != "sqlite":
        found.append(connecting.finding())
    return Checkup(_versions(answers), _counts() if made else {}, found)


def last_backup() -> datetime | None:
    """When the last backup was made, by itself or by hand, as far as this program knows."""
    return scheduled.last().at


def free() -> int:
    """Bytes that are free where the data folder is."""
    return shutil.disk_usage(Path(settings.DATA)).free


def unread() -> int:
    """Complaints in the log since somebody said that they had read them."""
    file = Path(settings.DATA) / WARNINGS_FILE
    try:
        lines = file.read_bytes().splitlines()
    except OSError:
        return 0
    return max(0, len(lines) - _read_before(len(lines)))


def mark_read() -> None:
    """What is there has been read."""
    folder = Path(settings.DATA)
    with (folder / WARNINGS_READ_FILE).open("w", encoding="ascii") as file:
        os.chmod(folder / WARNINGS_READ_FILE, 0o600)  # noqa: PTH101
        file.write(str(_lines(folder / WARNINGS_FILE)))


def _read_before(lines: int) -> int:
    try:
        read = int((Path(settings.DATA) / WARNINGS_READ_FILE).read_text("ascii"))
    except (OSError, ValueError):
        return 0
    return read if read <= lines else 0  # the file was begun anew


def _lines(file: Path) -> int:
    try:
        return len(file.read_bytes().splitlines())
    except OSError:
        return 0


def _room() -> Finding:
    left = free()
    said = f"{left / 1024**3:.1f} GB are free where the data are."
    if left < ROOM:
        return Finding("room", Grade.CARE, f"{said} Make room, or move the data to a larger disk.")
    return Finding("room", Grade.GOOD, said)


def _last_backup() -> Finding:
    if (ahead := scheduled.yet_to_come()) is not None:
        return Finding("backup", Grade.CARE, _ahead(*ahead))
    latest = scheduled.last()
    failed = f" {latest.why} ({latest.failed_at:%Y-%m-%d %H:%M})" if latest.failed_at else ""
    if latest.at is None:
        none = "There is no backup that this program knows of: firsthand backup FILE"
        return Finding("backup", Grade.CARE, f"{none}{failed}")
    said = f"The last backup is of {latest.at:%Y-%m-%d %H:%M} (UTC)."
    if failed:
        return Finding("backup", Grade.CARE, f"{said} Since then one did not come about:{failed}")
    if datetime.now(UTC) - latest.at > scheduled.TOO_LONG:
        return Finding("backup", Grade.CARE, f"{said} Make another: firsthand backup FILE")
    return Finding("backup", Grade.GOOD, said)


def _ahead(at: datetime, data: Path | None) -> str:
    """A clock was ahead when this was noted, or is behind now: which, only a person can tell."""
    said = f"A backup is noted as of {at:%Y-%m-%d %H:%M} (UTC), which is yet to come, and does not count."
    look = f"{said} Look at the clock (date), then make another: firsthand backup"
    return f"{look}. Take {data} elsewhere: its name is wrong." if data else look


def _rights() -> Finding:
    """Whether others on this machine can come at the data. With a secret that they can read, nothing begins at all."""
    folder = Path(settings.DATA)
    files = [folder / name for name in (DATA_FILE, KEYRING_FILE)]
    if _open_to_others(folder) and any(one.exists() and _open_to_others(one) for one in files):
        return Finding("rights", Grade.CARE, f"Others on this machine can read {folder}: chmod 700 {folder}")
    return Finding("rights", Grade.GOOD, "Only their owner reads the data and the secret.")


def _open_to_others(path: Path) -> bool:
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _warnings() -> Finding:
    many = unread()
    if not many:
        return Finding("warnings", Grade.GOOD, "The log complains of nothing that was not read.")
    return Finding(
        "warnings",
        Grade.CARE,
        f"{many} complaints in {Path(settings.DATA) / WARNINGS_FILE} were not read yet. "
        "Once they are: firsthand doctor --read",
    )


def _clock() -> Finding:
    """A clock that was set back makes entries that are from tomorrow, and sessions that never end."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT max(at) FROM trail_entry")
        latest = _moment(cursor.fetchone()[0])
    now = datetime.now(UTC)
    if latest is not None and latest - now > CLOCK:
        return Finding(
            "clock", Grade.CARE, f"The latest entry is from {latest:%Y-%m-%d %H:%M}, which is yet to come."
        )
    if (apart := _apart()) is not None and abs(apart) > CLOCK:
        return Finding(
            "clock", Grade.CARE, "This machine’s clock and that of the database are minutes apart."
        )
    return Finding("clock", Grade.GOOD, f"It is {now:%Y-%m-%d %H:%M} (UTC), after everything that happened.")


def _apart() -> timedelta | None:
    if connections["default"].vendor == "sqlite":
        return None
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there: datetime = cursor.fetchone()[0]
    return there - datetime.now(UTC)


def _moment(said: str | datetime | None) -> datetime | None:
    if isinstance(said, str):
        said = datetime.fromisoformat(said)
    return said.replace(tzinfo=UTC) if said is not None and said.tzinfo is None else said


def _versions(answers: bool) -> dict[str, str]:
    known = {
        "firsthand": __version__, "python": sys.version.split()[0], "django": django.get_version(),
        "openssl": ssl.OPENSSL_VERSION.split(" ", 2)[1],
    }  # fmt: skip
    if answers:
        one = connections["default"]
        known[one.display_name] = ".".join(map(str, one.get_database_version()))
    return known


def _made() -> bool:
    try:
        return not any(tables.empty(alias) for alias in footing.ALIASES)
    except DatabaseError:
        return False


def _counts() -> dict[str, int]:
    """How much there is; nothing of what."""
    counted = {"studies": "studies_study", "entries": "trail_entry", "sources": "sources_source"}
    found = {}
    with connections["default"].cursor() as cursor:
        for name, table in counted.items():
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 (no values)
            found[name] = int(cursor.fetchone()[0])
    return found
