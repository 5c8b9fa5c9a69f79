"""`firsthand.open`: a data folder, from a process of its own; the numbers are those of the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import done
from notebook.conftest import Locked
from notebooks import said

pytestmark = pytest.mark.process

NUMBERS = """
with firsthand.open(data) as study:
    pair, matrix = study.cooccurrence()[0], study.matrix()
    figures = {one.name: one.value for one in study.estimates()}
    say({
        "sources": [(s.id, s.title, s.length, s.turns, s.codings, list(s.participants)) for s in study.sources],
        "codes": [(one.id, list(one.path), one.codings) for one in study.codes],
        "codings": [(c.id, c.code_name, c.coder, c.start, c.end, c.words, c.place) for c in study.codings],
        "participants": [(one.label, one.pseudonym, one.attributes) for one in study.participants],
        "trail": [(one.number, one.sentence) for one in study.trail],
        "matrix": [(one.name, list(one.cells.values()), one.people, one.characters) for one in matrix],
        "headings": list(matrix[0].cells),
        "pair": [pair.one_name, pair.two_name, pair.people, pair.turns, pair.pairs, pair.characters],
        "strength": [pair.jaccard, pair.c],
        "steps": [(list(one.sources), str(one.on), one.codes, list(one.new), one.so_far) for one in study.saturation()],
        "estimates": [figures["coverage"], figures["chao2"]],
        "found": [one.words for one in study.find('coder:Lena')],
        "hits": [(one.start, one.words) for one in study.search("kettle")],
        "words": [(one.word, one.count, one.people, one.dp) for one in study.vocabulary()[:50]],
        "agreement": {
            one.measure: one.value for one in study.agreement() if not one.code and one.coders == ("Lena", "Sam")
        },
    })
"""


def test_every_table_has_the_numbers_of_the_command_line(open_demo: Path) -> None:
    """The command line's --json is held to published and worked figures elsewhere."""

    def told(*words: object) -> dict[str, list[dict[str, object]]]:
        answer: dict[str, list[dict[str, object]]] = done(open_demo, *words, "--json").json
        return answer

    found = said(NUMBERS, data=str(open_demo))
    expected = {
        "sources": [
            [one[name] for name in ("id", "title", "length", "turns", "codings", "participants")]
            for one in told("sources")["sources"]
        ],
        "codes": [[one["id"], one["path"], one["codings"]] for one in told("codes")["codes"]],
        "codings": [
            [one[name] for name in ("id", "code", "coder", "start", "end", "words", "place")]
            for one in told("codings")["codings"]
        ],
        "participants": [
            [one["label"], one["pseudonym"], one["attributes"]]
            for one in told("participants")["participants"]
        ],
        "trail": [[one["number"], one["sentence"]] for one in told("trail")["entries"]],
        "matrix": [
            [one["name"], one["cells"], one["people"], one["characters"]] for one in told("matrix")["codes"]
        ],
        "headings": [one["name"] for one in told("matrix")["headings"]],
        "found": [one["words"] for one in told("query", "coder:Lena")["excerpts"]],
        "hits": [[one["start"], one["words"]] for one in told("search", "kettle")["found"]],
        "words": [
            [one["word"], one["count"], one["people"], one["dp"]["value"]]
            for one in told("words")["words"][:50]
        ],
        "steps": [
            [one["sources"], str(one["on"]), one["codes"], one["new"], one["so_far"]]
            for one in told("saturation")["steps"]
        ],
    }
    for name, numbers in expected.items():
        assert found[name] == json.loads(json.dumps(numbers)), name
        assert len(numbers) > 1, name
    estimates = done(open_demo, "saturation", "--json").json["estimates"]
    assert found["estimates"] == [estimates["coverage"]["value"], estimates["chao2"]["value"]]
    pair = done(open_demo, "cooccurrence", "--json").json["pairs"][0]
    counted = [pair[name] for name in ("people", "units", "pairs", "characters")]
    assert found["pair"] == [
        pair["one"]["name"], pair["two"]["name"], *counted
    ]  # fmt: skip
    assert found["strength"] == [pair["jaccard"]["value"], pair["c"]["value"]]
    agreed = done(open_demo, "agree", "--measure", "all", "--json").json["all"]["pairs"][0]
    measures = {name: value for name, value in found["agreement"].items() if name in agreed}
    assert measures == {name: agreed[name]["value"] for name in measures}
    assert {"kappa", "alpha", "f1"} <= measures.keys()


TWO = """
import asyncio
noor = firsthand.open(data)
with firsthand.open(data, as_="Lena") as lena:
    lena.make_code("Hers")
    noor.make_code("Theirs")
    by = [one.by for one in noor.trail[-2:]]
    undone = lena.undo().sentence
closed = sentence(lambda: lena.codes)
left = [one.name for one in noor.codes if one.name in ("Hers", "Theirs")]

from django.db import connections
from firsthand.doors.notebook import apart

def reached():
    return [one.alias for one in connections.all(initialized_only=True) if one.connection]

async def cell():
    sam = firsthand.open(data, as_="Sam")
    made = sam.make_code("In a loop").sentence
    return sam, made, len(sam.codings), reached(), apart._thread().submit(reached).result()

apart.let_go()
sam, *in_a_loop = asyncio.run(cell())
sam.undo()
here = reached()
sam.close()
after = [reached(), apart._thread().submit(reached).result()]

rea = firsthand.open(data, as_="Rea")
noor.do.change_role(member="Rea", role="reader")
lower = sentence(lambda: rea.make_code("No more"))
noor.do.remove_member(member=next(one for one in noor.members if one.name == "Rea"))
out = sentence(lambda: rea.codes)
noor.close()
noor.close()
say({
    "by": by, "undone": undone, "closed": closed, "left": left,
    "in_a_loop": in_a_loop, "here": here, "after": after, "lower": lower, "out": out, "shown": repr(lena.do),
    "other": sentence(lambda: firsthand.open(other)), "none": sentence(lambda: firsthand.open(data + "/reports")),
    "nobody": sentence(lambda: firsthand.open(data, as_="Eve")),
    "no_study": sentence(lambda: firsthand.open(data, "elsewhere")),
    "needless": sentence(lambda: firsthand.open(data, as_="Lena", passphrase="four words of her own")),
})
"""


def test_two_are_open_in_one_process_each_as_themselves_in_an_event_loop_too_and_as_long_as_they_may(
    open_demo: Path, locked_demo: Locked
) -> None:
    done(open_demo, "member", "add", "Rea", "--role", "coder")
    found = said(TWO, data=str(open_demo), other=str(locked_demo.data))
    assert found["by"] == ["Lena", "Noor"]
    assert "Hers" in found["undone"]
    assert found["left"] == ["Theirs"]
    assert found["closed"].startswith("Problem: This study was closed here.")
    made, codings, in_the_loops_thread, beside_it = found["in_a_loop"]
    assert "In a loop" in made
    assert codings > 100
    assert (in_the_loops_thread, sorted(beside_it)) == ([], ["default", "keyring"])
    assert sorted(found["here"]) == ["default", "keyring"]
    assert found["after"] == [[], []]
    assert found["lower"].startswith("NotAllowed: Your role in this study is reader")
    assert found["out"] == "NotThere: Nobody called Rea is in this study."
    assert "One process opens one data folder: restart the kernel" in found["other"]
    assert "There is no Firsthand data in" in found["none"]
    assert found["nobody"] == "NotThere: Nobody called Eve is in this study."
    assert found["no_study"] == "NotThere: There is no study called “elsewhere” here."
    assert "Leave the passphrase out" in found["needless"]


LOCKED = """
asks = sentence(lambda: firsthand.open(data))
wrong = sentence(lambda: firsthand.open(data, as_="Noor", passphrase="four words of somebody"))
nobody = sentence(lambda: firsthand.open(data, passphrase=passphrase))
with firsthand.open(data, as_="Noor", passphrase=passphrase) as study:
    opened = len(study.codings)
    shown = repr(study) + repr(vars(study)) + repr(vars(study._way))
say({"asks": asks, "wrong": wrong, "nobody": nobody, "opened": opened, "shown": shown})
"""

FROM_THE_SHELL = """
import os
as_somebody_else = sentence(lambda: firsthand.open(data, as_="Sam"))
with firsthand.open(data) as study, firsthand.open(data, as_="noor") as again:
    say([as_somebody_else, repr(study), repr(again), "FIRSTHAND_UNLOCKED" in os.environ])
"""


def test_a_locked_study_asks_for_unlocking_and_opens_by_passphrase_or_shell(locked_demo: Locked) -> None:
    found = said(LOCKED, data=str(locked_demo.data), passphrase=locked_demo.passphrase)
    assert found["asks"].startswith("Locked: Noor has a secret of their own")
    assert "passphrase=getpass()" in found["asks"]
    assert found["wrong"].startswith("Refused: ")
    assert "as_=" in found["nobody"]
    assert found["opened"] > 100
    assert locked_demo.passphrase not in found["shown"]
    line = done(locked_demo.data, "unlock", "--as", "Noor", said=f"{locked_demo.passphrase}\n").out
    name, _is, key = line.strip().removeprefix("export ").partition("=")
    other, first, second, left = said(FROM_THE_SHELL, data=str(locked_demo.data), env={name: key})
    assert other.startswith("NotAllowed: This shell is unlocked as Noor")
    assert "as Noor (lead)" in first
    assert first == second
    assert left is False
    assert key not in first
