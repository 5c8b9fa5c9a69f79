"""Many people move one code about in the tree at once, each from where their page shows it.

If nothing is overwritten silently, each move that was acknowledged began where its mover saw the code: the trail has
just these moves, from just there. Who is told that somebody was there first looks where it is now, and moves it again.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from harness.editing import TRIES, Met, form_at, hidden, together
from harness.people import FORM, Person
from harness.study import Made, run

TOP = "top"
THEIRS = "Somebody moved this code meanwhile: it stands "  # where they put it; by now it may be back where I saw it
Move = tuple[str, str]  # from where to where

MOVES = """
import json
from firsthand.doors.preparing import prepared
prepared()
from firsthand.ground.trail.models import Entry
print(json.dumps([
    [before["parent_id"] or "", after["parent_id"] or ""]
    for changes in Entry.objects.filter(act="code.move").order_by("number").values_list("changes", flat=True)
    for _table, _row, before, after in changes if "parent_id" in after
]))
"""


@dataclass
class Rearranged(Met):
    """What came of many moves."""

    acknowledged: list[Move] = field(default_factory=list)  # as their movers saw them
    done: list[Move] = field(default_factory=list)  # as the trail has them

    @property
    def overwritten(self) -> Counter[Move]:
        """The moves that began elsewhere than their movers saw."""
        return Counter(self.acknowledged) - Counter(self.done)


def rearranged(made: Made, port: int, people: int, times: int) -> Rearranged:
    """So many people with so many moves each."""
    crew, found = [Person(port, made, name) for name in made.names[:people]], Rearranged()
    for one in crew:
        one.come_in()
    together([partial(_move, found, one, times) for one in crew])
    for one in crew:
        one.hang_up()
    told = run(made.env, "-c", MOVES)
    found.done = [(_place(a), _place(b)) for a, b in json.loads(told.strip().splitlines()[-1])]
    return found


def _move(found: Rearranged, one: Person, times: int) -> None:
    code, *others = one.made.codes
    at, way = f"/s/{one.made.slug}/codebook/{code}/", f"/s/{one.made.slug}/codebook/{code}/move/"
    for _time in range(times):
        status, said = one.ask("GET", at)
        for _try in range(TRIES):
            if status not in (200, 409):
                found.errors.append(f"{status} {form_at(said.decode(), way)[:900]}")
                return
            form = hidden(said.decode(), way)
            to = one.chance.choice([place for place in [TOP, *others] if place != form["version"]])
            sent = form | {"parent": "" if to == TOP else to}
            status, said = one.ask("POST", way, urlencode(sent).encode(), FORM)
            if status == 302:
                found.acknowledged.append((_place(form["version"]), _place(to)))
                break
            mine = f'value="{sent["parent"]}" selected'
            page = form_at(said.decode(), way)
            found.shown.append(THEIRS in page and mine in page)
        else:
            found.errors.append("never moved")


def _place(said: str) -> str:
    return said.replace("-", "") or TOP
