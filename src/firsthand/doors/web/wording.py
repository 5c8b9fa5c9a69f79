"""Words that several pages need for the same thing."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.field.deid.words import RULE_NAMES

# What a token lets a program do.
SCOPE_NAMES = {
    "read": lazy("read"),
    "code": lazy("read, code and write memos"),
    "all": lazy("everything that I may"),
}


def role_names() -> dict[str, str]:
    """What each role is called."""
    return {
        "lead": _("lead"),
        "coder": _("coder"),
        "reader": _("reader"),
        "guardian": _("guardian of the names"),
        "peer": _("peer"),
        "participant": _("participant"),
        "host": _("host"),
    }


def role_sentence(role: str) -> str:
    """What a role means for the person who has it."""
    return {
        "lead": _("You lead this study: you may do everything in it."),
        "coder": _("You code in this study: you bring in, read, code, and write memos and themes."),
        "reader": _(
            "You read in this study: everything is open to you, and nothing changes by your looking."
        ),
        "guardian": _("You guard the key to the names. The study’s words are not open to you."),
        "peer": _(
            "You work here. The study’s words are not open to you; what you write for yourself is, and to you alone."
        ),
        "participant": _("You take part in this study. Its workroom is not open to you."),
        "host": _("You keep the machine running. The study’s words are not open to you."),
    }.get(role, "")


def opens_sentence(opens: str) -> str:
    """What opens the study for a member, as the page says it of them."""
    return {
        "own": _("A secret of their own opens it for them, and nothing else does."),
        "invitation": _("Invited, and not come in yet: until then the code of the invitation opens it."),
        "installation": _("A file on this computer opens it for them."),
        "nothing": _("They have no key."),
    }[opens]


def hue_names() -> list[str]:
    """The twelve colours of codes, in their order: the letter on the swatch, and the colour in a word."""
    return [
        _("A, ink"), _("B, moss"), _("C, oxblood"), _("D, rose"), _("E, sky"), _("F, sage"),
        _("G, rust"), _("H, pine"), _("I, bronze"), _("J, plum"), _("K, petrol"), _("L, sand"),
    ]  # fmt: skip


def rule_names() -> dict[str, str]:
    """What each rule of de-identification looks for, as people call it."""
    return {rule: str(name) for rule, name in RULE_NAMES.items()}


def why_words(why: str) -> str:
    """Why words were proposed, from the finder's own short code for it."""
    kind, _mark, more = why.partition(":")
    if kind == "by hand":
        return _("found by somebody")
    if kind == "near" or (kind == "given" and more):
        return _("much like a name that was given")
    return _("a name that was given") if kind == "given" else _("found by a rule")
