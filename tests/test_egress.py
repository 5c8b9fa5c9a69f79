"""The suite itself asks nobody: and would be told if it did."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest

import egress


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_who_asks_elsewhere_is_heard(host: str) -> None:
    with suppress(OSError), socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as asking:
        asking.setblocking(False)
        asking.connect((host, 9))
    assert egress.asked
    egress.asked.clear()


def test_who_looks_a_name_up_is_heard() -> None:
    with suppress(OSError):
        socket.getaddrinfo("firsthand.invalid", 80)
    assert egress.asked == ["looked firsthand.invalid up"]
    egress.asked.clear()


def test_asking_this_machine_is_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        assert egress.asked == []
