"""What WebAnno and INCEpTION know of words: layers, each with features. Which of it is a code, and which a note.

A layer becomes a code, and below it each value that it was given; where a layer has several features, each feature
stands between the two. What somebody wrote at length is a note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as noop

from firsthand.exchange.projects.others.making import Making
from firsthand.exchange.projects.project import Code, Coding, Selection, Text

LONGEST = 80  # a value that is longer was written, not chosen
# Layers that say of every word, or every sentence, what it is: no codings.
GRAMMAR = frozenset(
    [
        "Token", "Sentence", "Paragraph", "POS", "Lemma", "Stem", "MorphologicalFeatures", "Dependency", "Constituent",
        "Chunk", "SurfaceForm", "TagsetDescription", "DocumentMetaData", "DocumentAnnotation", "CASMetadata",
        "Annotation", "FeatureDefinition", "LayerDefinition",
    ]
)  # fmt: skip
OF_GRAMMAR = noop("It says of every word what it is in grammar: that is no coding.")


def short(layer: str) -> str:
    """A layer as people call it.

    >>> short("webanno.custom.Feeling"), short("custom.Span")
    ('Feeling', 'Span')
    """
    return layer.rpartition(".")[2]


def is_grammar(layer: str) -> bool:
    """Whether a layer is no work of a person who reads."""
    return short(layer) in GRAMMAR or layer.startswith("uima.cas.")


@dataclass(slots=True)
class Into:
    """What a file is about: a text's title, who annotated it, and the text itself where others annotated it before."""

    title: str
    by: str = ""
    known: list[tuple[str, Text]] = field(default_factory=list)

    def text(self, making: Making, words: str, *what: object) -> Text:
        """The text of these words: the one that is known, or a new one."""
        for said, text in self.known:
            if said == words:
                return text
        text = making.text(words, *what, "text", name=self.title)
        making.found.append(text)
        self.known.append((words, text))
        return text


@dataclass(slots=True)
class Layers:
    """The codes that layers, features and values become."""

    making: Making
    _codes: dict[tuple[str, ...], str] = field(default_factory=dict)
    _made: dict[str, Code] = field(default_factory=dict)  # by GUID

    def code(self, *path: str) -> str:
        """The code of a layer, a feature of it, or a value."""
        if path not in self._codes:
            parent = self.code(*path[:-1]) if len(path) > 1 else ""
            self._codes[path] = self.making.guid("code", len(self._codes) + 1)
            made = Code(guid=self._codes[path], name=path[-1], parent=parent)
            self._made[made.guid] = made
            self.making.project.codes.append(made)
        return self._codes[path]

    def known(self, *path: str) -> Code | None:
        """The code of that path, where it was made."""
        return self._made.get(self._codes.get(path, ""))

    def made(self, *path: str) -> Code:
        """The code of that path, made where it was not."""
        return self._made[self.code(*path)]

    def annotated(
        self,
        text: Text,
        start: int,
        end: int,
        layer: str,
        said: Mapping[str, list[str]],
        *what: object,
        by: str = "",
        quote: str = "",
    ) -> Selection:
        """An annotation: a selection, with a coding for each value that was chosen, or for the layer where none was."""
        made = self.making
        selection = made.select(text, start, end, *what, by=by, quote=quote)
        every = [(name, value, place) for name, values in said.items() for place, value in enumerate(values)]
        chosen = [one for one in every if len(one[1]) <= LONGEST and "\n" not in one[1]]
        seen = set(chosen)
        features = {name for name, _value, _place in chosen}
        for name, value, place in chosen:
            path = (short(layer), value) if len(features) == 1 else (short(layer), name, value)
            row = (*what, name, place) if place else (*what, name)
            selection.codings.append(made.coding(self.code(*path), *row, by=by))
        if not chosen:
            selection.codings.append(self._plain(layer, *what, by=by))
        for name, value, place in every:
            if (name, value, place) in seen:
                continue
            row = (*what, name, place) if place else (*what, name)
            made.note(value, *row, "note", about=selection.codings[0].notes, name=name, by=by)
        return selection

    def _plain(self, layer: str, *what: object, by: str) -> Coding:
        return self.making.coding(self.code(short(layer)), *what, "layer", by=by)
