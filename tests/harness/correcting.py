"""Some correct a text again and again while others code its words, each as they read them.

Every coding that was acknowledged stands in the end on the words that it was put on: no correction left one behind.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

from harness.editing import TRIES, together
from harness.people import Person
from harness.study import Made


@dataclass
class Corrected:
    """What came of it: the words of each coding as it was acknowledged, and as they are in the end."""

    meant: dict[str, str] = field(default_factory=dict)
    standing: dict[str, str] = field(default_factory=dict)
    corrections: int = 0
    conflicts: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def astray(self) -> dict[str, tuple[str, str | None]]:
        """The codings that are not where their words are: on no page, or on other words."""
        both = {one: (words, self.standing.get(one)) for one, words in self.meant.items()}
        return {one: (words, now) for one, (words, now) in both.items() if words != now}


def corrected(made: Made, port: int, coders: int, times: int) -> Corrected:
    """One person corrects, and so many code, each so many times."""
    crew, found = [Person(port, made, name) for name in made.names[: coders + 1]], Corrected()
    for one in crew:
        one.come_in()
    each = [partial(_code, found, one, number, times) for number, one in enumerate(crew[1:])]
    together([partial(_correct, found, crew[0], times), *each])
    words, rows = _text(crew[0])["words"], json.loads(crew[0].ask("GET", _at(crew[0], "codings"))[1])
    found.standing = {row[0]: words[row[3] : row[4]] for row in rows["codings"]}
    for one in crew:
        one.hang_up()
    return found


def _correct(found: Corrected, one: Person, times: int) -> None:
    """Another line before all others: every word goes along."""
    for time in range(times):
        text = _text(one)
        sent = {"version": text["version"], "text": f"Heard again, {time}.\n{text['words']}"}
        found.corrections += _tried(found, one, "PUT", "typed", sent) is not None


def _code(found: Corrected, one: Person, number: int, times: int) -> None:
    for time in range(times):
        words = f"On day {number * times + time} we waited"
        for _try in range(TRIES):
            text = _text(one)
            start = text["words"].index(words)
            sent = {"version": text["version"], "start": start, "end": start + len(words)}
            said = _tried(found, one, "POST", "codings", sent | {"code": one.made.codes[0]})
            if said is not None:
                found.meant[said["coding"]["id"]] = words
                break
        else:
            found.errors.append("never coded")


def _tried(found: Corrected, one: Person, method: str, what: str, sent: dict[str, object]) -> dict | None:
    body = json.dumps({"act_id": str(uuid4())} | sent).encode()
    status, said = one.ask(method, _at(one, what), body)
    if status == 200:
        return json.loads(said)
    if status == 409:
        found.conflicts += 1
    else:
        found.errors.append(f"{status} {said[:200]!r}")
    return None


def _text(one: Person) -> dict:
    return json.loads(one.ask("GET", _at(one, "text"))[1])


def _at(one: Person, what: str) -> str:
    return f"/api/s/{one.made.slug}/sources/{one.made.sources[0]['id']}/{what}"
