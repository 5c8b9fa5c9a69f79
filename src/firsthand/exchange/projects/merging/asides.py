"""What is kept of a project beside what is shown, when it comes once more: the latest counts, nothing is doubled."""

from __future__ import annotations

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from firsthand.exchange.projects.ids import guid_of
from firsthand.exchange.projects.merging.meeting import Meeting
from firsthand.exchange.projects.merging.sources import Met
from firsthand.exchange.projects.models import Arrival, Aside
from firsthand.exchange.projects.packing import packed, shell
from firsthand.exchange.projects.project import Text
from firsthand.giving_back.leaving.printing import HIDDEN
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording

AS_WRITTEN = ("links", "sets", "graphs")
_GUID = re.compile(r'guid="([^"]*)"')
_NAME = re.compile(r'name="([^"]*)"')


def aside_of(meeting: Meeting, met: Met, kept: list[str], arrival: Arrival) -> Aside | None:
    """What a file says of a text that is here beside its words: put in place of what was said before; or, where
    nothing was and there is something to keep, a new row.

    Where its positions do not count here, or some of its words never left, what was kept stays as it is.
    """
    if not met.same or HIDDEN in met.there:
        return None
    by = meeting.by
    was = Aside.objects.filter(source_id=met.row.id).first()
    text = replace(met.text, guid=guid_of(by.study_id, met.row.id))
    if was is None and not (kept or _says_more(text)):
        return None
    said = packed([text], kept=kept, of=met.media.guid if met.media else "")
    if was is None:
        said |= {"media": packed([shell(met.media)])} if met.media else {}
        sealed = wording.written(by.key, said)
        return Aside(
            study_id=by.study_id, arrival=arrival, source=met.row, version=met.row.current, said=sealed
        )
    before = wording.read(by.key, was.said)
    if "media" in before:
        said["media"] = packed([shell(met.media)]) if met.media else before["media"]
        said["form"]["of"] = said["form"]["of"] or before["form"]["of"]
    if wording.packed(said) != wording.packed(before):
        record().change(was, said=wording.written(by.key, said), version=met.row.current)
    return None


def _says_more(text: Text) -> bool:
    """Whether there is more in a text than its words and codings, which are rows."""
    named = any(
        one.name or one.description or one.more or one.extra or not one.codings for one in text.selections
    )
    return bool(named or text.codings or text.sync or text.more or text.extra or text.description)


def tell_kept_gone(meeting: Meeting) -> list[str]:
    """The GUIDs of links, sets and drawings that were kept, are not in the file, and go: because somebody ticked it."""
    if not meeting.returns:
        return []
    went: list[str] = []
    for kind in AS_WRITTEN:
        there = {guid_in(one) for one in getattr(meeting.file.project, kind)}
        for guid, written in kept_as_written(meeting.arrivals, kind).items():
            if there and guid not in there:
                name = _NAME.search(written)
                found = meeting.gone_there(kind, guid, name[1] if name else "", _("kept as it came"))
                went += [guid] if found.choice == "there" else []
    return went


def kept_as_written(arrivals: list[wording.Words], kind: str) -> dict[str, str]:
    """What is kept of all that came in, as it was written, by GUID: the latest of each, without what went since.

    >>> kept_as_written([{"sets": ['<Set guid="a"/>'], "form": {}}, {"sets": [], "form": {"gone": ["a"]}}], "sets")
    {}
    """
    found: dict[str, str] = {}
    for arrival in arrivals:
        found |= {guid_in(one) or one: one for one in arrival[kind]}
        for guid in arrival["form"].get("gone", ()):
            found.pop(guid, None)
    return found


def guid_in(written: str) -> str:
    """The GUID of an element as it was written."""
    found = _GUID.search(written)
    return found[1] if found else ""
