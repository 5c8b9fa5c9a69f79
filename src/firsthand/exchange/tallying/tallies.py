"""What is counted, people first: each tally a table of ids and numbers, written once for every engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _

from firsthand.exchange.tallying.places import meeting, stretches

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from firsthand.exchange.tallying.tables import Tables


def some(
    tables: Tables, *, codes: Sequence[str] = (), coders: Sequence[str] = (), people: Sequence[str] = ()
) -> ir.Table:
    """The codings of some codes, by some coders, on some people's words; all where none are named."""
    found = tables.codings
    if codes:
        found = found.filter(found["code"].isin(list(codes)))
    if coders:
        found = found.filter(found["coder"].isin(list(coders)))
    if people:
        theirs = whose(found, tables.spans)
        found = found.semi_join(theirs.filter(theirs["person"].isin(list(people))), [("id", "coding")])
    return found


def whose(codings: ir.Table, spans: ir.Table) -> ir.Table:
    """Whose words are coded: `coding`, `code` and `person`, once; who speaks there, and whose a coder said they are."""
    met = meeting(codings.select("id", "text", "code", "start", "end"), spans)
    speak = met.select(coding=met["id"], code=met["code"], person=met["other_person"])
    named = codings.filter(codings["whose"].notnull())
    said = named.select(coding=named["id"], code=named["code"], person=named["whose"])
    return speak.union(said, distinct=True)


def by_code(codings: ir.Table, spans: ir.Table) -> ir.Table:
    """Each code that was used: in how many people's words, in how many sources, by how many coders, and how often."""
    used = codings.group_by("code").agg(
        sources=_.source.nunique(), coders=_.coder.nunique(), codings=_.count()
    )
    theirs = whose(codings, spans).group_by("code").agg(people=_.person.nunique())
    both = used.left_join(theirs, "code")
    return both.select(
        both["code"],
        people=both["people"].fill_null(0),
        sources=both["sources"],
        coders=both["coders"],
        codings=both["codings"],
    )


def by_person(codings: ir.Table, spans: ir.Table) -> ir.Table:
    """Codes by people: how many codings of each code are on each person's words."""
    return whose(codings, spans).group_by(["code", "person"]).agg(codings=_.count())


def by_source(codings: ir.Table) -> ir.Table:
    """Codes by sources: how many codings, and by how many coders."""
    return codings.group_by(["code", "source"]).agg(coders=_.coder.nunique(), codings=_.count())


def cooccurrence(codings: ir.Table, spans: ir.Table) -> ir.Table:
    """Every two codes (`code` before `other`) on the same words: in how many people's, in how many characters, and how
    many pairs of codings. A code with itself: its people, what it covers, and how often it overlaps itself.
    """
    bare = codings.select("id", "text", "code", "start", "end", "whose")
    met = meeting(bare, bare)
    pairs = _ordered(met.filter(met["id"] < met["other_id"]))
    once = stretches(codings, "code")
    both = meeting(once, once)
    shared = both.filter(both["code"] <= both["other_code"])
    shared = shared.mutate(other=shared["other_code"])
    counted = [
        _counting("people", _in_people(codings, spans, pairs, shared), _.count()),
        _counting("characters", shared, (_["to"] - _["from"]).sum()),
        _counting("pairs", pairs, _.count()),
    ]
    sums = {name: _[name].sum().cast("int64") for name in COUNTED}
    return ibis.union(*counted).group_by(["code", "other"]).agg(**sums)


COUNTED = ("people", "characters", "pairs")


def _counting(what: str, rows: ir.Table, how: ir.Value) -> ir.Table:
    """One of the counts for every two codes, with nought for the others: so the three can be added up."""
    counted = rows.group_by(["code", "other"]).agg(number=how)
    noughts = {name: ibis.literal(0, "int64") for name in COUNTED}
    return counted.select("code", "other", **(noughts | {what: counted["number"].cast("int64")}))


def excerpts(codings: ir.Table, words: ir.Table | None) -> ir.Table:
    """Where each coding is; with its words, where the tables have them."""
    where = codings.select("source", "text", "start", "end", "code", "coder", "id")
    if words is None:
        return where
    both = where.left_join(words, where["id"] == words["coding"])
    return both.select(*where.columns, "words", "held_back")


def _in_people(codings: ir.Table, spans: ir.Table, pairs: ir.Table, shared: ir.Table) -> ir.Table:
    """In whose words two codes meet, once: who speaks there, and whose a coder said the words of either coding are."""
    alone = whose(codings, spans)
    there = shared.select("text", "code", "other", start=shared["from"], end=shared["to"])
    speak = meeting(there, spans)
    rows = [
        alone.select(code=alone["code"], other=alone["code"], person=alone["person"]),
        speak.select("code", "other", person=speak["other_person"]),
        pairs.select("code", "other", person=pairs["whose"]),
        pairs.select("code", "other", person=pairs["other_whose"]),
    ]
    return ibis.union(*rows).filter(_.person.notnull()).distinct()


def _ordered(met: ir.Table) -> ir.Table:
    """Pairs of codings, with the codes of both in one order."""
    return met.mutate(
        code=ibis.least(met["code"], met["other_code"]), other=ibis.greatest(met["code"], met["other_code"])
    )
