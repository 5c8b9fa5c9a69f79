"""Small sets of named words (a code's name and definition, a source's title), sealed as one text.

A wording is never altered: changing a definition seals a new wording and points at it. So the row, the trail and
undo hold ids only, and every earlier wording can be shown as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from firsthand.ground.vault import store
from firsthand.ground.vault.guarding import NamesKey
from firsthand.ground.vault.keys import StudyKey

Words = dict[str, Any]


def written(key: StudyKey, words: Mapping[str, Any]) -> UUID:
    """Seal a wording; its id."""
    return store.seal(key, packed(words))


def packed(words: Mapping[str, Any]) -> str:
    """The text in which a wording is sealed. For services that seal many texts in one go."""
    return json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(key: StudyKey, wording: UUID) -> Words:
    """The words of one wording."""
    return read_all(key, [wording])[wording]


def read_all(key: StudyKey, wordings: Iterable[UUID]) -> dict[UUID, Words]:
    """The words of each wording."""
    return {wording: json.loads(text) for wording, text in store.open_all(key, wordings).items()}


def read_open(key: StudyKey, wordings: Iterable[UUID]) -> dict[UUID, Words]:
    """The words of those wordings that the study key opens: for looking back, where some may be the guardian's."""
    return read_all(key, store.open_to(key, wordings))


def texts_in(words: object) -> list[str]:
    """Every string of a wording, at whatever depth; not the names of its fields.

    >>> texts_in({"title": "One", "attributes": {"Age": "50"}, "told_how": ["seen"]})
    ['One', '50', 'seen']
    """
    if isinstance(words, str):
        return [words]
    inner = words.values() if isinstance(words, Mapping) else words if isinstance(words, list) else ()
    return [text for one in inner for text in texts_in(one)]


def written_for_names(study_id: UUID, public: bytes, words: Mapping[str, Any]) -> UUID:
    """Seal a wording to the names key; its id."""
    return store.seal_guarded(study_id, public, packed(words))


def read_guarded(names: NamesKey, wording: UUID) -> Words:
    """The words of a wording that was sealed to the names key, or moved there."""
    words: Words = json.loads(store.open_guarded(names, wording))
    return words
