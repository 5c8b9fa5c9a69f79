"""An archive of annotated texts, as WebAnno and INCEpTION export them: WebAnno TSV or JSON CAS.

In “annotation/talk.txt/ines.tsv” the text is talk.txt, and who annotated it ines.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from firsthand.exchange.projects.others import cas, webanno
from firsthand.exchange.projects.others.layers import Into, Layers
from firsthand.exchange.projects.others.making import Making
from firsthand.exchange.projects.others.parts import Files

NOBODY = ("initial_cas", "INITIAL_CAS", "CURATION_USER", "curation_user")  # not by a person's own hand
_FOLDERS = ("annotation", "curation")
_OTHER = "It is no text with annotations."


def read(files: Files, begun: Callable[[str], Making]) -> Making:
    """All that is annotated in it; `begun` begins a project of an origin."""
    found = [(name, files.read(name)) for name in files.names() if name.endswith((".tsv", ".json"))]
    with_tsv = any(webanno.is_it(data) for _name, data in found)
    making = begun("WebAnno" if with_tsv else "UIMA CAS")
    layers = Layers(making)
    known: dict[str, Into] = {}
    for name, data in found:
        reader = (
            webanno.read if webanno.is_it(data) else cas.read if not with_tsv and cas.is_it(data) else None
        )
        if reader is None:
            making.report.lost("files", name, _OTHER)
            continue
        reader(name, data, layers, _into(name, known))
    return making


def _into(name: str, known: dict[str, Into]) -> Into:
    path = PurePosixPath(name)
    if len(path.parts) < 3 or path.parts[-3] not in _FOLDERS:
        return Into(path.name)
    into = known.setdefault(path.parts[-2], Into(path.parts[-2]))
    into.by = "" if path.stem in NOBODY else path.stem
    return into
