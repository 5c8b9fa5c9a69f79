"""What is logged, and how: what kind of thing happened, where in the program, how long it took. No word of anybody's.

A line has the fields that are named here and no others. What a library says in its own words is left out, since nobody
can know what it puts into them: of such a line its place is told. Of an exception its kind and its place, without what
it says.
"""

from __future__ import annotations

import json
import logging
import os
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

WARNINGS_FILE = "warnings.log"
WARNINGS_READ_FILE = "warnings.read"
LONGEST = 1024 * 1024  # bytes of warnings; then they are begun anew
OURS = ("route", "status", "milliseconds", "act", "account", "by")

request_id: ContextVar[str] = ContextVar("request id", default="")


def setting() -> str:
    """Lines for people (“text”), or for programs (“json”)."""
    production = os.environ.get("FIRSTHAND_PRODUCTION", "") == "1"
    return os.environ.get("FIRSTHAND_LOG", "") or ("json" if production else "text")


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """What is told of something."""
    told: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "event": getattr(record, "event", None) or record.name,
    }
    told |= {name: getattr(record, name) for name in OURS if getattr(record, name, None) is not None}
    if request_id.get():
        told["request"] = request_id.get()
    if not hasattr(record, "event"):
        told["place"] = _place(record.pathname, record.lineno)
    if record.exc_info and record.exc_info[0] is not None:
        told |= exception(record.exc_info[1])
    return told


def exception(problem: BaseException | None) -> dict[str, str]:
    """Of what kind an exception is and where it came up, and of those that it came of; never what it says."""
    kinds: list[str] = []
    places: list[str] = []
    while problem is not None and len(kinds) < 5:
        kinds.append(f"{type(problem).__module__}.{type(problem).__qualname__}")
        frames = traceback.extract_tb(problem.__traceback__)
        places += [_place(one.filename, one.lineno or 0) for one in frames[-1:]]
        ours = [one for one in frames if f"{os.sep}firsthand{os.sep}" in one.filename]
        places += [_place(one.filename, one.lineno or 0) for one in ours[-1:]]
        problem = problem.__cause__ or problem.__context__
    return {"exception": " from ".join(kinds), "at": ", ".join(dict.fromkeys(places))}


def _place(path: str, line: int) -> str:
    """A file of the program or of a library, without where it is installed."""
    parts = Path(path).parts
    for base in ("site-packages", "src"):
        if base in parts:
            return f"{'/'.join(parts[parts.index(base) + 1 :])}:{line}"
    return f"{Path(path).name}:{line}"


class AsJson(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(fields(record), ensure_ascii=True)


class AsText(logging.Formatter):
    """The same for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = fields(record)
        first = [str(told.pop(name)) for name in ("time", "level", "event")]
        return " ".join([*first, *(f"{name}={value}" for name, value in told.items())])


class Kept(logging.Handler):
    """Complaints, kept in the data folder until somebody has read them: `firsthand doctor` counts them."""

    def __init__(self, folder: str) -> None:
        super().__init__(logging.WARNING)
        self._file = Path(folder) / WARNINGS_FILE

    def emit(self, record: logging.LogRecord) -> None:
        """Write it down, where it can be."""
        try:
            over = self._file.exists() and self._file.stat().st_size > LONGEST
            if over:  # what was read of it says nothing of the one that is begun now
                self._file.with_name(WARNINGS_READ_FILE).unlink(missing_ok=True)
            how = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if over else os.O_APPEND)
            descriptor = os.open(self._file, how, 0o600)
            try:
                os.write(descriptor, (json.dumps(fields(record)) + "\n").encode("ascii"))
            finally:
                os.close(descriptor)
        except OSError:
            return  # it was said on standard error, too


def logging_for(data: Path, *, production: bool) -> dict[str, Any]:
    """Django's LOGGING."""
    handlers: dict[str, Any] = {"stderr": {"class": "logging.StreamHandler", "formatter": setting()}}
    if production:
        handlers["kept"] = {"()": "firsthand.config.logs.Kept", "folder": str(data)}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "firsthand.config.logs.AsJson"},
            "text": {"()": "firsthand.config.logs.AsText"},
        },
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": "WARNING"},
        "loggers": {
            "firsthand": {"level": "INFO" if production else "WARNING"},
            # What was asked for is told by our own line; of what broke, kind and place.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # every day’s knocking by strangers
            "django.server": {"handlers": list(handlers), "level": "ERROR", "propagate": False},
        },
    }
