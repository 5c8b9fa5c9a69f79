"""What citeproc-py reads past in a style, said in a way that it understands. Files of styles stay as they are.

Each of these goes when the library does it by itself; `tests/giving_back/test_citing.py` shows what it is for.
"""

from __future__ import annotations

from typing import Any

from citeproc import model
from citeproc.source import VariableError

CSL = "{http://purl.org/net/xbiblio/csl}"


def mended(root: Any) -> None:
    """A style, or a locale of one, as it was read: made good in place."""
    for label in root.iter(f"{CSL}label"):  # “Ed.”, not “ed.”: title case is left undone on labels
        if label.get("text-case") == "title":
            label.set("text-case", "capitalize-first")
    for name in root.iter(f"{CSL}name"):  # full given names: initialize="false" is not looked at
        if name.get("initialize") == "false":
            name.attrib.pop("initialize-with", None)
    for date in root.iter(f"{CSL}date"):  # “2006 Mar 3”, not “2006Mar3”: what parts a date is left out
        if date.get("delimiter"):
            for part in date.findall(f"{CSL}date-part")[1:]:
                part.set("prefix", date.get("delimiter"))
    for words in root.iter(
        f"{CSL}text"
    ):  # no “(Publication)” of a thesis without a number: a group is not let go
        if words.get("value") == "publication" and words.getparent().get("variable") == "genre":
            words.getparent().set("variable", "genre number")


def writes_letters(root: Any) -> bool:
    """Whether a style says where the letter behind a year stands. Elsewhere it stands behind the year of issue."""
    return any(words.get("variable") == "year-suffix" for words in root.iter(f"{CSL}text"))


def _reached(element: Any) -> list[Any]:
    """An element with all in it, and in the macros that it calls."""
    found, seen, waiting = [], set(), [element]
    while waiting:
        for one in waiting.pop().iter(f"{CSL}*"):
            found.append(one)
            if (called := one.get("macro")) and called not in seen:
                seen.add(called)
                waiting.append(one.get_macro(called))
    return found


# The library takes for an element of a style the class of that name which was made last from its base class: these.
class Substitute(model.Substitute, model.CitationStylesElement):  # type: ignore[misc]
    """Editors or a title that stand in the place of authors are noted, so that they are not named again."""

    def add_to_repressed_list(self, child: Any, context: Any) -> None:
        """Note what stood in."""
        super().add_to_repressed_list(child, context)
        layout = context.get_layout()
        inside = _reached(child)
        roles = {
            role for one in inside if one.tag == f"{CSL}names" for role in (one.get("variable") or "").split()
        }
        layout.repressed.setdefault("roles", set()).update(roles)
        if any(one.tag == f"{CSL}text" and one.get("variable") == "title" for one in inside):
            layout.repressed.setdefault(f"{CSL}text", []).append("title")


class Names(model.Names, model.CitationStylesElement):  # type: ignore[misc]
    """People in one role or several: those who stood in for authors are left out."""

    def process(self, item: Any, names_context: Any = None, context: Any = None, **kwargs: Any) -> Any:
        """The names; none of those whose roles were named before."""
        stood_in = (context if context is not None else self).get_layout().repressed.get("roles", ())
        there = [role for role in self.get("variable").split() if role.replace("-", "_") in item.reference]
        if there and all(role in stood_in for role in there):
            raise VariableError
        return super().process(item, names_context=names_context, context=context, **kwargs)


class Date_Part(model.Date_Part, model.CitationStylesElement):  # type: ignore[misc]  # noqa: N801 - as the library’s
    """A year, with the letter that its date has."""

    def process(self, date: Any, context: Any = None) -> Any:
        """The part of the date."""
        made = super().process(date, context)
        return f"{made}{date.get('letter', '')}" if made and self.get("name") == "year" else made
