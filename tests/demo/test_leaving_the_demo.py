"""The one who leaves the invented study leaves it as the key says: number by number, before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.compare.compared import compared
from firsthand.analysis.rounds.models import Round
from firsthand.analysis.rounds.selectors import outcomes
from firsthand.analysis.rounds.services import start_round
from firsthand.analysis.themes.selectors import themes
from firsthand.core.agreement.histogram import sweep
from firsthand.core.agreement.segmenting import Segmented, in_units
from firsthand.core.agreement.tallies import added, fourfold
from firsthand.core.spans import Span
from firsthand.demo.material import listed, passages, place
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import participant
from firsthand.field.sources.models import Source
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import texts
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.leaving.places import preview
from firsthand.giving_back.leaving.selectors import flags
from firsthand.ground.studies.selectors import member_named
from guard import trail_tells_the_rows

CORPUS = Path(str(files("firsthand.demo"))) / "corpus"
LEFT = "P04"
# What a person who reads the study can name, beside the counts of the key.
REMOVED = ["p04a", "p04b", "p04c", "p04d"]
REDACTED = ["g1a", "v02a", "v05b"]
SPOKEN_OF = ["p09b"]
STILL_NAMED = {"v02a": "Ike stands there.", "v09a": "Ike moves his own things off the good chair."}
THIN = ["EX-REREAD", "EX-TURN", "LA-CHOICE", "ME-GIVEBACK", "ME-REAL", "ME-SAME", "SY-GAP"]

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@cache
def key() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CORPUS / "expected.yaml").read_text("utf-8"))
    return found


class Counted:
    """The study counted from its rows, as anybody could who holds its key."""

    def __init__(self, by: Any) -> None:
        self.by = by
        self.lines = {line.version_id: line for line in sources(by)}
        self.texts: dict[Any, Text] = texts(by, self.lines)
        self.codes = {line.id: line for line in codebook(by)}
        self.labels = dict(Participant.objects.filter(study=by.study).values_list("id", "label"))
        self.codings = [row for row in Coding.objects.filter(study=by.study) if row.version_id in self.texts]
        self.where = self._passages()

    def _passages(self) -> dict[str, tuple[Any, Span]]:
        """Where each passage of the key stands, of those that stand."""
        found = {}
        for name, one in passages().items():
            for version, text in self.texts.items():
                try:
                    found[name] = (version, place(one["text"], text.words))
                except ValueError:
                    continue
        return found

    def turns(self) -> dict[str, int]:
        """In how many turns each talk goes, as it was brought in."""
        called = {one["title"]: one["id"] for one in listed("sources") if one["voices"]}
        return {
            called[line.title]: len(self.texts[version].structure.turns)
            for version, line in self.lines.items()
            if line.title in called
        }

    def passage(self, coding: Coding) -> str:
        """The passage in which a coding stands."""
        return next(
            (
                name
                for name, (version, span) in self.where.items()
                if version == coding.version_id and span.encloses(coding.span)
            ),
            f"{coding.version_id} {coding.start}",
        )

    def owner(self, coding: Coding) -> str | None:
        """Whose words: as somebody said, or the one who speaks there."""
        if coding.whose_id:
            return str(self.labels[coding.whose_id])
        speaking = self.texts[coding.version_id].said_by(coding.span)[1]
        return speaking[0].label if len(speaking) == 1 else None

    def of_theme(self, line: Any) -> dict[str, Any]:
        wanted = {one.id for one in line.codings}
        rows = [row for row in self.codings if row.id in wanted]
        return {
            "codings": len(rows),
            "people": sorted({owner for row in rows if (owner := self.owner(row))}),
            "standpoint": dict(Counter(row.standpoint for row in rows)),
            "stance": dict(Counter(row.stance for row in rows)),
        }

    def themes(self) -> dict[str, Any]:
        """The three themes, and the codes that belong to none."""
        found = {f"T{number}": self.of_theme(line) for number, line in enumerate(themes(self.by), 1)}
        outside = [row for row in self.codings if self.codes[row.code_id].handle.startswith("SY-")]
        line = type("Line", (), {"codings": outside})
        return found | {"X": self.of_theme(line)}

    def by_code(self) -> dict[str, list[Coding]]:
        handles = {line.id: line.handle for line in self.codes.values() if line.handle in key()["codes"]}
        found: dict[str, list[Coding]] = {handle: [] for handle in handles.values()}
        for row in self.codings:
            found[handles[row.code_id]].append(row)
        return found

    def agreement(self, where: dict[Any, tuple[str, str]]) -> dict[str, int]:
        """Over the double-coded texts: (passage, code) pairs given by both coders, and by each alone."""
        given: dict[str, set[tuple[str, str]]] = {"Sam": set(), "Lena": set()}
        for row in self.codings:
            doc, passage = where[row.id]
            if doc in key()["double_coded"]:
                given[row.coder.name].add((passage, self.codes[row.code_id].handle))
        a, b = given["Sam"], given["Lena"]
        return {"both": len(a & b), "only_A": len(a - b), "only_B": len(b - a)}

    def agreed(self, where: dict[Any, tuple[str, str]]) -> dict[str, int]:
        """The same by the sweep, with what is coded of each passage as a unit."""
        units: dict[tuple[Any, str], Span] = {}
        for row in self.codings:
            place = (row.version_id, where[row.id][1])
            units[place] = units.get(place, row.span).union(row.span)
        found = compared(self.by, coders=["Sam", "Lena"])
        cut = [
            Segmented(
                self.texts[one.version_id].words,
                sorted(span for (version, _passage), span in units.items() if version == one.version_id),
            )
            for one in found.documents
        ]
        counts = added(added(fourfold(sweep(in_units(found.codings, cut, "any")), 0, 1)), -1)
        return {"both": int(counts.both), "only_A": int(counts.first), "only_B": int(counts.second)}


def round_over(by: Any, sources: Iterable[Source]) -> Round:
    """A round of the two who coded them both."""
    coders = [member_named(by, name) for name in ("Sam", "Lena")]
    return start_round(by, name="Two readers", coders=coders, sources=list(sources), blind=False)


def in_round(by: Any, row: Round) -> dict[str, int]:
    """The same, as the round's page counts places."""
    tallies = outcomes(by, row).tallies
    only = [sum(one.only[name] for one in tallies) for name in ("Sam", "Lena")]
    return {"both": sum(one.everybody for one in tallies), "only_A": only[0], "only_B": only[1]}


def test_the_one_who_leaves_leaves_the_study_as_the_key_says(
    secret: object, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    from firsthand.demo.building import build

    lead = build()
    before = Counted(lead)
    passage_of = {row.id: before.passage(row) for row in before.codings}
    where = {coding: (passages()[name]["doc"], name) for coding, name in passage_of.items()}
    assert len(before.codings) == key()["codings"]
    assert before.turns() == {name: one["turns"] for name, one in key()["texts"].items() if "turns" in one}
    assert before.themes() == key()["themes"]
    assert {code: len(rows) for code, rows in before.by_code().items()} == key()["codes"]
    assert before.agreement(where) == before.agreed(where) == key()["agreement"]

    row = round_over(
        lead,
        {coding.version.source for coding in before.codings if where[coding.id][0] in key()["double_coded"]},
    )
    assert in_round(lead, row) == key()["agreement"]

    ike = participant(lead, LEFT)
    seen = {line.place: line for line in preview(lead, ike, "L3").lines}
    assert seen["coded_segments_on_own_words"].count == key()["after_P04_leaves"]["codings_removed"] == 16
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(lead, participant=ike, named="L3")

    after, wanted = Counted(lead), key()["after_P04_leaves"]
    assert len(before.codings) - len(after.codings) == wanted["codings_removed"]
    assert after.themes() == wanted["themes"]
    assert after.agreement(where) == after.agreed(where) == wanted["agreement"]
    assert after.agreement(where) == in_round(lead, row) == wanted["agreement"]
    codes = after.by_code()
    assert {
        code: {"codings": len(rows), "people": sorted({who for row in rows if (who := after.owner(row))})}
        for code, rows in codes.items()
    } == wanted["codes"]
    assert [code for code, rows in codes.items() if not rows] == wanted["codes_empty"] == ["LA-OWNGOAL"]
    thin = {code for code, rows in codes.items() if len({passage_of[row.id] for row in rows}) == 1}
    assert sorted(thin) == sorted(wanted["codes_with_one_passage"]) == THIN

    gone = sorted(before.where.keys() - after.where.keys())
    assert gone == sorted([*REMOVED, *REDACTED])
    standing = {line.title for line in after.lines.values()}
    assert not any(
        "Ike" in title for title in standing
    )  # his talk went whole; the three others stay, redacted
    assert {"Visit 2: lunch", "Visit 5: staff meeting on a grant form"} <= standing
    for name, words in STILL_NAMED.items():
        assert any(words in text.words for text in after.texts.values()), name
    mentioned = [one for one in flags(lead) if one.table == "sources.source"]
    (source,) = Source.objects.filter(pk__in=[one.row for one in mentioned])
    assert source.current == after.where[SPOKEN_OF[0]][0]
    trail_tells_the_rows()
