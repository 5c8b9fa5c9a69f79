"""INCEpTION's backup of a whole project: what its exportedproject.json says of it beside the annotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from firsthand.core.problems import Problem
from firsthand.core.signs import json_of
from firsthand.exchange.projects.others.layers import Layers, is_grammar, short
from firsthand.exchange.projects.others.parts import Files

_STAYS = noop(
    "Of what it says of the project, the name, the description and what tags mean are read; "
    "settings stay there."
)
_NO_TEXT = noop(
    "Its text is in a form of its own, and nothing of it is annotated in a form that is read here."
)


@dataclass(frozen=True, slots=True)
class Project:
    """What the project says of itself."""

    file: str
    said: dict[str, Any]


def project_in(files: Files) -> Project | None:
    """The project that an archive is a backup of; None where it is none. Raises `Problem` for a damaged one."""
    for name in files.names():
        path = PurePosixPath(name)
        if path.name.startswith("exportedproject") and path.suffix == ".json" and len(path.parts) < 3:
            try:
                said = json_of(files.read(name).decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                raise Problem(
                    _("“%(name)s” in %(file)s is damaged. Export the project once more.")
                    % {"name": name, "file": files.name}
                ) from error
            return Project(name, said) if isinstance(said, dict) else None
    return None


def take(project: Project, files: Files, layers: Layers, known: set[str]) -> None:
    """The project's name and description, what its tags mean, and its texts that nobody annotated (not in `known`)."""
    making = layers.making
    making.project.name = _word(project.said, "name")
    making.note(_word(project.said, "description"), project.file, "description", about=making.project.notes)
    making.report.lost("files", project.file, _STAYS)
    for layer, feature, several, tag, meaning in _tags(project.said):
        _describe(layers, layer, feature, several, tag, meaning)
    for name in files.names():
        path = PurePosixPath(name)
        if "source" not in path.parts[:-1] or path.name in known:
            continue
        if path.suffix.lower() in (".txt", ""):
            words = files.read(name).decode("utf-8-sig", errors="replace")
            making.found.append(making.text(words, name, "text", name=path.name))
        else:
            making.report.lost("sources", name, _NO_TEXT)


def _describe(layers: Layers, layer: str, feature: str, several: bool, tag: str, meaning: str) -> None:
    """Give the code of a tag its meaning. A tag that nobody used becomes a code, too."""
    paths = ((short(layer), tag), (short(layer), feature, tag))
    codes = [code for path in paths if (code := layers.known(*path))]
    for code in codes or [layers.made(*paths[several])]:
        code.description = code.description or meaning


def _tags(said: dict[str, Any]) -> Iterator[tuple[str, str, bool, str, str]]:
    """Every tag that a feature may have: layer, feature, whether the layer has several, the tag, what it means."""
    sets = {_word(one, "name"): _dicts(one.get("tags")) for one in _dicts(said.get("tag_sets"))}
    for layer in _dicts(said.get("layers")):
        features = _dicts(layer.get("features"))
        name = _word(layer, "name")
        if is_grammar(name):
            continue
        for feature in features:
            tag_set = feature.get("tag_set")
            of = tag_set if isinstance(tag_set, dict) else {}
            for tag in _dicts(of.get("tags")) or sets.get(_word(of, "name"), []):
                if written := _word(tag, "tag_name").strip():
                    yield (
                        name,
                        _word(feature, "name"),
                        len(features) > 1,
                        written,
                        _word(tag, "tag_description"),
                    )


def _dicts(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _word(said: dict[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""
