"""Whom this process asks over a network. Nobody but this machine is asked, in any test: what is, is told here.

It hears Python's own sockets; what a browser asks, the journeys watch (`Window.asked`), and the child that reads files
is watched by a server that nobody may ask (`hostile.watching.Canary`).
"""

from __future__ import annotations

import sys
from ipaddress import ip_address
from typing import Any

asked: list[str] = []
HERE = {None, "", "localhost", "localhost.localdomain", "ip6-localhost"}


def is_here(host: object) -> bool:
    """Whether that is this machine itself: by its loopback, or by a name of it.

    >>> is_here("127.0.0.1"), is_here("::1"), is_here("192.0.2.1"), is_here("example.org")
    (True, True, False, False)
    """
    said = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if said in HERE:
        return True
    try:
        return ip_address(str(said)).is_loopback
    except ValueError:
        return False


def _hear(event: str, said: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo" and not is_here(said[0]):
        asked.append(f"looked {said[0]} up")
    elif (
        event in ("socket.connect", "socket.sendto")
        and isinstance(said[1], tuple)
        and not is_here(said[1][0])
    ):
        asked.append(f"{event} {said[1]}")


sys.addaudithook(_hear)
