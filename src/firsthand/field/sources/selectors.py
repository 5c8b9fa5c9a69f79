"""Reading sources: lists of them, one by what people call it, and what belongs to it as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.field.people.selectors import Person
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Kind, Layer, Source, TextVersion, Voice
from firsthand.field.sources.sight import fetched_with_source, number_for, readable, sources_kept_from
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import NAMED_AT_ONCE, people_by_version, sizes, standing_version
from firsthand.field.sources.unseen import SOURCES, rows_of_one_table, unseen
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store, wording
from firsthand.ground.vault.asking import first


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in a list."""

    id: UUID
    number: int
    title: str
    kind: str
    format: str
    length: int  # code points
    turns: int
    people: tuple[Person, ...]
    version_id: UUID
    attributes: dict[str, str] = field(default_factory=dict)
    file_name: str = ""
    layer: str = ""  # which part of a field note it is
    private: bool = False  # its writer keeps it to themselves

    @property
    def layer_name(self) -> str:
        """Which part of a field note it is, as people call it."""
        return str(Layer(self.layer).label) if self.layer else ""

    @property
    def sort(self) -> str:
        """What is counted apart: the part of a field note, or the kind."""
        return self.layer or self.kind

    @property
    def sort_name(self) -> str:
        """The same, as people call it."""
        return self.layer_name or str(dict(Kind.choices).get(self.kind, self.kind))

    @property
    def ref(self) -> str:
        """How people call it: “S12”."""
        return f"S{self.number}"


def sources(by: Membership) -> list[SourceLine]:
    """Every source, in the order in which they came."""
    require(by, "study.read")
    return lines(by, readable(by).order_by("number"))


def lines(by: Membership, rows: Iterable[Source]) -> list[SourceLine]:
    """Sources as a list shows them, in the order given."""
    found = list(rows)
    current = {row.current for row in found}
    sized = sizes(by, current)
    speaking = people_by_version(by, current)
    shown = {
        version: (length, turns, speaking.get(version, ())) for version, (length, turns) in sized.items()
    }
    return _shown(by, found, shown)


def lines_by_text(by: Membership, opened: Mapping[UUID, Text]) -> dict[UUID, SourceLine]:
    """The sources of these texts, by text version: of those that stand."""
    require(by, "study.read")
    rows = readable(by).only("number", "kind", "about", "current", "format", "layer", "private_to")
    if len(opened) <= NAMED_AT_ONCE:
        rows = rows.filter(current__in=opened)
    known = {
        version: (len(text.words), len(text.talk.starts), text.people()) for version, text in opened.items()
    }
    return {
        line.version_id: line for line in _shown(by, [row for row in rows if row.current in opened], known)
    }


def _shown(
    by: Membership, rows: Sequence[Source], versions: Mapping[UUID, tuple[int, int, tuple[Person, ...]]]
) -> list[SourceLine]:
    """Sources with the length, number of turns and people of their standing text versions."""
    abouts = wording.read_all(by.key, [row.about for row in rows])
    past = unseen(by)
    return [
        SourceLine(
            row.id,
            past.number(SOURCES, row.number),
            abouts[row.about]["title"],
            row.kind,
            row.format,
            *versions[row.current],
            row.current,
            abouts[row.about].get("attributes", {}),
            abouts[row.about].get("file_name", ""),
            row.layer,
            row.private_to_id is not None,
        )
        for row in rows
    ]


def source(by: Membership, ref: str | int | UUID) -> Source:
    """One source by id, number (“S12” or 12) or title. Raises `NotThere`, whatever the reason."""
    require(by, "study.read")
    found = _by_id(by, ref) if isinstance(ref, UUID) else _by_written_ref(by, str(ref).strip())
    if found is None:
        raise NotThere(_("There is no source “%(ref)s” in this study.") % {"ref": ref})
    return found


def order_of_texts(by: Membership) -> dict[UUID, int]:
    """The texts that stand and that a member may know of, each with what sorts it as sources came."""
    require(by, "study.read")
    return dict(readable(by).values_list("current", "number"))


def source_line(by: Membership, row: Source) -> SourceLine:
    """One source as a list shows it."""
    return lines(by, [row])[0]


def key_of_copies(by: Membership, row: Source) -> bytes:
    """The key under which a browser keeps what it was sent of a source: gone when the words are."""
    return store.key_of_copies(by.key, standing_version(by, row).text)


def key_of_drafts(by: Membership, row: Source | None) -> bytes:
    """The key under which a browser keeps what is being typed over a source, or as a new one.

    A source's is made from the key of its first text, so that it is the same after a correction by somebody else,
    and gone when the words are taken out.
    """
    require(by, "study.read")
    if row is None:
        return store.key_of_drafts(by.key, by.id)
    texts = row.versions.order_by("number").values_list("text", flat=True)
    open_to = store.open_to(by.key, texts)  # a text from before names were taken out is the guardian's
    first = next((text for text in texts if text in open_to), texts[0])
    return store.key_of_copies(by.key, first)


def of_one_file(by: Membership, row: Source) -> list[Source]:
    """The sources that came with the same file, as far as they are in the study: of a table, all of its rows."""
    require(by, "study.read")
    came = rows_of_one_table(by.study_id, row.id)
    if came == {row.id}:
        return [row]
    beside = Source.objects.filter(study_id=by.study_id, brought_at=row.brought_at).order_by("number")
    return [one for one in beside if one.id in came]


def has_original(by: Membership, row: Source) -> bool:
    """Whether there is a file as it came, for this member: one of which nothing is absent or cut out for them.

    A file holds what its text was at first. That of a table holds every row, also what was removed from the study.
    """
    if row.original is None:
        return False
    came, gone = of_one_file(by, row), absent(by)
    kept = gone.versions | gone.cuts.keys()
    if len(came) < len(rows_of_one_table(by.study_id, row.id)):
        return False
    whose = {one.id for one in came}
    texts = TextVersion.objects.filter(study_id=by.study_id)
    texts = (
        texts.filter(source_id=row.id)
        if whose == {row.id}
        else texts.filter(source__brought_at=row.brought_at)
    )
    return not any(text in kept for text, source in texts.values_list("id", "source_id") if source in whose)


def original_of(by: Membership, row: Source) -> tuple[str, bytes]:
    """The file as it came: its name and bytes. Raises `NotThere` where there is none for them (`has_original`)."""
    require(by, "study.read")
    if row.original is None or not has_original(by, row):
        raise NotThere(_("This source came from no file of its own."))
    return wording.read(by.key, row.about)["file_name"], store.open_bytes(by.key, row.original)


def marks_known(by: Membership) -> dict[str, int]:
    """The marks of the files already here, with the source's number: by them a file that comes again is known."""
    rows = list(readable(by).values_list("number", "about"))
    abouts = wording.read_all(by.key, [about for _, about in rows])
    return {
        abouts[about]["mark"]: number_for(by, number) for number, about in rows if "mark" in abouts[about]
    }


def kinds() -> list[tuple[str, str]]:
    """The kinds of source, each with what people call it."""
    return [(kind.value, str(kind.label)) for kind in Kind]


def parts() -> list[tuple[str, str]]:
    """What a speaker can be, each with what people call it."""
    return [(part.value, str(part.label)) for part in Voice.Part]


def voice(by: Membership, voice_id: UUID) -> Voice:
    """One voice. Raises `NotThere`."""
    return fetched_with_source(by, Voice, voice_id, _("There is no such speaker in this study."))


def _by_id(by: Membership, source_id: UUID) -> Source | None:
    if source_id in sources_kept_from(by):
        return None
    return first(Source, "id = %s AND study_id = %s", source_id, by.study_id)


def _by_written_ref(by: Membership, ref: str) -> Source | None:
    rows = readable(by)
    digits = ref[1:] if ref[:1] in "sS" else ref
    if digits.isdecimal() and len(digits) < 10:
        return rows.filter(number=unseen(by).meant(SOURCES, int(digits))).first()
    try:
        return _by_id(by, UUID(ref))
    except ValueError:
        pass
    same = [
        line.id
        for line in sources(by)
        if ref.casefold() in (line.title.casefold(), line.file_name.casefold())
    ]
    return rows.get(pk=same[0]) if len(same) == 1 else None
