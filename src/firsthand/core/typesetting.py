"""A page as a tagged PDF, set by Typst with the fonts that it brings: no file and no page is fetched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import typst


def typeset(paper: Path, said: Mapping[str, object], *, system_fonts: bool = False) -> bytes:
    """A tagged PDF, checked against PDF/UA-1 as it is made. The words go in as data, never as markup.

    `system_fonts`: for words in letters that the fonts it brings do not have.
    """
    return bytes(
        typst.compile(
            paper,
            format="pdf",
            sys_inputs={"said": json.dumps(said)},
            ignore_system_fonts=not system_fonts,
            pdf_standards="ua-1",
        )
    )
