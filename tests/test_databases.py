"""How a database's address is read: over a network nothing goes in the clear, unless the address says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from firsthand.config import databases

PROVED = {"sslmode": "verify-full", "sslrootcert": "system"}


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ("postgresql://firsthand@127.0.0.1:5432/peers", {}),
        ("postgresql:///peers", {}),
        ("postgresql://firsthand@%2Frun%2Fpostgresql/peers", {}),
        ("postgresql://firsthand@db.example.org/peers", PROVED),
        ("postgresql://firsthand@db.example.org/peers?sslrootcert=/ca", PROVED | {"sslrootcert": "/ca"}),
        ("postgresql://firsthand@db.example.org/peers?sslmode=disable", {"sslmode": "disable"}),
        ("postgresql://firsthand@db.example.org/peers?passfile=x&options=-c", PROVED),
    ],
)  # fmt: skip
def test_a_database_elsewhere_is_asked_by_tls_alone_and_has_to_prove_who_it_is(
    address: str, options: dict[str, str]
) -> None:
    found = databases.both(Path("x"), address, "")
    assert found["default"]["OPTIONS"] == found["keyring"]["OPTIONS"] == options
    assert (found["default"]["NAME"], found["keyring"]["NAME"]) == ("peers", "peers_keyring")
