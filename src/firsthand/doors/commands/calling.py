"""our-words: what the organisation calls those who do the work, those who come, and itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    show,
    study_option,
    table,
)

if TYPE_CHECKING:
    from firsthand.core.calling import Words


@click.group(name="our-words")
def our_words() -> None:
    """What people are called here, and which words are avoided."""


@our_words.command(name="list")
@study_option
@coder_option
@json_option
def list_words(study: str | None, coder: str | None, as_json: bool) -> None:
    """What was said, in each language."""
    found = found_study(study)
    from firsthand.ground.calling.selectors import said_words
    from firsthand.ground.studies.access import require

    by = acting(found, coder)
    require(by, "study.read")
    _show(said_words(by), as_json)


@our_words.command(name="set")
@click.option(
    "--language", default="en", show_default=True, metavar="LANG", help="In which language: en, es."
)
@click.option("--worker", default="", metavar="WORD", help="Somebody who does the work.")
@click.option("--workers", default="", metavar="WORD", help="Several of them.")
@click.option("--person", default="", metavar="WORD", help="Somebody who comes.")
@click.option("--persons", default="", metavar="WORD", help="Several of them.")
@click.option("--organisation", default="", metavar="WORD", help="The place.")
@click.option("--organisations", default="", metavar="WORD", help="Several such places.")
@click.option(
    "--avoid", default="", metavar="W,W", help="Words that are marked in a write-up, commas between."
)
@study_option
@coder_option
@json_option
def set_them(
    language: str, worker: str, workers: str, person: str, persons: str, organisation: str, organisations: str,
    avoid: str, study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Say all the words of one language; one that is left out is the usual one."""
    found = found_study(study)
    from firsthand.ground.calling.selectors import said_words
    from firsthand.ground.calling.services import set_words

    by = acting(found, coder)
    set_words(
        by, language=language, worker=worker, worker_many=workers, person=person, person_many=persons,
        organisation=organisation, organisation_many=organisations, avoid=avoid.split(","),
    )  # fmt: skip
    _show(said_words(by), as_json)


def _show(said: dict[str, Words], as_json: bool) -> None:
    from dataclasses import asdict

    data = {language: asdict(words) for language, words in said.items()}
    rows = [
        (language, name, ", ".join(word) if isinstance(word, tuple) else word)
        for language, words in data.items()
        for name, word in words.items()
        if word
    ]
    empty = "Nothing was said: people are called peer advocates and members."
    show({"words": data}, as_json, lambda: table(("Language", "Who", "Called"), rows) if rows else empty)


COMMANDS = [our_words]
