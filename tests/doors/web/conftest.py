"""A desk to work at: a study with one of everything in it, and the cast sitting at browsers of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

TEXT = (
    "LEA: What did you bring? 🎒\n"
    "MARIGOLD: مرحبا 👨‍👩‍👧 Soup, and a spare key. I know how it is to wait outside.\n"
    "LEA: And then?\n"
    "MARIGOLD: Then we sat. Nobody asked her anything."
)


@dataclass
class Desk:
    """One of everything. `words(…)` says where words stand in the source's text."""

    cast: Any
    slug: str
    participant: Any
    visit: Any
    source: Any
    note: Any
    code: Any
    other: Any
    coding: Any
    memo: Any
    link: Any
    theme: Any
    claim: Any
    evidence: Any
    kit_text: Any
    text: str = TEXT

    def words(self, words: str) -> tuple[int, int]:
        start = self.text.index(words)
        return start, start + len(words)

    def url(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.slug, *args])

    def pages(self) -> dict[str, str]:
        """The address of every page that can be looked at, by its name."""
        named: dict[str, tuple[object, ...]] = {
            "study": (), "sources": (), "visits": (), "interviews": (), "guides": (), "people": (), "codebook": (),
            "code-tree": (), "theme-map": (),
            "memos": (), "themes": (), "themes-without": (), "find": (), "rounds": (), "round": (1,), "words": (),
            "check": (), "packs": (), "cards": (), "trail": (), "deidentify": (), "reports": (), "method": (),
            "our-words": (),
            "references": (), "documents": (), "the-kit": (), "kit-changes": (), "kit-text": (self.kit_text,),
            "kit-beside": (),
            "similar": (), "agreement": (), "agreement-code": (self.code.id,),
            "compare": (), "compare-together": (), "compare-saturation": (), "own-table": (), "framework": (),
            "framework-case": ("participants", self.participant.id), "framework-code": ("sources", self.code.id),
            "framework-cell": ("participants", self.participant.id, self.code.id),
            "source": (self.source.id,), "source-details": (self.source.id,),
            "course": (self.source.id,), "talk": (self.participant.id,),
            "visit": (self.visit.id,), "interview": (self.source.id,),
            "person": (self.participant.id,), "coding": (self.coding.id,),
            "code": (self.code.id,), "memo": (self.memo.id,), "theme": (self.theme.id,),
            "board": (self.theme.id,),
        }  # fmt: skip
        return {name: self.url(name, *args) for name, args in named.items()}

    def work_pages(self) -> dict[str, str]:
        """The pages of the work, which are everybody's but the host's."""
        names = ("work", "work-entries", "work-contact", "work-picture", "work-card", "work-story", "gifts")
        return {name: self.url(name) for name in (*names, "work-reflections")}

    def writing_pages(self) -> dict[str, str]:
        """The pages that are for writing only."""
        named: dict[str, tuple[object, ...]] = {
            "import": (), "note": (), "phone": (), "transcribe": (), "transcribe-source": (self.source.id,),
            "correct": (self.source.id,),
            "kit-text-new": (), "kit-text-change": (self.kit_text,),
            "person-new": (), "code-new": (), "codebook-table": (), "memo-new": (), "theme-new": (),
            "reference-new": (), "references-import": (),
            "pack-new": (self.participant.id,), "card-new": (self.claim.id,),
            "split": (self.code.id,), "memo-change": (self.memo.id,), "theme-change": (self.theme.id,),
            "claim": (self.theme.id, self.claim.id), "evidence": (self.theme.id,),
            "board-gather": (self.theme.id,), "board-compare": (self.theme.id,), "theme-merge": (self.theme.id,),
            "theme-split": (self.theme.id,),
        }  # fmt: skip
        return {name: self.url(name, *args) for name, args in named.items()}


@pytest.fixture
def desk(cast: Any) -> Desk:
    from firsthand.analysis.codebook.services import make_code
    from firsthand.analysis.coding.services import apply_code
    from firsthand.analysis.memos.services import write_memo
    from firsthand.analysis.rounds.services import start_round
    from firsthand.analysis.themes.services import add_evidence, gather_code, make_claim, make_theme
    from firsthand.core.spans import Span
    from firsthand.exchange.kits.finding import starter
    from firsthand.exchange.kits.models import Text
    from firsthand.exchange.kits.services import begin_with_kit
    from firsthand.field.fieldwork.notes import write_note
    from firsthand.field.fieldwork.services import add_visit
    from firsthand.field.people.services import add_participant
    from firsthand.field.sources.importing import Incoming, Part, import_sources, read_files

    lea = cast.lea
    marigold = add_participant(lea, pseudonym="Marigold", attributes={"Years here": "10 or more"})
    (incoming,), _refused = read_files(lea, [("marigold.txt", TEXT.encode())])
    incoming.parts = [Part("interviewer"), Part("participant", marigold.id)]
    assert isinstance(incoming, Incoming)
    (source,) = import_sources(lea, incoming=[incoming])
    visit = add_visit(lea, on=date(2026, 5, 12), doing="Thursday kitchen")
    note = write_note(
        lea, layers={"description": "The kettle was on.\n\nNobody spoke."}, title="Kettle", visit=visit
    )
    code = make_code(lea, name="Presence", plain_name="Sitting with it")
    other = make_code(lea, name="Having been there", parent=code)
    start = TEXT.index("Soup")
    coding = apply_code(cast.cody, source=source, code=code, span=Span(start, start + 4))
    memo = write_memo(lea, kind="theory", title="On silence", body="Whose room is it?", about=[coding])
    theme = make_theme(lea, name="Leaving room", idea="Tea before questions.")
    gather_code(lea, theme=theme, code=code)
    claim = make_claim(lea, theme=theme, sentence="Not steering is learned.")
    evidence = add_evidence(lea, theme=theme, claim=claim, coding=coding, side="for")
    begin_with_kit(lea, files=starter())
    start_round(lea, name="Two readers", coders=[lea, cast.cody], sources=[source], blind=False)
    return Desk(
        cast, lea.study.slug, marigold, visit, source, note, code, other, coding, memo,
        memo.links.get(), theme, claim, evidence, Text.objects.get().id,
    )  # fmt: skip


class Browser(Client):
    """A browser in which somebody sits. What a page says is read with `says`."""

    def sit(self, member: Any) -> Browser:
        self.post(reverse("acting", args=[member.study.slug]), {"name": member.name})
        return self

    def says(self, address: str, status: int = 200, **data: Any) -> str:
        response = self.get(address, data)
        assert response.status_code == status, (address, response.status_code)
        return response.content.decode()

    def send(self, address: str, status: int = 302, follow: str = "", **data: Any) -> str:
        """Send a form; what the answer says, or where it leads."""
        response = self.post(address, data)
        body = response.content.decode()
        assert response.status_code == status, (address, response.status_code, body[:3000])
        return response["Location"] if status == 302 else body


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def lea_sits(browser: Browser, desk: Desk) -> Browser:
    return browser.sit(desk.cast.lea)


@pytest.fixture
def cody_sits(browser: Browser, desk: Desk) -> Browser:
    return browser.sit(desk.cast.cody)
