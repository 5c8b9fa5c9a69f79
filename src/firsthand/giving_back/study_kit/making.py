"""Making a kit of this study: its parts gathered, looked through for anybody's words, and only then written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand import __version__
from firsthand.analysis.codebook.selectors import WORDS, CodeLine, codebook
from firsthand.core.calling import CALLED
from firsthand.core.consent.sheets import card, form, sheet
from firsthand.core.kit.parts import Origin
from firsthand.core.spans import Span
from firsthand.field.consent.forms import form as form_today
from firsthand.field.interviews.selectors import GuideLine, guides
from firsthand.field.people.listed import attributes_here, own_attributes
from firsthand.field.people.selectors import people
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.texts import texts
from firsthand.giving_back.packing import packed
from firsthand.giving_back.release.checking import (
    IN_A_KIT,
    Finding,
    checked,
    our_people_in,
    require_nothing_found,
)
from firsthand.giving_back.release.examples import unquoted
from firsthand.giving_back.reports import Report, note_release
from firsthand.giving_back.study_kit import parts
from firsthand.giving_back.study_kit.parts import About, Part
from firsthand.ground.calling.selectors import own_words
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership


@dataclass(frozen=True)
class Kit:
    """What would go."""

    by: Membership
    about: About

    @cached_property
    def parts(self) -> list[Part]:
        """Every part but the manifest."""
        reworded = form_today(self.by).scopes
        wording = parts.wording(reworded, _)
        ids = set(parts.code_ids(self._codes).values())
        return [
            parts.scopes(reworded),
            parts.page(sheet(wording), "infosheet", "information-sheet"),
            parts.page(form(wording), "form", "form"),
            parts.page(card(wording), "card", "card"),
            *(parts.guide(line, number, ids) for number, line in enumerate(self._guides, 1)),
            parts.codebook(self._codes),
            *parts.attributes(
                [*self._listed, *(label for one in people(self.by) for label in one.attributes)],
                (label for one in sources(self.by) for label in one.attributes),
                attributes_here(self.by),
            ),
            *parts.templates(),
        ]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What of it is somebody's words, or tells who somebody is."""
        guides_ = [parts.guide_id(number) for number, _line in enumerate(self._guides, 1)]
        apart = {*FIXED, *TABLES, *guides_}
        written = [one.data.decode() for one in self.parts if one.id not in apart]
        written += ["\n".join(getattr(line, field) for field in WORDS) for line in self._codes]
        written += [parts.guide_words(line) for line in self._guides]
        called = own_words(self.by)
        written.append("\n".join([*(getattr(called, name) for name in CALLED), *called.avoid]))
        text = "\n\n".join([self.about.title, *written])
        # Whence the idea of a question is, last: works are named there by their authors, whom anybody can look up.
        works = "\n".join(one.basis for line in self._guides for one in line.questions)
        every = checked(self.by, f"{text}\n{works}", IN_A_KIT).findings
        last = text.count("\n") + 1
        found = [one for one in every if one.kind != "name" or one.line <= last]
        return (*found, *our_people_in(self.by, works))

    def files(self) -> dict[str, bytes]:
        """Every file by its path, without the checksums."""
        core = [one.label for line in self._guides for one in line.questions if one.core]
        listed = parts.manifest(
            self.about, get_language() or "en", __version__, self.parts, core, own_words(self.by)
        )
        found = {one.file: one.data for one in self.parts}
        return found | {"kit.yaml": listed, "README.md": self._readme()}

    @property
    def _listed(self) -> list[str]:
        """What may be said of people here, where the study made a list of its own."""
        return [one.label for one in own_attributes(self.by) or ()]

    @cached_property
    def _guides(self) -> list[GuideLine]:
        """Each guide as it stands, the first first."""
        return list({line.guide: line for line in reversed(guides(self.by))}.values())

    @cached_property
    def _codes(self) -> list[CodeLine]:
        opened = texts(self.by, [line.version_id for line in sources(self.by)])

        def may(_version: UUID, _span: Span) -> bool:
            return False

        return unquoted(codebook(self.by), opened, may)

    def _readme(self) -> bytes:
        lines = [
            f"# {self.about.title}", "",
            _("A kit for making the same study at another site: adapt what does not fit, and keep the ids."), "",
            _("Nobody's words are in it. Examples of the codebook that quoted what was said or noted are left out."),
            _("Where a line of dots stands, a site says who it is. Nothing here is legal advice: the wording of your "
              "ethics board wins over it."), "",
            *(f"- `{one.file}`" for one in self.parts), "",
            _("Made with Firsthand %(version)s. `sha256sum -c SHA256SUMS.txt` tells whether all of it is as it was.")
            % {"version": __version__}, "",
        ]  # fmt: skip
        return "\n".join(lines).encode()


# They come with the program, and with every study.
FIXED = ("withdrawal", "fieldnote", "deid")
# Cell after cell is no sentence: their words are looked at by themselves.
TABLES = ("codebook", "people")


def look_over(by: Membership, *, title: str = "", licence: str = "", origin: Origin | None = None) -> Kit:
    """The kit as it would leave, to look at before it does. Nothing leaves.

    `origin`: the kit that the study began with. Where no licence is said, the kit says that none was given.
    """
    require(by, "kit.release")
    unsaid = _("none was given: ask whoever made this kit")
    return Kit(
        by,
        About(" ".join(title.split()) or _("A study kit"), " ".join(licence.split()) or unsaid, origin),
    )


@act("kit.release")
def make_kit(by: Membership, *, title: str = "", licence: str = "", origin: Origin | None = None) -> Report:
    """Take the kit out. Raises `Problem` where somebody's words are in it, or something tells who somebody is."""
    kit = look_over(by, title=title, licence=licence, origin=origin)
    require_nothing_found(kit.findings)
    note_release(by, "kit", "zip", set())
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-kit.zip", "application/zip", packed(kit.files()))
