"""MAY: who may do what. All of the program's rights are this one table, one sentence a line.

The page “Who can read this?” and the table in docs/rights.md are made from it; a service whose act has no line
here cannot be called.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.core.problems import NotAllowed
from firsthand.ground.studies.models import Membership, Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

LEAD, CODER, READER, GUARDIAN = Role.LEAD, Role.CODER, Role.READER, Role.GUARDIAN
TEAM = (LEAD, CODER)
EVERY_READER = (LEAD, CODER, READER)
WORKING = (LEAD, CODER, READER, GUARDIAN)
EVERYBODY = tuple(Role)
PEERS = (*WORKING, Role.PEER)
ALL_BUT_HOST = tuple(role for role in Role if role != Role.HOST)


@dataclass(frozen=True, slots=True)
class Right:
    """A line of MAY: the act, who may do it, what it is in words, and whether undo takes it back."""

    act: str
    who: tuple[Role, ...]
    words: StrPromise  # after a name: “Cody applied a code”
    undo: bool = True


def _table(*rights: Right) -> dict[str, Right]:
    return {right.act: right for right in rights}


MAY = _table(
    # reading
    Right("study.read", EVERY_READER, lazy("read the study"), undo=False),
    Right("trail.read", EVERY_READER, lazy("read the trail"), undo=False),
    # the study itself
    Right("study.start", (LEAD,), lazy("started the study"), undo=False),
    Right("member.add", (LEAD,), lazy("added a member"), undo=False),
    Right("member.invite", (LEAD,), lazy("invited a member anew"), undo=False),
    Right("member.role", (LEAD,), lazy("gave a member another role"), undo=False),
    Right("member.remove", (LEAD,), lazy("took a member out of the study"), undo=False),
    Right("member.link", EVERYBODY, lazy("came to this study with an account of their own"), undo=False),
    Right("secret.change", EVERYBODY, lazy("changed what opens the study for them"), undo=False),
    Right("token.make", EVERY_READER, lazy("made a token, or took one back"), undo=False),
    Right("passkey.make", WORKING, lazy("added a passkey, or took one back"), undo=False),
    # the kit that a study began with: its codes stay closed, so that what they expect can fail to be there
    Right("kit.begin", (LEAD,), lazy("began the study with a kit")),
    Right("kit.codes", (LEAD,), lazy("read codes of the kit that are closed"), undo=False),
    Right("kit.open", (LEAD,), lazy("opened codes of the kit")),
    Right("kit.reason", TEAM, lazy("said why something is otherwise than in the kit")),
    Right("kit.milestone", TEAM, lazy("said whether a milestone is reached")),
    Right("kit.text", TEAM, lazy("changed one of the study’s texts of the kit")),
    Right("trail.undo", TEAM, lazy("undid an act of their own"), undo=False),
    Right("trail.undo_others", (LEAD,), lazy("undid an act of another member"), undo=False),
    # field
    Right("participant.add", TEAM, lazy("added a participant")),
    Right("participant.change", TEAM, lazy("changed a participant")),
    Right("attribute.list", (LEAD,), lazy("said what may be said of people")),
    Right("participant.remove", (LEAD,), lazy("removed a participant")),
    Right("name.set", TEAM, lazy("wrote down or took out a real name")),
    Right("name.read", (LEAD, GUARDIAN), lazy("read real names"), undo=False),
    Right("consent.read", (LEAD, CODER, GUARDIAN), lazy("read what participants agreed to"), undo=False),
    Right("consent.set", (LEAD, CODER, GUARDIAN), lazy("wrote down what a participant answered"), undo=False),
    Right("consent.reword", (LEAD,), lazy("reworded what participants are asked"), undo=False),
    Right(
        "reader.exclude", (LEAD, GUARDIAN), lazy("said who may not read a participant’s words"), undo=False
    ),
    Right("source.import", TEAM, lazy("brought in sources")),
    Right("project.import", (LEAD,), lazy("brought in a project of another program")),
    Right("copies.join", (LEAD,), lazy("joined another copy of the study with this one")),
    Right("source.change", TEAM, lazy("changed what is said of a source")),
    Right("source.revise", TEAM, lazy("corrected a text")),
    Right("source.remove", (LEAD,), lazy("removed a source")),
    Right("voice.assign", TEAM, lazy("said who is speaking")),
    Right("ownwords.mark", TEAM, lazy("said whose words these are in a note")),
    Right("media.add", TEAM, lazy("added a recording or picture")),
    Right("media.remove", TEAM, lazy("removed a recording or picture")),
    Right("visit.add", TEAM, lazy("added a visit")),
    Right("visit.change", TEAM, lazy("changed a visit")),
    Right("visit.remove", (LEAD,), lazy("removed a visit")),
    Right("site.add", TEAM, lazy("added a site")),
    Right("note.share", TEAM, lazy("said who reads a note of theirs")),
    Right("bystander.mark", TEAM, lazy("marked a bystander’s words")),
    Right("bystander.unmark", TEAM, lazy("took a mark off a bystander’s words")),
    Right("note.write", TEAM, lazy("wrote a field note")),
    Right("guide.import", TEAM, lazy("brought in an interview guide")),
    Right("interview.add", TEAM, lazy("said of an interview when and by whom")),
    Right("answer.mark", TEAM, lazy("marked which question was answered")),
    Right("answer.unmark", TEAM, lazy("took a question’s mark off")),
    Right("deid.propose", TEAM, lazy("named words that could tell who somebody is")),
    Right("deid.dismiss", TEAM, lazy("left words as they are")),
    Right("deid.accept", (LEAD,), lazy("replaced what could tell who somebody is"), undo=False),
    # analysis
    Right("code.make", TEAM, lazy("made a code")),
    Right("code.change", TEAM, lazy("changed a code")),
    Right("codebook.import", TEAM, lazy("brought in a table of codes")),
    Right("code.move", TEAM, lazy("moved a code")),
    Right("code.merge", TEAM, lazy("merged codes")),
    Right("code.split", TEAM, lazy("split a code")),
    Right("code.delete", TEAM, lazy("deleted a code")),
    Right("coding.apply", TEAM, lazy("applied a code")),
    Right("coding.autocode", TEAM, lazy("coded by a rule")),
    Right("coding.similar", TEAM, lazy("coded a passage that was shown as similar")),
    Right("coding.import", TEAM, lazy("brought in a table of highlights")),
    Right("coding.change", TEAM, lazy("changed a coding")),
    Right("coding.remove", TEAM, lazy("removed a coding")),
    Right("round.start", (LEAD,), lazy("started a round of coding")),
    Right("round.finish", TEAM, lazy("said whether their part of a round is done")),
    Right("round.close", (LEAD,), lazy("closed a round")),
    Right("round.remove", (LEAD,), lazy("took a round out")),
    Right("round.settle", TEAM, lazy("settled how coders differ")),
    Right("words.set", (LEAD,), lazy("said what people are called here")),
    Right("method.declare", (LEAD,), lazy("said how the study works")),
    Right("similar.switch", (LEAD,), lazy("switched similar passages on or off")),
    Right("similar.prepare", TEAM, lazy("prepared texts for finding similar passages"), undo=False),
    Right("memo.write", TEAM, lazy("wrote a memo")),
    Right("memo.change", TEAM, lazy("changed a memo")),
    Right("memo.remove", TEAM, lazy("removed a memo")),
    Right("theme.make", TEAM, lazy("made a theme")),
    Right("theme.change", TEAM, lazy("changed a theme")),
    Right("theme.remove", TEAM, lazy("removed a theme")),
    Right("theme.merge", TEAM, lazy("merged themes")),
    Right("theme.split", TEAM, lazy("split a theme")),
    Right("board.change", TEAM, lazy("moved things on a theme’s board")),
    Right("board.compare", TEAM, lazy("compared two excerpts")),
    Right("claim.make", TEAM, lazy("made a claim")),
    Right("claim.change", TEAM, lazy("changed a claim")),
    Right("claim.remove", TEAM, lazy("removed a claim")),
    Right("evidence.add", TEAM, lazy("put evidence to a theme")),
    Right("evidence.change", TEAM, lazy("changed evidence")),
    Right("evidence.remove", TEAM, lazy("took evidence from a theme")),
    Right("query.save", TEAM, lazy("kept a query")),
    Right("query.change", TEAM, lazy("changed a query that is kept")),
    Right("query.remove", TEAM, lazy("let go of a query that was kept")),
    Right("summary.write", TEAM, lazy("wrote a summary")),
    Right("summary.change", TEAM, lazy("changed a summary")),
    Right("summary.confirm", TEAM, lazy("found a summary still right")),
    Right("summary.remove", TEAM, lazy("removed a summary")),
    # leaving: no undo brings words back. The guardian too, since a participant may keep the lead from knowing of them
    Right(
        "participant.withdraw", (LEAD, GUARDIAN), lazy("took out what a participant wanted out"), undo=False
    ),
    Right("leaving.settle", TEAM, lazy("looked again at what a withdrawal left open"), undo=False),
    # a participant's own page: who opens it holds a slip and no key of the study, and is “own page” in the trail
    Right("page.open", (LEAD, GUARDIAN), lazy("opened pages of their own to participants"), undo=False),
    Right("slip.make", (LEAD, GUARDIAN), lazy("made a slip for a participant’s own page"), undo=False),
    Right("slip.revoke", (LEAD, GUARDIAN), lazy("took a slip back"), undo=False),
    Right("page.answer", (Role.PARTICIPANT,), lazy("said on their own page"), undo=False),
    Right(
        "wish.read",
        (LEAD, CODER, GUARDIAN),
        lazy("read what participants said on their own pages"),
        undo=False,
    ),
    Right("wish.settle", (LEAD, CODER, GUARDIAN), lazy("settled what a participant asked for"), undo=False),
    Right("wish.ask", TEAM, lazy("put a question to a participant"), undo=False),
    # member checks: no undo makes unseen what was before somebody’s eyes, or unsaid what they said
    Right("check.send", TEAM, lazy("sent a participant something to check"), undo=False),
    Right("check.take_back", TEAM, lazy("took back what a participant was to check"), undo=False),
    Right("check.write", TEAM, lazy("wrote down what a participant said to it"), undo=False),
    Right("check.settle", TEAM, lazy("said what came of what a participant said"), undo=False),
    # learning cards: what is printed of them is a report that left
    Right("card.make", TEAM, lazy("made a learning card")),
    Right("card.change", TEAM, lazy("changed a learning card")),
    Right("card.remove", TEAM, lazy("took a learning card away")),
    Right("card.seen", TEAM, lazy("showed somebody the card with words of theirs")),
    # giving back: a file that left is a copy, and no undo calls it back
    Right(
        "project.export",
        (LEAD,),
        lazy("took the whole study out as a project for other programs"),
        undo=False,
    ),
    Right("archive.release", (LEAD,), lazy("took out the package for a research archive"), undo=False),
    Right("kit.release", TEAM, lazy("took out a study kit"), undo=False),
    Right(
        "consent.release",
        (LEAD, CODER, GUARDIAN),
        lazy("took out what participants agreed to, as a table"),
        undo=False,
    ),
    Right("attribute.test", EVERY_READER, lazy("tested codes against what is said of people"), undo=False),
    Right("apart.keep", TEAM, lazy("said that passages must not leave together")),
    Right("apart.end", TEAM, lazy("let passages leave together that were kept apart")),
    Right("report.release", EVERY_READER, lazy("took a report out of the program"), undo=False),
    # the literature beside the study
    Right("reference.add", TEAM, lazy("added a work to the literature")),
    Right("reference.import", TEAM, lazy("brought works into the literature")),
    Right("reference.change", TEAM, lazy("changed a work of the literature")),
    Right("reference.remove", TEAM, lazy("took a work out of the literature")),
    # the study written up
    Right("document.write", TEAM, lazy("began a document")),
    Right("document.change", TEAM, lazy("wrote on a document")),
    Right("document.remove", TEAM, lazy("removed a document")),
    # for the ethics board: whoever works here writes down what went wrong, and nobody takes it out again
    Right("incident.write", WORKING, lazy("wrote down that something went wrong"), undo=False),
    Right("incident.change", WORKING, lazy("added to what went wrong"), undo=False),
    Right("training.write", WORKING, lazy("wrote down a training")),
    Right("training.remove", WORKING, lazy("took a training out of the log")),
    Right("ethics.read", (LEAD, GUARDIAN), lazy("read the logs for the ethics board"), undo=False),
    Right("ethics.release", (LEAD, GUARDIAN), lazy("took out the package for the ethics board"), undo=False),
    # the work: what members keep for themselves alone. None of it is in the trail, and nobody else opens it
    Right("log.keep", ALL_BUT_HOST, lazy("kept a log for themselves"), undo=False),
    Right("story.keep", ALL_BUT_HOST, lazy("kept their story at work for themselves"), undo=False),
    Right("reflection.keep", PEERS, lazy("reflected with another"), undo=False),
    Right("gift.give", ALL_BUT_HOST, lazy("gave an entry of their log, or took one back"), undo=False),
    Right("sums.read", ALL_BUT_HOST, lazy("looked at the picture of the work"), undo=False),
)

# What a token lets a program do, of what its owner may: read; code as well; or everything.
READS = frozenset(
    {"study.read", "trail.read", "name.read", "consent.read", "wish.read", "ethics.read", "sums.read"}
)
CODES = READS | {
    "coding.apply", "coding.autocode", "coding.similar", "coding.change", "coding.remove", "code.make", "memo.write",
    "memo.change", "memo.remove", "answer.mark", "answer.unmark", "bystander.mark", "bystander.unmark",
    "summary.write", "summary.change", "summary.confirm", "summary.remove", "trail.undo",
}  # fmt: skip
SCOPES: dict[str, frozenset[str]] = {"read": READS, "code": frozenset(CODES), "all": frozenset(MAY)}

# What the trail tells besides: nobody does it, it happens.
ALSO_TOLD: dict[str, StrPromise] = {
    "backup.restored": lazy(
        "leads the study, which was brought back from a backup: what was taken out since is out of it again"
    ),
    "reading.refused": lazy("was not let in: what came with this name opens nothing"),
    "slip.refused": lazy("was not opened: a code was tried that opens no page"),
}


def told_as(act: str) -> str:
    """An act in words, after a name."""
    return str(MAY[act].words if act in MAY else ALSO_TOLD.get(act, act))


def may(by: Membership, act: str) -> bool:
    """Whether a member may do an act. An act that is not in MAY may be done by nobody."""
    right = MAY.get(act)
    return right is not None and by.role in right.who and _in_scope(by, act)


def require(by: Membership, act: str) -> None:
    """Raises `NotAllowed`, with a sentence, where the member may not."""
    if not _in_scope(by, act):
        raise NotAllowed(
            _("This token is for “%(scope)s”: that does not go with it. Make another one for it.")
            % {"scope": by.scope}
        )
    if not may(by, act):
        who = ", ".join(MAY[act].who) if act in MAY else _("nobody")
        raise NotAllowed(
            _("Your role in this study is %(role)s; this is for: %(who)s.") % {"role": by.role, "who": who}
        )


def _in_scope(by: Membership, act: str) -> bool:
    """Whether a program that comes in as this member was given this much. A scope that nobody knows is none."""
    return by.scope is None or act in SCOPES.get(by.scope, ())
