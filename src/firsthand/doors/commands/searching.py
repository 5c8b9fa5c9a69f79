"""search, words: where something is said, and which words are said how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from firsthand.core.problems import Problem
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
    from firsthand.analysis.compare.searching import Hit
    from firsthand.core.words.beside import Pair
    from firsthand.core.words.frequency import Frequency
    from firsthand.core.words.keyness import Keyness

MOST = 100  # lines of a list


@click.command()
@click.argument("words", required=False)
@click.option("--regex", "pattern", metavar="R", help="A regular expression in place of words.")
@click.option("--exact", is_flag=True, help="Case and accents count.")
@click.option("--in", "where", type=click.Choice(["texts", "memos"]), help="Only in texts, or only in memos.")
@study_option
@coder_option
@json_option
def search(
    words: str | None, pattern: str | None, exact: bool, where: str | None,
    study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Look for words (* for any ending, commas between) or a pattern in all texts and memos."""
    if (words is None) == (pattern is None):
        raise Problem("Give words to look for, or --regex with a pattern.")
    found = found_study(study)
    from firsthand.analysis.compare import searching
    from firsthand.core.finding import Rule

    rule = (
        Rule("words", words, exact=exact)
        if words is not None
        else Rule("pattern", pattern or "", exact=exact)
    )
    result = searching.search(
        acting(found, coder), rule, in_texts=where != "memos", in_memos=where != "texts"
    )
    data = {
        "found": [_hit(one) for one in result.hits], "total": result.total, "sources": result.sources,
        "people": result.people, "memos": result.memos,
    }  # fmt: skip
    rows = [
        (_where(one), ", ".join(one.said_by), f"{one.before}[{one.words}]{one.after}") for one in result.hits
    ]
    where_all = f"{result.sources} sources and {result.memos} memos"
    said = f"{result.total} places in {where_all}; words of {result.people} people."
    show(
        data,
        as_json,
        lambda: f"{table(('Where', 'Who', 'Words'), rows)}\n\n{said}" if rows else "Found nowhere.",
    )


@click.command()
@click.argument("word", required=False)
@click.option(
    "--by", "who", multiple=True, metavar="P", help="What this person says more often; again for more."
)
@click.option(
    "--without", "language", default="", metavar="LANG", help="Leave out a language’s small words: en, es …"
)
@click.option(
    "--window", default=5, show_default=True, type=click.IntRange(1, 50), metavar="N", help="How near."
)
@study_option
@coder_option
@json_option
def words(
    word: str | None, who: tuple[str, ...], language: str, window: int,
    study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Which words participants say most; with WORD, what stands beside it; with --by, what somebody says more often."""
    if word and who:
        raise Problem("Give a word, or --by with people.")
    found = found_study(study)
    from firsthand.analysis.compare import vocabulary
    from firsthand.field.people.selectors import participant

    by = acting(found, coder)
    said = vocabulary.spoken_by_people(by)
    if word:
        _show_beside(vocabulary.said_beside(said, word, window=window, language=language), as_json)
    elif who:
        those = [participant(by, one).id for one in who]
        _show_more(vocabulary.more_said_by(said, those, language=language), as_json)
    else:
        _show_most(vocabulary.most_said(said, language=language), as_json)


def _show_most(found: list[Frequency], as_json: bool) -> None:
    data = [
        {"word": one.word, "count": one.count, "people": one.people, "dp": one.dp.as_dict()} for one in found
    ]
    rows = [(one.word, str(one.count), str(one.people), _shown(one.dp.value)) for one in found[:MOST]]
    show({"words": data}, as_json, lambda: table(("Word", "Times", "People", "DP"), rows))


def _show_beside(found: list[tuple[str, Pair]], as_json: bool) -> None:
    data = [
        {
            "word": word, "together": pair.both, "alone": pair.two, "log_dice": pair.log_dice.as_dict(),
            "g2": pair.g2.as_dict(), "pmi": pair.pmi.as_dict(), "t": pair.t.as_dict(),
        }
        for word, pair in found
    ]  # fmt: skip
    rows = [
        (
            word,
            str(pair.both),
            str(pair.two),
            _shown(pair.log_dice.value),
            _shown(pair.g2.value),
            _shown(pair.pmi.value),
        )
        for word, pair in found[:MOST]
    ]
    show({"beside": data}, as_json, lambda: table(("Word", "Beside", "In all", "logDice", "G2", "PMI"), rows))


def _show_more(found: list[tuple[str, Keyness]], as_json: bool) -> None:
    data = [
        {
            "word": word, "here": one.here, "there": one.there, "words_here": one.words_here,
            "words_there": one.words_there, "g2_four_cells": one.four_cells.as_dict(),
            "g2_two_cells": one.two_cells.as_dict(), "log_ratio": one.log_ratio.as_dict(),
        }
        for word, one in found
    ]  # fmt: skip
    rows = [
        (word, str(one.here), str(one.there), _shown(one.four_cells.value), _shown(one.log_ratio.value))
        for word, one in found[:MOST]
    ]
    show(
        {"more": data},
        as_json,
        lambda: table(("Word", "Here", "Elsewhere", "G2 (4 cells)", "Log ratio"), rows),
    )


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _where(one: Hit) -> str:
    if one.memo is not None:
        return f"memo {one.memo.number}"
    return f"{one.source.ref} {one.place}" if one.source else ""


def _hit(one: Hit) -> dict[str, object]:
    place = {"source": one.source.id, "place": one.place} if one.source else {}
    memo = {"memo": one.memo.id} if one.memo else {}
    return place | memo | {
        "start": one.span.start, "end": one.span.end, "said_by": list(one.said_by),
        "before": one.before, "words": one.words, "after": one.after,
    }  # fmt: skip


COMMANDS = [search, words]
