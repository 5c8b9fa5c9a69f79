"""Many people edit one thing at once, each as carefully as a person at a page: reads it, changes a part, saves.

Everybody adds marks of their own to what stands. Who is told that somebody was there first reads again, and adds to
that. If nothing is overwritten silently, every mark whose saving was acknowledged stands there in the end.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode
from uuid import uuid4

from harness.people import FORM, Person, Write
from harness.study import Made

MARK = re.compile(r"m\d+-\d+")
FIELD = re.compile(r'name="(version|csrfmiddlewaretoken)"[^>]*value="([^"]*)"')
TRIES = 400


@dataclass
class Met:
    """What came of many people at one thing."""

    # Of each conflict, whether the page showed both: theirs, and what I wanted.
    shown: list[bool] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def conflicts(self) -> int:
        return len(self.shown)

    @property
    def shown_both(self) -> int:
        return sum(self.shown)


@dataclass
class Edited(Met):
    """What came of many edits, by their marks."""

    saved: set[str] = field(default_factory=set)
    standing: set[str] = field(default_factory=set)

    @property
    def overwritten(self) -> set[str]:
        return self.saved - self.standing


class Memo:
    """A memo: read as a page, saved by its form, which shows both where they clash."""

    def __init__(self, made: Made, one: Person) -> None:
        said = one.send(self._first(made)).json
        self.read = self.path = f"/s/{made.slug}/memos/{said['memo']['id']}/change/"

    def _first(self, made: Made) -> Write:
        body = {"act_id": str(uuid4()), "kind": "code", "title": "One memo", "body": "Marks:"}
        return Write("", "POST", f"/api/s/{made.slug}/memos", json.dumps(body).encode())

    name, others = "body", {"title": "One memo", "kind": "code"}


class Definition:
    """A code's definition, by its page."""

    name, others = "definition", {"name": "The code", "hue": "1"}

    def __init__(self, made: Made, one: Person) -> None:
        at = f"/s/{made.slug}/codebook/{made.codes[0]}/"
        self.read, self.path = at, f"{at}define/"


def edited(made: Made, port: int, people: int, times: int, kind: type[Memo] | type[Definition]) -> Edited:
    """So many people with so many edits each."""
    crew = [Person(port, made, name) for name in made.names[:people]]
    for one in crew:
        one.come_in()
    thing, found = kind(made, crew[0]), Edited()
    together([partial(_edit, found, thing, one, number, times) for number, one in enumerate(crew)])
    found.standing = set(MARK.findall(_area(crew[0].ask("GET", thing.read)[1].decode(), thing.name)))
    for one in crew:
        one.hang_up()
    return found


def together(each: list[Callable[[], None]]) -> None:
    """All at once, each in a thread of its own, to the end."""
    threads = [threading.Thread(target=one) for one in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _edit(found: Edited, thing: Memo | Definition, one: Person, number: int, times: int) -> None:
    for edit in range(times):
        mark = f"m{number}-{edit}"
        status, said = one.ask("GET", thing.read)
        page, tries = said.decode(), 0
        while tries < TRIES:
            tries += 1
            if status not in (200, 409):
                found.errors.append(f"{status} {page[:200]}")
                return
            form = hidden(page, thing.path)
            before = set(MARK.findall(_area(page, thing.name)))
            form |= thing.others | {thing.name: " ".join(["Marks:", *sorted(before), mark])}
            status, said = one.ask("POST", thing.path, urlencode(form).encode(), FORM)
            page = said.decode()
            if status == 302:
                found.saved.add(mark)
                break
            found.shown.append(mark in _area(page, thing.name) and not _around(page, thing.name) <= before)
            status, said = one.ask("GET", thing.read)  # what stands, to add to it
            page = said.decode()
        else:
            found.errors.append("never saved")


def form_at(page: str, path: str) -> str:
    """The form that is sent to that address; the whole page where its one form is sent to where it is."""
    _before, found, after = page.partition(f'action="{path}"')
    return after[: after.index("</form>")] if found else page


def hidden(page: str, path: str) -> dict[str, str]:
    """What that form sends besides what people write."""
    return dict(FIELD.findall(form_at(page, path)))


def _around(page: str, name: str) -> set[str]:
    """The marks that stand beside the field: what somebody else made of it."""
    return set(MARK.findall(page.replace(_area(page, name), "")))


def _area(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found, page[:500]
    return found[1]
