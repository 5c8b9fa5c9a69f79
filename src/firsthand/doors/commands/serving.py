"""serve: the pages, on this machine only; or, with --production, for many people at once."""

from __future__ import annotations

import socket
import threading
import webbrowser
from pathlib import Path

import click

from firsthand.doors.commands.common import port_taken, refuse
from firsthand.doors.commands.daily import forget_daily
from firsthand.doors.preparing import prepared

HOST = "127.0.0.1"
THREADS = 6  # two of them work at a time (doors/live/in_turn.py); the others are for what takes long
IN_MEMORY = 256 * 1024 * 1024
OF_PRODUCTION = ("workers", "host", "behind_proxy", "tls_cert", "tls_key", "without_tls")


@click.command()
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@click.option("--production", is_flag=True, help="For many people at once, over a network.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; with SQLite there is one.")
@click.option("--host", default=HOST, show_default=True, help="The address of this machine to listen on.")
@click.option(
    "--behind-proxy", metavar="ADDRESSES", help="Who has TLS in front of this, with commas between."
)
@click.option("--tls-cert", type=click.Path(path_type=Path, dir_okay=False), help="A certificate, as PEM.")
@click.option("--tls-key", type=click.Path(path_type=Path, dir_okay=False), help="Its key, as PEM.")
@click.option(
    "--without-tls", is_flag=True, help="Everything can be read on the way. Only where nobody else is."
)
@click.pass_context
def serve(
    ctx: click.Context, port: int, no_open: bool, production: bool, workers: int | None, host: str,
    behind_proxy: str | None, tls_cert: Path | None, tls_key: Path | None, without_tls: bool,
) -> None:  # fmt: skip
    """Open Firsthand in your browser. Only this machine can reach it, but with --production."""
    if production:
        from firsthand.doors.commands import production as many

        many.serve(many.Wanted(port, workers, host, behind_proxy, tls_cert, tls_key, without_tls))
        return
    refuse(ctx, OF_PRODUCTION, "is for --production: without it, only this machine can reach Firsthand")
    prepared()
    run_server(port, open_browser=not no_open)


def serve_own_data() -> None:
    """What `firsthand` alone does: your own data folder, made where it is new."""
    prepared(new=True)
    run_server(8000, open_browser=True)


def run_server(port: int, *, open_browser: bool) -> None:
    """Serve until interrupted. Raises `Problem` where the port is taken or the folder is served already."""
    from firsthand.exchange.keeping import folder

    with folder.served():
        _serve(port, open_browser=open_browser)


def _serve(port: int, *, open_browser: bool) -> None:
    from waitress import create_server

    from firsthand.config.wsgi import application
    from firsthand.exchange.keeping import scheduled
    from firsthand.ground.studies.selectors import studies

    try:
        # Waitress would spool large bodies to temporary files: everything stays in memory instead.
        server = create_server(
            application, host=HOST, port=port, threads=THREADS, ident=None,
            inbuf_overflow=IN_MEMORY, outbuf_overflow=IN_MEMORY, max_request_body_size=IN_MEMORY,
        )  # fmt: skip
    except OSError as taken:
        raise port_taken(port) from taken
    address = f"http://{HOST}:{_port_of(server)}/"
    click.echo(f"Firsthand is at {address} (Ctrl+C stops it)")
    forget_daily()
    scheduled.begin()
    for study in studies():
        if study.demo:
            click.echo(f"A tour of “{study.title}” in eight steps: {address}s/{study.slug}/tour/")
    if open_browser:
        threading.Timer(0.3, webbrowser.open, [address]).start()
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _port_of(server: object) -> int:
    listening: socket.socket = server.socket  # type: ignore[attr-defined]
    return int(listening.getsockname()[1])


COMMANDS = [serve]
