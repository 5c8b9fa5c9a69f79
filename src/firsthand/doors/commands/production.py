"""serve --production: many people at once, over TLS, in one process on SQLite and in several on PostgreSQL."""

from __future__ import annotations

import os
import signal
import socket
import sys
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import port_taken
from firsthand.doors.commands.daily import forget_daily
from firsthand.doors.preparing import prepared

if TYPE_CHECKING:
    from uvicorn import Config

APPLICATION = "firsthand.config.asgi:application"
GRACE = 20  # seconds in which a server that stops ends what it was asked
KEPT_ALIVE = (
    75  # seconds: longer than a proxy keeps a connection, so that it is never the proxy that is surprised
)
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2; left to itself, uvicorn takes those of TLS 1.0
AT_ONCE = 1000  # connections of a process, most of which are held


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said on the command line."""

    port: int
    workers: int | None
    host: str
    behind_proxy: str | None
    tls_cert: Path | None
    tls_key: Path | None
    without_tls: bool


def serve(wanted: Wanted) -> None:
    """Serve until told to stop. Raises `Problem` where that would not be safe, or cannot be."""
    os.environ["FIRSTHAND_PRODUCTION"] = "1"  # read by the settings, here and in every process
    proxies = _require_safe(wanted)
    prepared()
    from django.conf import settings

    _require_settings(settings, plain=wanted.without_tls)
    from firsthand.exchange.keeping import folder, scheduled

    with folder.served():
        listening = _listening(wanted)
        config = _config(wanted, proxies, _processes(wanted.workers))
        _say(wanted, listening, config.workers, settings.ADDRESS)
        forget_daily()
        scheduled.begin()
        _run(config, listening)


def _require_safe(wanted: Wanted) -> list[str]:
    """The proxies that are believed. Raises `Problem` where nothing says how pages are kept from others on the way."""
    if bool(wanted.tls_cert) is not bool(wanted.tls_key):
        raise Problem("A certificate and its key come together: --tls-cert FILE --tls-key FILE.")
    ways = [wanted.behind_proxy is not None, wanted.tls_cert is not None, wanted.without_tls]
    if not any(ways):
        raise Problem(
            "Nothing says who keeps what travels from being read on the way. Put a server with TLS in front and name "
            "it (--behind-proxy 127.0.0.1), or give a certificate (--tls-cert, --tls-key). "
            "--without-tls goes without: then everybody on the network can read all words and secrets as they pass."
        )
    if sum(ways) > 1:
        raise Problem("Choose one of --behind-proxy, --tls-cert with --tls-key, and --without-tls.")
    for file in (wanted.tls_cert, wanted.tls_key):
        if file is not None and not os.access(file, os.R_OK):
            raise Problem(f"{file} cannot be read.")
    return _addresses(wanted.behind_proxy or "")


def _addresses(said: str) -> list[str]:
    found = [one.strip() for one in said.split(",") if one.strip()]
    for one in found:
        try:
            ip_network(one, strict=False)
        except ValueError:
            raise Problem(
                f"“{one}” is no address. --behind-proxy takes addresses such as 127.0.0.1 or 10.0.0.0/8."
            ) from None
    return found


def _require_settings(settings: Any, *, plain: bool) -> None:
    """Raises `Problem` where the installation is not set up to be reached by others."""
    if not settings.ACCOUNTS:
        raise Problem(
            "Over a network people sign in: set FIRSTHAND_ACCOUNTS=1. "
            "Without it, whoever reaches this server could act as anybody."
        )
    parts = urlsplit(settings.ADDRESS)
    if not os.environ.get("FIRSTHAND_ADDRESS") or not parts.hostname:
        raise Problem("Say under which address people come: FIRSTHAND_ADDRESS=https://firsthand.example.org")
    if parts.scheme != "https" and not plain:
        raise Problem(f"FIRSTHAND_ADDRESS is {settings.ADDRESS}: it has to begin with https://")
    if not os.environ.get("FIRSTHAND_HOSTS"):
        raise Problem(f"Say by which names pages may be asked for: FIRSTHAND_HOSTS={parts.hostname}")
    if "*" in settings.ALLOWED_HOSTS:
        raise Problem(
            "FIRSTHAND_HOSTS names the names themselves: with * any page elsewhere could borrow one."
        )
    if parts.hostname not in settings.ALLOWED_HOSTS:
        raise Problem(
            f"People come to {parts.hostname} (FIRSTHAND_ADDRESS), which FIRSTHAND_HOSTS does not name."
        )


def _processes(wanted: int | None) -> int:
    """As many as are wanted; else as there are processors, and connections of PostgreSQL for all of their threads."""
    from django.db import connection

    from firsthand.exchange.keeping import connecting

    if connection.vendor == "sqlite":
        if wanted is not None and wanted > 1:
            raise Problem(
                "With SQLite there is one process: it has one writer, and several would wait for each other. "
                "Leave --workers out, or move to PostgreSQL."
            )
        return 1
    processes = wanted or min(8, max(2, _processors()), connecting.most())
    connecting.note(processes)
    return processes


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2


def _listening(wanted: Wanted) -> socket.socket:
    try:
        address = ip_address(wanted.host)
    except ValueError:
        raise Problem(
            f"“{wanted.host}” is no address of this machine, such as 127.0.0.1 or 0.0.0.0."
        ) from None
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        return socket.create_server((wanted.host, wanted.port), family=family, backlog=2048)
    except PermissionError as refused:
        raise Problem(
            f"Port {wanted.port} is for the system’s own servers. Choose one above 1023."
        ) from refused
    except OSError as taken:
        raise port_taken(wanted.port) from taken


def _config(wanted: Wanted, proxies: list[str], processes: int) -> Config:
    from uvicorn import Config

    return Config(
        APPLICATION, http="h11", ws="none", loop="asyncio", lifespan="on", interface="asgi3", workers=processes,
        proxy_headers=bool(proxies), forwarded_allow_ips=proxies or None,
        ssl_certfile=wanted.tls_cert, ssl_keyfile=str(wanted.tls_key) if wanted.tls_key else None,
        ssl_ciphers=CIPHERS,
        access_log=False, log_config=None, server_header=False, backlog=2048, limit_concurrency=AT_ONCE,
        timeout_keep_alive=KEPT_ALIVE, timeout_graceful_shutdown=GRACE, timeout_worker_healthcheck=30,
    )  # fmt: skip


def _say(wanted: Wanted, listening: socket.socket, processes: int, address: str) -> None:
    host, port = listening.getsockname()[:2]
    how = "1 process" if processes == 1 else f"{processes} processes"
    click.echo(f"Firsthand is at {address}/ (here: {host} port {port}, {how}; Ctrl+C stops it)")
    if wanted.without_tls:
        click.echo(
            "Without TLS: everybody on the network can read what travels, words and secrets too.", err=True
        )


def _run(config: Config, listening: socket.socket) -> None:
    from django.db import connections
    from uvicorn import Server
    from uvicorn.supervisors import Multiprocess

    from firsthand.doors.live import metrics

    if config.workers > 1:
        os.environ[metrics.FOLDER] = str(metrics.folder_made_anew())
    connections.close_all()  # every process opens its own
    signal.signal(signal.SIGTERM, lambda _sent, _frame: sys.exit(0))  # once all is answered
    try:
        if config.workers > 1:
            Multiprocess(config, sockets=[listening]).run()
        else:
            Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return
