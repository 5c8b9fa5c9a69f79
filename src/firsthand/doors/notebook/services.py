"""Every service that a notebook can call, by name: the very ones that pages and commands call."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache
from typing import Any

from firsthand.analysis.codebook import services as codebook
from firsthand.analysis.codebook import table as codes_table
from firsthand.analysis.coding import autocoding, settling
from firsthand.analysis.coding import services as coding
from firsthand.analysis.compare import gathering, saving, testing
from firsthand.analysis.framework import services as framework
from firsthand.analysis.memos import services as memos
from firsthand.analysis.rounds import declaring
from firsthand.analysis.rounds import services as rounds
from firsthand.analysis.similar import switching
from firsthand.analysis.themes import board, reshaping
from firsthand.analysis.themes import services as themes
from firsthand.core.problems import NotThere
from firsthand.exchange import comments, highlights, parquet
from firsthand.exchange.kits import services as kits
from firsthand.exchange.projects import bringing_in, taking_out
from firsthand.field.consent import forms
from firsthand.field.consent import services as consent
from firsthand.field.deid import services as deid
from firsthand.field.fieldwork import notes
from firsthand.field.fieldwork import services as fieldwork
from firsthand.field.interviews import answers
from firsthand.field.interviews import services as interviews
from firsthand.field.media import services as media
from firsthand.field.people import answers_table, listed, naming
from firsthand.field.people import services as people
from firsthand.field.people import table as people_table
from firsthand.field.sources import correcting, importing, own_words, removing, revising
from firsthand.field.sources import services as sources
from firsthand.giving_back import findings, reports
from firsthand.giving_back.appendix import making as appendix
from firsthand.giving_back.archive import making as archive
from firsthand.giving_back.cards import making as cards_out
from firsthand.giving_back.cards import services as cards
from firsthand.giving_back.ethics import logs, package
from firsthand.giving_back.leaving import carrying_out
from firsthand.giving_back.member_checks import adding
from firsthand.giving_back.member_checks import paper as checks_out
from firsthand.giving_back.member_checks import services as checks
from firsthand.giving_back.own_page import slips, wishes
from firsthand.giving_back.references import services as references
from firsthand.giving_back.references import taking_in as references_in
from firsthand.giving_back.references import taking_out as references_out
from firsthand.giving_back.release import services as release
from firsthand.giving_back.reports import agreeing, charts
from firsthand.giving_back.sheets import advocacy, board_page
from firsthand.giving_back.study_kit import making as study_kit
from firsthand.giving_back.writing import services as writing
from firsthand.giving_back.writing import taking_out as writing_out
from firsthand.ground.calling import services as calling
from firsthand.ground.studies import services as studies

Service = Callable[..., Any]

ROOMS = (
    codebook, codes_table, coding, autocoding, settling, gathering, saving, testing, framework, switching,
    memos, rounds, declaring, themes, board, reshaping,
    comments, highlights, agreeing, charts, parquet,
    bringing_in, taking_out, forms, consent, deid, notes, fieldwork, interviews, answers, media, people, people_table,
    naming, answers_table, sources, correcting, importing, own_words, removing, revising, reports, logs, package,
    carrying_out, slips, wishes, studies, release, appendix, references, references_in, references_out,
    checks, checks_out, adding, cards, cards_out, board_page, advocacy,
    writing, writing_out, archive, study_kit, kits, listed, findings, calling,
)  # fmt: skip

# Not a member's to call: the first wants the installation's secret, the others are a participant's own page's.
NOT_OFFERED = {
    "add_member": "invite_member brings somebody in",
    "code_shown": "it is done where the passages were shown",
    "answer_on_own_page": "it is done on a participant’s own page",
    "cross_out_on_own_page": "it is done on a participant’s own page",
    "hold_on_own_page": "it is done on a participant’s own page",
    "replied_on_own_page": "it is done on a participant’s own page",
    "received": "it is done on a participant’s own page",
    "join": "firsthand join FILE joins another copy",
}


@cache
def services() -> dict[str, Service]:
    """By name. Where several are called alike, what they are about stands behind: take_in_codebook, settle_coding."""
    called: dict[str, list[Service]] = defaultdict(list)
    for room in ROOMS:
        for name, one in vars(room).items():
            if _is_service(room.__name__, name, one):
                called[name].append(one)
    return {
        name if len(alike) == 1 else f"{name}_{act_of(one).partition('.')[0]}": one
        for name, alike in sorted(called.items())
        for one in alike
    }


def _is_service(room: str, name: str, one: Any) -> bool:
    is_own = inspect.isfunction(one) and one.__module__ == room and not name.startswith("_")
    return is_own and hasattr(one, "act") and name not in NOT_OFFERED


def act_of(service: Service) -> str:
    """Under which act of MAY a service is."""
    act: str = service.act  # type: ignore[attr-defined]
    return act


def service(name: str) -> Service:
    """The service of that name. Raises `NotThere` with what is called nearly so."""
    found = services().get(name)
    if found is None:
        near = NOT_OFFERED.get(name) or ", ".join(get_close_matches(name, services()) or services())
        raise NotThere(f"There is no service “{name}” for a notebook: {near}.")
    return found
