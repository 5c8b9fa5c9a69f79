"""On which rows it depends what is shown to whom."""

from __future__ import annotations

# By table. While an act changes one of them, nothing of it is remembered (ground/trail/remembering.py).
DECIDING = frozenset(
    {
        "consent.consent", "people.participant", "sources.source", "sources.textversion", "sources.voice",
        "sources.ownwords", "fieldwork.visit", "fieldwork.present", "fieldwork.fieldnote",
        "rounds.round", "rounds.roundcoder", "rounds.roundsource",
    }
)  # fmt: skip
