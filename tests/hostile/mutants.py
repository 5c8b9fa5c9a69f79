"""Files that chance alters: bytes and lines of them, and the parts inside of archives as well, packed anew."""

# ruff: noqa: E501 (files stand here as they are)

from __future__ import annotations

import zlib
from collections.abc import Callable
from random import Random

from hostile.attacks import parts_of, zipped
from hostile.seeds import Seed

PIECES = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"<", b">", b"&", b"&#0;", b"]]>", b"<!--", b"<!DOCTYPE x>", b'"', b"'", b"\\", b"{", b"}",
    b"[", b"%", b"-1", b"0", b"4294967296", b"1e309", b"NaN", b"null", b"\r", b"\n\n", b"\t", b",", b";", b"..", b"/", b"\\u0000",
    "\u2028".encode(), "\U0001f392".encode(), b"--> ", b"WEBVTT", b"PK\x03\x04", b"@book{", b"TY  - ", b"ER  - ", b"*a", b"&a ",
    b"!!python/name:os.system", b"=1+1", b"\x1b[2J",
)  # fmt: skip
Way = Callable[[bytearray, Random], None]


def flip(data: bytearray, chance: Random) -> None:
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def cut(data: bytearray, chance: Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randint(1, max(1, len(data) // 4))]


def double(data: bytearray, chance: Random) -> None:
    at = chance.randrange(len(data))
    data[at:at] = data[at : at + chance.randint(1, 4000)] * chance.choice((1, 1, 50))


def put(data: bytearray, chance: Random) -> None:
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        data[at:at] = chance.choice(PIECES)


def number(data: bytearray, chance: Random) -> None:
    digits = [at for at in range(len(data)) if 48 <= data[at] <= 57][:5000]
    if digits:
        at = chance.choice(digits)
        data[at : at + 1] = chance.choice([b"-", b"99999999999999999999", b"", b"e9", b".", b"0"])


def lines(data: bytearray, chance: Random) -> None:
    """Lines change places, or come again."""
    found = bytes(data).split(b"\n")
    for _ in range(chance.randint(1, 5)):
        one, other = chance.randrange(len(found)), chance.randrange(len(found))
        if chance.random() < 0.5:
            found[one], found[other] = found[other], found[one]
        else:
            found.insert(one, found[other])
    data[:] = b"\n".join(found)


WAYS: tuple[Way, ...] = (flip, cut, double, put, number, lines)


def mutant(seed: Seed, chance: Random) -> bytes:
    """The file, altered: as it lies there, or, of an archive, one of its parts."""
    parts = parts_of(seed.data)
    if not parts or chance.random() < 0.25:
        return _altered(seed.data, chance)
    name = chance.choice([one for one, part in parts.items() if part] or list(parts))
    return zipped(parts | {name: _altered(parts[name], chance)})


def _altered(data: bytes, chance: Random) -> bytes:
    packed = data.startswith(b"\x78\x9c")
    made = bytearray(zlib.decompress(data) if packed else data)
    for _ in range(chance.randint(1, 3)):
        if made:
            chance.choice(WAYS)(made, chance)
    return zlib.compress(bytes(made)) if packed else bytes(made)
