"""The receipt: for the person who left, in plain words, to print or to read out."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.giving_back.leaving.places import Line
from firsthand.giving_back.leaving.selectors import Receipt, Sent
from firsthand.ground.studies.models import Membership


def as_html(by: Membership, told: Receipt) -> bytes:
    """One page, everything in it."""
    context = {
        "study": by.study, "made_at": timezone.localtime(), "receipt": told, "parts": parts(told),
        "requests": requests(by, told),
    }  # fmt: skip
    return render_to_string("giving_back/receipt.html", context).encode()


def as_text(by: Membership, told: Receipt) -> str:
    """The same as plain text."""
    lines = [heading(told), by.study.title, ""]
    if by.study.demo:
        lines.insert(0, _("Invented demonstration – not data"))
    for title, sentences in parts(told):
        lines += [title, *(f"- {sentence}" for sentence in sentences), ""]
    return "\n".join(lines).rstrip() + "\n"


def heading(told: Receipt) -> str:
    """What it is, whose and of what day."""
    return _("Receipt for %(called)s, %(day)s") % {"called": told.called, "day": _day(told)}


def parts(told: Receipt) -> list[tuple[str, list[str]]]:
    """The receipt's parts, each with its sentences; those in which there is nothing to say are left out."""
    found = [
        (_("What you asked for"), [told.plain]),
        (_("What was done on %(day)s") % {"day": _day(told)}, [*map(_said, told.done), *_finished(told)]),
        (
            _("What somebody of the team still looks at"),
            [*map(_said, told.left_to_people), *_on_paper(told)],
        ),
        (_("What stays"), list(map(_said, told.stays))),
        (_("What could not be called back, and why"), _cannot(told)),
        (_("When the last backup is gone"), _backups(told)),
        (
            _("Whom to ask"),
            [told.ask or _("%(name)s, who did this for you, or anybody of the team.") % {"name": told.by}],
        ),
    ]
    return [(title, sentences) for title, sentences in found if sentences]


def requests(by: Membership, told: Receipt) -> list[tuple[Sent, str]]:
    """For each file that left, the letter that asks for it to be deleted."""
    return [(one, _letter(by, one)) for one in told.sent]


def _letter(by: Membership, one: Sent) -> str:
    return _(
        "On %(day)s you took “%(file)s” out of the study “%(study)s”. A person whose words are in it has asked that "
        "they be deleted. Please delete the file, and every copy of it that you made or printed. If you gave it to "
        "anybody, please ask them to do the same, and tell us whom. Write back when it is done."
    ) % {"day": date_format(one.on, "DATE_FORMAT"), "file": one.file, "study": by.study.title}


def _said(line: Line) -> str:
    return _("%(place)s (%(count)s): %(happens)s.") % {
        "place": line.name, "count": line.count, "happens": line.happens,
    }  # fmt: skip


def _on_paper(told: Receipt) -> list[str]:
    """The link that no program can cut."""
    if not told.level.does("consent_record", "redact"):
        return []
    return [
        _(
            "The paper that you signed bears the label “%(called)s”, by which the text is known. The team cuts it off "
            "the paper."
        )
        % {"called": told.called}
    ]


def _finished(told: Receipt) -> list[str]:
    if not told.erases:
        return []
    if told.erased_at is None:
        return [
            _(
                "The keys that open these words are being destroyed. The program finishes that when it next starts."
            )
        ]
    return [
        _("The keys that open these words were destroyed on %(day)s. Nobody can read them here any more.")
        % {"day": date_format(timezone.localtime(told.erased_at), "DATETIME_FORMAT")}
    ]


def _cannot(told: Receipt) -> list[str]:
    sentences = [
        _("“%(file)s” left on %(day)s with %(name)s. It is out of our hands; we ask for it to be deleted.")
        % {"file": one.file, "day": date_format(one.on, "DATE_FORMAT"), "name": one.by}
        for one in told.sent
    ]
    if any(line.effect == "impossible" for line in told.lines):
        sentences.append(
            _(
                "What is printed or deposited in an archive stays there. This program does not know of any such place."
            )
        )
    return sentences


def _backups(told: Receipt) -> list[str]:
    if not told.erases:
        return []
    sentences = []
    if told.copies:
        sentences.append(
            ngettext(
                "%(count)s copy of the keys from before is still there. Until it is deleted, whoever has it with "
                "an old backup and a member’s secret could read your words.",
                "%(count)s copies of the keys from before are still there. Until they are deleted, whoever has one "
                "together with an old backup and a member’s secret could read your words.",
                len(told.copies),
            )
            % {"count": len(told.copies)}
        )
    else:
        sentences.append(
            _(
                "No copy of the keys from before is known to this program. What somebody put elsewhere, it cannot know."
            )
        )
    if told.backups_gone:
        sentences.append(
            _("The last copy of the keys from before is gone by %(day)s: that is promised.")
            % {"day": date_format(told.backups_gone, "DATE_FORMAT")}
        )
    return sentences


def _day(told: Receipt) -> str:
    return date_format(timezone.localtime(told.at), "DATE_FORMAT")
