"""Beginning a study with a kit, opening its codes, and saying what became of it and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.table import take_in
from firsthand.core.kit.parts import Kit, KitCode
from firsthand.core.kit.reading import TEXTS, files_of, read_kit
from firsthand.core.problems import Clash, Problem
from firsthand.core.tables import Fate, TableReport
from firsthand.exchange.kits.kept import CODEBOOK, require_coding_began, the_beginning
from firsthand.exchange.kits.models import Beginning, OpenedCode, Reached, Reason, Text
from firsthand.exchange.kits.selectors import diff, text_line
from firsthand.field.consent.forms import form, reword
from firsthand.field.interviews.services import import_guide
from firsthand.field.people.listed import list_attributes, own_attributes
from firsthand.ground.calling.selectors import said_words
from firsthand.ground.calling.services import set_words
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording

HEADER = ["id", "parent", "name", "plain_name", "definition", "when", "when_not", "example"]


@act("kit.begin")
def begin_with_kit(by: Membership, *, files: Mapping[str, bytes], language: str = "") -> Beginning:
    """Set the study up with a kit: guide, what is said of people, how they are asked, texts; its codes stay closed.

    All of it or nothing; what is there already stays. Raises `Problem` where something in the kit bars that, or the
    study has a kit.
    """
    kit = read_kit(files, language)
    if Beginning.objects.filter(study_id=by.study_id).exists():
        raise Problem(_("This study began with a kit already. Another kit begins another study."))
    brought = [import_guide(by, guide=guide).guide.number for guide in kit.contents.guides]
    if kit.contents.attributes:
        own = own_attributes(by) or ()
        labels = {one.label.casefold() for one in own}
        new = [one for one in kit.contents.attributes if one.label.casefold() not in labels]
        list_attributes(by, attributes=[*own, *new])
    if kit.contents.scopes:
        asked = form(by)
        reword(by, local=asked.local, scopes=kit.contents.scopes | asked.scopes, reason=kit.origin.title)
    _call_people(by, kit)
    beginning = _kept(by, kit, files, brought)
    record().create(
        *(
            Text(study=by.study, beginning=beginning, place=place)
            for place in range(len(kit.contents.documents))
        )
    )
    return beginning


@act("kit.open")
def open_codes(by: Membership, *, codes: Collection[str] = ()) -> TableReport:
    """Bring codes of the kit into the codebook, with those that they stand under; all of them where none is named.

    Raises `Problem` before open coding has begun, where the kit has no such code, or a code here is in its way.
    """
    require(by, "kit.codes")
    begun = the_beginning(by)
    require_coding_began(begun)
    every = begun.kit.contents.codes
    wanted = _with_those_above(every, codes or [one.id for one in every])
    coming = {
        one.id: place for place, one in enumerate(every) if one.id in wanted and place not in begun.opened
    }
    if not coming:
        raise Problem(_("These codes of the kit are open already."))
    here = {line.id: line.handle or line.full_path for line in codebook(by)}
    standing = {every[place].id: here[code] for place, code in begun.opened.items() if code in here}
    _require_free(by, coming)
    rows = [_row(every[place], {one: one for one in coming} | standing) for place in coming.values()]
    report = take_in(by, rows=[HEADER, *rows])
    refused = [row for row in report.rows if row.fate is not Fate.NEW]
    if refused:
        raise Problem(
            _(
                "“%(name)s” cannot come from the kit: there is such a code here already. Give yours another name first."
            )
            % {"name": refused[0].what}
        )
    made = {line.handle: line.id for line in codebook(by)}
    record().create(
        *(
            OpenedCode(study=by.study, beginning=begun.row, place=place, code=made[handle])
            for handle, place in coming.items()
        )
    )
    return report


@act("kit.reason")
def say_why(by: Membership, *, item: str, reason: str) -> Reason | None:
    """Why something is otherwise than in the kit. An empty reason takes the one that was said away.

    Raises `Problem` where there is no such thing in the list of changes.
    """
    begun = the_beginning(by)
    if item not in {one.key for one in diff(by, begun)}:
        raise Problem(_("There is nothing “%(item)s” in the list of changes.") % {"item": item})
    said = {"item": item, "reason": reason.replace("\r\n", "\n").strip()}
    rows = list(Reason.objects.filter(study_id=by.study_id))
    words = wording.read_all(by.key, [row.said for row in rows])
    row = next((row for row in rows if words[row.said]["item"] == item), None)
    if not said["reason"]:
        if row is not None:
            record().remove(row)
        return None
    if row is None:
        row = Reason(
            study=by.study, beginning=begun.row, by=by, at=timezone.now(), said=wording.written(by.key, said)
        )
        record().create(row)
    elif words[row.said] != said:
        record().change(row, said=wording.written(by.key, said), by_id=by.id, at=timezone.now())
    return row


@act("kit.milestone")
def reach_milestone(
    by: Membership, *, milestone: str, reached: bool = True, on: date | None = None
) -> Reached | None:
    """Say that a milestone is reached, and on which day (today, where none is said); or that it is not after all.

    Raises `Problem` where the kit has no such milestone.
    """
    begun = the_beginning(by)
    ids = [one.id.casefold() for one in begun.kit.contents.milestones]
    if milestone.strip().casefold() not in ids:
        raise Problem(
            _("The kit has no milestone “%(id)s”. There are: %(all)s.")
            % {
                "id": milestone,
                "all": ", ".join(one.id for one in begun.kit.contents.milestones) or _("none"),
            }
        )
    place = ids.index(milestone.strip().casefold())
    row = Reached.objects.filter(beginning=begun.row, place=place).first()
    if not reached:
        if row is not None:
            record().remove(row)
        return None
    day = on or timezone.localdate()
    if row is None:
        row = Reached(study=by.study, beginning=begun.row, place=place, on=day, by=by)
        record().create(row)
    elif on is not None:
        record().change(row, on=day)
    return row


@act("kit.text")
def write_text(by: Membership, *, title: str, body: str) -> Text:
    """One more text of the study's own, beside those that came with the kit. Raises `Problem` where it has no title."""
    begun = the_beginning(by)
    row = Text(
        study=by.study, beginning=begun.row, place=None, wording=wording.written(by.key, _text(title, body))
    )
    record().create(row)
    return row


@act("kit.text")
def change_text(by: Membership, *, text: Text, title: str, body: str, version: int | None = None) -> Text:
    """A text as it reads from now on. `version` is the one that was being written on.

    Raises `Clash` where somebody changed it in between, and `Problem` where it has no title.
    """
    if version is not None and version != text.version:
        raise Clash(
            _(
                "Somebody changed this text while you were writing. Yours is still in the page, theirs is kept: "
                "put them together, then save."
            )
        )
    after, was = _text(title, body), text_line(by, text.id)
    if after != {"title": was.title, "body": was.body}:
        record().change(text, wording=wording.written(by.key, after), version=text.version + 1)
    return text


@act("kit.text")
def drop_text(by: Membership, *, text: Text) -> None:
    """Do without a text. The kit keeps it as it came, and undo brings it back."""
    record().remove(text)


def _text(title: str, body: str) -> dict[str, str]:
    clean = " ".join(title.split())
    if not clean:
        raise Problem(_("A text needs a title."))
    return {"title": clean, "body": body.replace("\r\n", "\n").strip()}


def _call_people(by: Membership, kit: Kit) -> None:
    """The kit's words for people, in every language that there are pages in; what was said before stays."""
    before = said_words(by)
    for language, words in kit.words.items():
        if language in dict(settings.LANGUAGES) and language not in before:
            set_words(by, language=language, **asdict(words))


def _kept(by: Membership, kit: Kit, files: Mapping[str, bytes], brought: Sequence[int]) -> Beginning:
    """The kit as it came, its codebook apart; and the numbers of the guides that it brought."""
    texts = {name: data.decode("utf-8-sig") for name, data in files.items() if name.endswith(TEXTS)}
    closed = {name: texts.pop(name) for name in files_of(files, CODEBOOK)}
    about = {
        "name": kit.origin.name, "version": kit.origin.version, "language": kit.language, "files": texts,
        "codes": len(kit.contents.codes), "guides": list(brought),
    }  # fmt: skip
    beginning = Beginning(
        study=by.study, by=by, at=timezone.now(), about=wording.written(by.key, about),
        codes=wording.written(by.key, {"files": closed}),
    )  # fmt: skip
    record().create(beginning)
    return beginning


def _with_those_above(every: tuple[KitCode, ...], codes: Collection[str]) -> set[str]:
    """Codes with all under which they stand. Raises `Problem` where the kit has no such code."""
    by_id = {one.id.casefold(): one for one in every}
    found: set[str] = set()
    for name in codes:
        one = by_id.get(name.strip().casefold())
        if one is None:
            raise Problem(_("The kit has no code “%(code)s”.") % {"code": name})
        while one is not None and one.id not in found:
            found.add(one.id)
            one = by_id.get(one.parent.casefold())
    return found


def _row(one: KitCode, above: Mapping[str, str]) -> list[str]:
    return [
        one.id, above.get(one.parent, ""), one.name, one.plain_name, one.definition, one.when, one.when_not,
        one.example,
    ]  # fmt: skip


def _require_free(by: Membership, coming: Collection[str]) -> None:
    """Raises `Problem` where a code of the study's own is called what a code of the kit is called."""
    wanted = {one.casefold() for one in coming}
    for line in codebook(by):
        if line.handle.casefold() in wanted:
            raise Problem(
                _(
                    "Your code “%(name)s” has the short name %(handle)s, as a code of the kit has. Give yours another."
                )
                % {"name": line.plain, "handle": line.handle}
            )
