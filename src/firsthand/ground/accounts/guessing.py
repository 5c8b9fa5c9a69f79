"""Guessing at a way in is slow, and does not keep its owner out.

Counted as in a study (`studies.attempts`), before anything is tried: under the name, whoever has it or not, and from
the address. Who has come in before from the same browser holds a mark of it there, and is counted apart: a stranger who
goes on guessing a name makes its owner wait at a new browser only.
"""

from __future__ import annotations

import secrets

from django.core import signing
from django.utils.crypto import constant_time_compare

from firsthand.ground.studies import attempts

UNDER_A_NAME, FROM_AN_ADDRESS, FROM_A_KNOWN_BROWSER = 5, 30, 5
SALT = "firsthand.accounts.known"
KNOWN_FOR = 365 * 24 * 60 * 60  # seconds


def mark_for(name: str) -> str:
    """What a browser keeps, once somebody has come in by it: it names nobody, and lets nobody in."""
    return signing.dumps([attempts.door(f"account known:{plain(name)}"), secrets.token_hex(8)], salt=SALT)


def count(name: str, address: str, mark: str = "") -> None:
    """Count that a password is about to be tried. Raises `TooOften`, and then it must not be."""
    attempts.count_at(_doors(name, address, mark))


def forgive(name: str, address: str, mark: str = "") -> None:
    """It was the right one. What was tried from that address under other names stays counted."""
    first, *rest = _doors(name, address, mark)
    attempts.forget_at([first[0]])
    attempts.forgive_once_at(rest)


def count_second_step(account_id: int, name: str, mark: str = "") -> None:
    """Count that a code is about to be tried as the second step: who does so has the password. Raises `TooOften`."""
    attempts.count_at([(_second_step(account_id, name, mark), UNDER_A_NAME)])


def forgive_second_step(account_id: int, name: str, mark: str = "") -> None:
    """It was the right one."""
    attempts.forget_at([_second_step(account_id, name, mark)])


def _second_step(account_id: int, name: str, mark: str) -> str:
    """Known browsers are counted apart, and all as one: who has only the password does not make the owner wait, and
    who gathered marks with it, before there was a second step, tries no more by having many.
    """
    known = "known " if _known(name, mark) else ""
    return attempts.door(f"account {known}second step:{account_id}")


def plain(name: str) -> str:
    """A name as accounts have it, however it is typed."""
    return " ".join(name.split()).lower()


def _doors(name: str, address: str, mark: str) -> list[tuple[str, int]]:
    if nonce := _known(name, mark):
        return [(attempts.door(f"account browser:{nonce}"), FROM_A_KNOWN_BROWSER)]
    doors = [(attempts.door(f"account name:{plain(name)}"), UNDER_A_NAME)]
    return (
        [*doors, (attempts.door(f"account address:{attempts.place(address)}"), FROM_AN_ADDRESS)]
        if address
        else doors
    )


def _known(name: str, mark: str) -> str:
    """The mark's own number, where it is one of this name."""
    try:
        whose, nonce = signing.loads(mark, salt=SALT, max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError):
        return ""
    return str(nonce) if constant_time_compare(whose, attempts.door(f"account known:{plain(name)}")) else ""
