"""What a host may count: requests by the name of their address, acts by their kind, how databases are. No study words.

With several processes each counts in a file of its own, in the data folder; whoever asks is given the sums.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import Error, connections
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from firsthand.exchange.keeping import checkup
from firsthand.ground.trail import announcing

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # read by the library when it is loaded
ALIASES = {"default": "data", "keyring": "keyring"}
TYPE = CONTENT_TYPE_LATEST

REQUESTS = Counter(
    "firsthand_requests", "Requests, by the name of their address.", ["route", "method", "status"]
)
SECONDS = Histogram(
    "firsthand_request_seconds", "How long they took.", ["route"], buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10)
)
ACTS = Counter("firsthand_acts", "Entries of the trail, by what kind of act they tell of.", ["act"])
HELD = Gauge("firsthand_held_requests", "Questions for news that are held.", multiprocess_mode="livesum")
INSIDE = Gauge(
    "firsthand_requests_inside",
    "Requests that are answered, or wait for a thread.",
    multiprocess_mode="livesum",
)


def answers(alias: str) -> bool:
    """Whether a database does."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connections[alias].close()
        return False
    return True


def scraped() -> bytes:
    """All of it, as Prometheus reads it."""
    if not os.environ.get(FOLDER):
        together = CollectorRegistry()
        together.register(Now())
        return generate_latest(REGISTRY) + generate_latest(together)
    _let_go_of_the_dead(Path(os.environ[FOLDER]))
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    together.register(Now())
    return generate_latest(together)


class Now(Collector):
    """What is so at the moment of asking."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each of them."""
        up = GaugeMetricFamily("firsthand_database_up", "Whether it answers.", labels=["database"])
        for alias, name in ALIASES.items():
            up.add_metric([name], float(answers(alias)))
        yield up
        yield GaugeMetricFamily("firsthand_disk_free_bytes", "Where the data are.", value=checkup.free())
        yield GaugeMetricFamily("firsthand_warnings_unread", "Complaints in the log.", value=checkup.unread())
        if (made_at := checkup.last_backup()) is not None:
            age = max((datetime.now(UTC) - made_at).total_seconds(), 0.0)  # clocks may be apart a little
            yield GaugeMetricFamily("firsthand_backup_age_seconds", "Since the last backup.", value=age)


def count_acts() -> None:
    """From here on."""
    if _count not in announcing.LISTENERS:
        announcing.LISTENERS.append(_count)


def _count(_study: UUID, _entry: int, act: str) -> None:
    ACTS.labels(act).inc()


def folder_made_anew() -> Path:
    """The folder in which processes count, empty. The caller has no process yet."""
    folder = Path(settings.DATA) / "metrics"
    folder.mkdir(mode=0o700, exist_ok=True)
    for one in folder.glob("*.db"):
        one.unlink()
    return folder


def _let_go_of_the_dead(folder: Path) -> None:
    """What processes that are gone held is not held any more; what they counted stays counted."""
    for one in folder.glob("gauge_live*_*.db"):
        with suppress(ValueError, FileNotFoundError):
            if not Path("/proc", str(int(one.stem.rpartition("_")[2]))).exists():
                one.unlink()
