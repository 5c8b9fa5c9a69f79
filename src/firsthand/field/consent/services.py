"""Writing down what people answered. An answer is never altered: changing one's mind is another answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.consent import HOLD, Value, catalogue, fits
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.field.consent.forms import version_now
from firsthand.field.consent.models import Consent, How
from firsthand.field.consent.selectors import READERS, answers_given, crossed_out, keeping_out, left_to_act
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording

if TYPE_CHECKING:
    from firsthand.field.people.models import Participant

TALKED = "third_party_talk"  # that they talked about who else their story may point to
REAL_NAMES = ("real_first_name", "real_full_name")
LINK_CUT = "L5_cut_the_link"  # withdrawals belong to a room above this one; they are reached by name
NOT_ONLY_ASKED = (READERS, HOLD)  # they have services of their own


@act("consent.set")
def set_answers(
    by: Membership,
    *,
    participant: Participant,
    answers: Mapping[str, Value],
    moment: str,
    how: str,
    note: str = "",
    also: Mapping[str, str] | None = None,
) -> list[Consent]:
    """What a participant answered to some scopes, asked together at one moment.

    What is left out was not asked, and stays as it was. `also` says more of the answers, such as `TALKED`. Raises
    `Problem` where there is no such scope, answer, moment or way of asking, and for a real name without the talk.
    """
    require_answers(answers)
    require_talked(answers, talked=(also or {}).get(TALKED) == "yes")
    return written(by, participant, answers, moment, how, note, also or {})


def require_talked(answers: Mapping[str, Value], *, talked: bool) -> None:
    """Raises `Problem` where a real name is to be printed, and nobody talked about whom else it shows."""
    if answers.get("naming") in REAL_NAMES and not talked:
        raise Problem(
            _(
                "A real name in print points to others as well. Talk first about who else their story may show, and "
                "note here that you did."
            )
        )


def require_reachable(participant: Participant) -> None:
    """Raises `Problem` where nobody can tell any more who a participant is."""
    if participant.withdrawals.filter(level=LINK_CUT).exists():
        raise Problem(
            _("The link to this person was cut: nobody can tell any more who they are, and ask them.")
        )


def require_answers(answers: Mapping[str, Value]) -> None:
    """Raises `Problem` where there is no such question, or no such answer to it."""
    for scope, value in answers.items():
        if scope not in catalogue().scopes or scope in NOT_ONLY_ASKED:
            raise Problem(
                _("There is no question “%(scope)s”. There are: %(all)s.")
                % {"scope": scope, "all": ", ".join(one for one in catalogue().scopes if one != READERS)}
            )
        if not fits(catalogue().scopes[scope], value):
            raise Problem(_not_an_answer(scope, value))


@act("consent.set")
def exclude_reader(
    by: Membership,
    *,
    participant: Participant,
    reader: Membership,
    moment: str = "on_request",
    how: str = How.BY_HAND,
) -> None:
    """Keep a participant's words from a member: for them it is as if those words were not in the study.

    Raises `NotAllowed` where the member has no right to say so, or would keep out themselves: they would know; and
    `Problem` where nobody would be left who can take the participant's words out.
    """
    _require_another(by, reader)
    out = crossed_out(by, participant.id)
    if str(reader.id) not in out:
        require_somebody_left(by, participant, but=reader)
        written(by, participant, {READERS: (*out, str(reader.id))}, moment, how, "", {})


def require_somebody_left(by: Membership, participant: Participant, *, but: Membership) -> None:
    """Raises `Problem` where, without this member, nobody could carry out what a participant wants done."""
    if not left_to_act(by, participant.id, but=but.id):
        raise Problem(
            _(
                "Without %(name)s nobody would be left here who can take this person’s words out when they want it. "
                "Let the study’s lead bring in another guardian first."
            )
            % {"name": but.name}
        )


@act("consent.set")
def include_reader(
    by: Membership,
    *,
    participant: Participant,
    reader: Membership,
    moment: str = "on_request",
    how: str = How.BY_HAND,
) -> None:
    """Let a member read a participant's words again. Raises as `exclude_reader` does."""
    _require_another(by, reader)
    out = crossed_out(by, participant.id)
    if str(reader.id) in out:
        rest = tuple(one for one in out if one != str(reader.id))
        written(by, participant, {READERS: rest}, moment, how, "", {})


@act("consent.set")
def pause(by: Membership, *, participant: Participant, how: str = How.BY_HAND, note: str = "") -> None:
    """Put everything of a participant on hold: nothing of theirs is shown, counted or sent until they say so."""
    _hold(by, participant, "on", how, note)


@act("consent.set")
def resume(by: Membership, *, participant: Participant, how: str = How.BY_HAND, note: str = "") -> None:
    """Take a participant's words off hold: everything is as it was."""
    _hold(by, participant, "off", how, note)


def _hold(by: Membership, participant: Participant, value: str, how: str, note: str) -> None:
    answer = answers_given(by, participant.id).get(HOLD)
    if (answer.value if answer else "off") != value:
        written(by, participant, {HOLD: value}, "on_request", how, note, {})


def written(
    by: Membership,
    participant: Participant,
    answers: Mapping[str, Value],
    moment: str,
    how: str,
    note: str,
    also: Mapping[str, str],
) -> list[Consent]:
    """The rows of some answers that were given together. For services that know that these are answers."""
    if participant.id in keeping_out(by):
        raise NotThere(_("There is no such participant in this study."))
    require_reachable(participant)
    require_asked(moment, how)
    form, now = version_now(by), timezone.now()
    said = [
        wording.packed(
            {
                "scope": scope, "value": value if isinstance(value, str) else list(value), "moment": moment,
                "form": form, "how": how, "note": " ".join(note.split()), "also": dict(also),
            }
        )
        for scope, value in answers.items()
    ]  # fmt: skip
    with store.keys_together():
        ids = store.seal_all(by.key, said)
    rows = [Consent(study=by.study, participant=participant, said=one, by=by, at=now) for one in ids]
    record().create(*rows)
    return rows


def require_asked(moment: str, how: str) -> None:
    """Raises `Problem` where there is no such moment, or no such way of asking."""
    if moment not in catalogue().moments:
        raise Problem(
            _("“%(moment)s” is no moment at which somebody is asked. There are: %(all)s.")
            % {"moment": moment, "all": ", ".join(catalogue().moments)}
        )
    if how not in How.values:
        raise Problem(
            _("“%(how)s” is no way of asking. There are: %(all)s.")
            % {"how": how, "all": ", ".join(How.values)}
        )


def _require_another(by: Membership, reader: Membership) -> None:
    require(by, "reader.exclude")
    if reader.id == by.id:
        raise NotAllowed(
            _(
                "Nobody keeps words from themselves: they would know of it. The guardian writes this down, or the "
                "person on their own page."
            )
        )


def _not_an_answer(scope: str, value: Any) -> str:
    known = catalogue().scopes[scope]
    given = value if isinstance(value, str) else ", ".join(value)
    return _("“%(value)s” is no answer to “%(scope)s”. There are: %(all)s.") % {
        "value": given, "scope": scope, "all": ", ".join([*known.options, "later"]),
    }  # fmt: skip
