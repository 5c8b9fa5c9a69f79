"""Writing down what went wrong, and who was taught what."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import Clash, Problem
from firsthand.field.people.models import Participant
from firsthand.giving_back.ethics.models import Incident, Training
from firsthand.ground.studies.access import may
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class Happening:
    """What is written down of an incident. `reported`: when the board was told; `closed`: nothing is left to do."""

    happened: str
    noticed: date | None
    on: date | None = None
    done: str = ""
    told: str = ""
    reported: date | None = None
    closed: bool = False


@act("incident.write")
def write_incident(by: Membership, *, said: Happening, person: Participant | None = None) -> Incident:
    """Something that went wrong. `person`: the participant whom it is about, if it is about one: never printed.

    Raises `Problem` where it is not said what happened, or the days cannot be.
    """
    last = Incident.objects.filter(study_id=by.study_id).order_by("-number").values_list("number", flat=True)
    row = Incident(
        study=by.study, number=(last.first() or 0) + 1, by=by, at=timezone.now(),
        about=wording.written(by.key, _words(said) | {"person": person.id.hex if person else ""}),
    )  # fmt: skip
    record().create(row)
    return row


@act("incident.change")
def change_incident(
    by: Membership, *, incident: Incident, said: Happening, version: int | None = None
) -> Incident:
    """Tell an incident better, or what was done since. What stood there before is kept, sealed, for the trail.

    `version` is the one the person was looking at. Raises `Clash` where somebody changed it in between, `Problem` as
    `write_incident` does.
    """
    if version is not None and version != incident.version:
        raise Clash(_("Somebody changed this while you were writing. Put both together, then keep it."))
    was = wording.read(by.key, incident.about)
    after = _words(said) | {"person": was["person"]}
    if after != was:
        record().change(incident, about=wording.written(by.key, after), version=incident.version + 1)
    return incident


@act("training.write")
def write_training(
    by: Membership, *, member: Membership, what: str, on: date | None, given_by: str = ""
) -> Training:
    """A training that a member took. Who reads the logs writes it down of anybody, others of themselves.

    Raises `Problem` where it is not said what it was or when.
    """
    if member.id != by.id and not may(by, "ethics.read"):
        raise Problem(_("Write down your own training. The study’s lead can do it for others."))
    what = " ".join(what.split())
    if not what:
        raise Problem(_("Say what the training was about."))
    words = {"what": what, "given_by": " ".join(given_by.split()), "on": _day(_required(on))}
    row = Training(
        study=by.study, member=member, by=by, at=timezone.now(), about=wording.written(by.key, words)
    )
    record().create(row)
    return row


@act("training.remove")
def remove_training(by: Membership, *, training: Training) -> None:
    """Take a line out of the training log, such as one that was written down twice."""
    record().remove(training)


def _words(said: Happening) -> dict[str, str | bool]:
    happened = _text(said.happened)
    if not happened:
        raise Problem(_("Say in a few words what happened."))
    noticed = _required(said.noticed)
    if said.on is not None and said.on > noticed:
        raise Problem(_("It cannot have been noticed before it happened: look at the two days again."))
    if said.reported is not None and not noticed <= said.reported <= timezone.localdate():
        raise Problem(_("The board is told after something is noticed, and not in the future."))
    return asdict(said) | {
        "happened": happened, "done": _text(said.done), "told": _text(said.told), "on": _day(said.on),
        "noticed": _day(noticed), "reported": _day(said.reported),
    }  # fmt: skip


def _required(day: date | None) -> date:
    if day is None:
        raise Problem(_("Say on which day."))
    if day > timezone.localdate():
        raise Problem(_("The day is in the future."))
    return day


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _text(written: str) -> str:
    return written.replace("\r\n", "\n").strip()
