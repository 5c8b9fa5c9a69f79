"""Guessing is slow: who is not let in several times in a row waits, longer each time, under that name and from there.

Counted before anything is tried, so that many at once get no further than one after another; a name that nobody has is
counted as any other. What is kept is a number and a time: name and address are digests here, keyed by the installation.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from firsthand.core.problems import TooOften
from firsthand.ground.studies.models import Attempts

# So many before anybody waits; behind a proxy, an address may be many people.
UNDER_A_NAME, FROM_AN_ADDRESS = 5, 30
ONE_HOUSEHOLD = 64  # bits of an IPv6 address: who has one address below them has all
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
APART = timedelta(minutes=5)  # that a clock may be wrong by


def count(study_id: UUID, name: str, address: str) -> None:
    """Count an attempt that is about to be made. Raises `TooOften`, and then it must not be made."""
    doors = [(_door(study_id, "name", name.casefold()), UNDER_A_NAME)]
    if address:
        doors.append((_door(study_id, "address", place(address)), FROM_AN_ADDRESS))
    count_at(doors)


def count_passkey(study_id: UUID, address: str) -> None:
    """Count that a passkey is about to be tried: from there only, since it names nobody. Raises `TooOften`."""
    count_at(_passkey_doors(study_id, address))


def forgive_passkey(study_id: UUID, address: str) -> None:
    """That passkey opened the study: it is not counted. What else was tried from there is."""
    forgive_once_at(_passkey_doors(study_id, address))


def _passkey_doors(study_id: UUID, address: str) -> list[tuple[str, int]]:
    return [(_door(study_id, "address", place(address)), FROM_AN_ADDRESS)] if address else []


def count_slip(study_id: UUID, address: str) -> None:
    """Count that somebody is about to try the code of a slip: from there only. Raises `TooOften`.

    Codes are beyond guessing, wherever it is tried from: a count over everybody would only keep their owners out.
    """
    count_at(_slip_doors(study_id, address))


def forgive_slip(study_id: UUID, address: str) -> None:
    """That code opened a page: it was no guess, and is not counted. What others guessed from there is."""
    forgive_once_at(_slip_doors(study_id, address))


def _slip_doors(study_id: UUID, address: str) -> list[tuple[str, int]]:
    return [(_door(study_id, "slip address", place(address)), FROM_AN_ADDRESS)] if address else []


def place(address: str) -> str:
    """What an address is counted as: one household is given very many of IPv6, which are counted as one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), ONE_HOUSEHOLD), strict=False))


def count_at(doors: list[tuple[str, int]]) -> None:
    """Count an attempt at each of these doors, of which each has so many before anybody waits. Raises `TooOften`."""
    with transaction.atomic():
        rows = [(_row(door), most) for door, most in doors]
        wait = max((_wait(row, most) for row, most in rows), default=timedelta())
        if wait > timedelta():
            raise TooOften(_sentence(wait))
        for row, _most in rows:
            row.times, row.last_at = row.times + 1, timezone.now()
            row.save()


def forgive_once_at(doors: list[tuple[str, int]]) -> None:
    """The attempt that was counted there was no guess."""
    with transaction.atomic():
        for door, _most in doors:
            row = _row(door)
            row.times = max(row.times - 1, 0)
            row.save()


def forgive(study_id: UUID, name: str) -> None:
    """Who came in has not been guessing."""
    forget_at([_door(study_id, "name", name.casefold())])


def forget_at(doors: list[str]) -> None:
    """What was counted at these doors is forgotten."""
    Attempts.objects.filter(door__in=doors).delete()


def forget_old() -> int:
    """Forget what is too long ago to count, of whoever never came again; how many."""
    return Attempts.objects.filter(last_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()[0]


def _row(door: str) -> Attempts:
    rows = Attempts.objects.all()
    if connection.features.has_select_for_update:
        # What is not there cannot be locked: the first who come at once make it once, and go on one after another.
        new = Attempts(door=door, times=0, last_at=timezone.now())
        Attempts.objects.bulk_create([new], ignore_conflicts=True)
        rows = rows.select_for_update()
    row = rows.filter(door=door).first()
    if row is None or timezone.now() - row.last_at > FORGOTTEN_AFTER:
        return Attempts(door=door, times=0, last_at=timezone.now())
    if row.last_at - timezone.now() > APART:
        # A clock was ahead when somebody tried: they have waited, and what was counted stays.
        row.last_at = timezone.now() - LONGEST_WAIT
    return row


def _wait(row: Attempts, most: int) -> timedelta:
    if row.times < most:
        return timedelta()
    doubled: timedelta = FIRST_WAIT * 2 ** min(row.times - most, 10)
    return row.last_at + min(doubled, LONGEST_WAIT) - timezone.now()


def _sentence(wait: timedelta) -> str:
    seconds = max(int(wait.total_seconds()), 1)
    if seconds < 90:
        return ngettext(
            "That was too often in a row. Try again in %(count)s second.",
            "That was too often in a row. Try again in %(count)s seconds.",
            seconds,
        ) % {"count": seconds}
    minutes = -(-seconds // 60)
    return ngettext(
        "That was too often in a row. Try again in %(count)s minute.",
        "That was too often in a row. Try again in %(count)s minutes.",
        minutes,
    ) % {"count": minutes}


def _door(study_id: UUID, kind: str, value: str) -> str:
    return door(f"{kind}:{study_id}:{value}")


def door(what: str) -> str:
    """By what a door is known: a digest."""
    return salted_hmac("firsthand.attempts", what, algorithm="sha256").hexdigest()
