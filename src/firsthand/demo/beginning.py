"""How the demonstration began: with a kit whose codes stayed closed, coding without them, and what was made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.selectors import code as code_named
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import change_code, make_code
from firsthand.analysis.coding.services import apply_code, delete_code
from firsthand.core.guide import Guide
from firsthand.core.kit.reading import read_kit
from firsthand.demo.material import listed, passages, place
from firsthand.exchange.kits.finding import shipped_kit
from firsthand.exchange.kits.services import begin_with_kit, open_codes, reach_milestone, say_why
from firsthand.field.interviews.selectors import guide
from firsthand.field.interviews.services import import_guide
from firsthand.field.sources.models import Source
from firsthand.ground.studies.models import Membership

KIT = "peerwork"


def begin(by: Membership) -> None:
    """The study is set up with the kit, and its guide reworded where that was tried and found wanting."""
    files = shipped_kit(KIT)
    begin_with_kit(by, files=files)
    (brought,) = read_kit(files).contents.guides
    reasons = " ".join(one["reason"] for one in listed("kit")["questions"])
    import_guide(by, guide=_reworded(brought), into=guide(by, 1), reason=reasons)
    for one in listed("kit")["questions"]:
        say_why(by, item=f"question:{one['id']}", reason=one["reason"])


def _reworded(brought: Guide) -> Guide:
    here = {one["id"]: one for one in listed("kit")["questions"]}
    questions = [
        replace(one, text=here[one.label]["text"], probes=tuple(here[one.label]["probes"]))
        if one.label in here
        else one
        for one in brought.questions
    ]
    return replace(brought, questions=tuple(questions))


def code_openly(
    team: Mapping[str, Membership], sources: Mapping[str, Source], texts: Mapping[str, str]
) -> None:
    """Codes of the coders' own, while those of the kit are closed."""
    for row in listed("kit")["open_codes"]:
        by, doc = team[row["coder"]], passages()[row["passage"]]["doc"]
        inside = place(passages()[row["passage"]]["text"], texts[doc])
        code = make_code(by, name=row["name"])
        apply_code(by, source=sources[doc], code=code, span=place(row["words"], texts[doc], within=inside))


def first_codebook(team: Mapping[str, Membership]) -> dict[str, Code]:
    """The codes of the kit are opened, their own go, and some are written otherwise, each with its reason."""
    lead = team["N"]
    open_codes(lead)
    for row in listed("kit")["open_codes"]:
        by = team[row["coder"]]
        delete_code(by, code=code_named(by, row["name"]))
    made = {line.handle: code_named(lead, line.handle) for line in codebook(lead)}
    for row in listed("kit")["codes"]:
        words = {word: said for word, said in row.items() if word in ("when", "when_not")}
        change_code(lead, code=made[row["id"]], **words)
        say_why(lead, item=f"code:{row['id']}", reason=row["reason"])
    for milestone, day in listed("kit")["milestones"].items():
        reach_milestone(lead, milestone=milestone, on=day)
    return made
