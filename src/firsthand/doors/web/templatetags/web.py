"""What templates need besides Django's own: looking things up, and the words for roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from json import dumps
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.utils.translation import get_language, gettext

from firsthand.analysis.similar.switching import is_on
from firsthand.analysis.themes.flags import together as flags_together
from firsthand.doors.web import wording
from firsthand.doors.web.terms import TERMS
from firsthand.ground.calling.selectors import own_words
from firsthand.ground.studies import access

if TYPE_CHECKING:
    from uuid import UUID

    from django.template import Context

    from firsthand.analysis.themes.flags import Flag
    from firsthand.analysis.themes.selectors import ClaimLine, Piece
    from firsthand.ground.studies.models import Membership

register = template.Library()


@register.filter
def may(by: Membership, act: str) -> bool:
    """Whether a button is worth showing. The service checks again when it is pressed."""
    return access.may(by, act)


@register.filter
def looks_for_similar(by: Membership) -> bool:
    """Whether the study has switched similar passages on."""
    return is_on(by)


@register.filter
def said(words: str) -> str:
    """Words that `core` says, in the reader's language."""
    return gettext(words)


@register.simple_tag
def offered_languages() -> list[tuple[str, str]]:
    """The languages that pages are there in, each by its own name."""
    return list(settings.LANGUAGES)


@register.simple_tag
def unchecked_language() -> bool:
    """Whether nobody who speaks the language of this page as their own has read it through yet."""
    return get_language() in settings.UNCHECKED_LANGUAGES


@register.simple_tag(takes_context=True)
def term(context: Context, name: str) -> str:
    """A thing by its plain name; with the research word, for those who switched these on."""
    return TERMS[name].said(research=bool(context.get("terms")))


@register.simple_tag
def own_word(by: Membership, name: str) -> str:
    """What this study calls people: `{% own_word by "person_many" %}`; names are those of `core.calling.Words`."""
    return str(getattr(own_words(by), name))


@register.filter
def get(table: Mapping[Any, Any], key: Any) -> Any:
    """What a table has under a key; nothing where it has none."""
    return table.get(key, "")


@register.filter
def at(row: Sequence[Any], place: int) -> Any:
    """What stands at a place in a row of things."""
    return row[place]


@register.filter
def named(choices: list[tuple[str, str]], value: str) -> str:
    """What a choice is called."""
    return dict(choices).get(value, value)


@register.filter
def on(pieces: Iterable[Piece], side: str) -> list[Piece]:
    """The evidence of one side."""
    return [piece for piece in pieces if piece.side == side]


@register.filter
def about(flags: Iterable[Flag], evidence: UUID) -> list[Flag]:
    """The flags about one piece of evidence."""
    return [one for one in flags or () if one.evidence == evidence]


@register.filter
def can_hold(flags: Iterable[Flag]) -> bool:
    """Whether somebody may say that a piece holds all the same: its coding is there, and is another by now."""
    return any(one.kind in ("recoded", "revised") for one in flags)


@register.filter
def together(flags: Iterable[Flag]) -> list[tuple[str, list[Flag]]]:
    """Flags that say the same, together."""
    return flags_together(flags)


@register.filter
def flagged(claims: Iterable[ClaimLine]) -> list[ClaimLine]:
    """Those claims that have a flag."""
    return [claim for claim in claims if claim.flags]


@register.filter
def scope_name(scope: str) -> str:
    """What a token lets a program do."""
    return str(wording.SCOPE_NAMES.get(scope, scope))


@register.filter
def role_name(role: str) -> str:
    """What a role is called."""
    return wording.role_names().get(role, role)


@register.filter
def role_sentence(role: str) -> str:
    """What a role means for the person who has it."""
    return wording.role_sentence(role)


@register.filter
def opens_sentence(opens: str) -> str:
    """What opens the study for a member."""
    return wording.opens_sentence(opens)


@register.filter
def why(code: str) -> str:
    """Why words were proposed."""
    return wording.why_words(code)


@register.filter
def hue(number: int) -> int:
    """One of the twelve colours."""
    return number % 12


@register.filter
def json(value: object) -> str:
    """A value for a script, in an attribute: the template escapes it."""
    return dumps(value, ensure_ascii=False)
