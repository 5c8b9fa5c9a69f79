"""The shared sentences of reports, for the html templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from firsthand.core.consent.sheets import BLANK
from firsthand.giving_back.reports import words

register = template.Library()
register.filter("held_back", words.held_back)
register.filter("reference", words.reference)
register.filter("place_of", words.place_of)
register.filter("summary", words.summary)
register.filter("facets", words.facets)
register.filter("sides", words.sides)
register.simple_tag(words.banner, name="banner")
register.simple_tag(words.unchecked, name="unchecked")


@register.filter
def blanks(text: str) -> SafeString:
    """Words in which what nobody has said yet is a line to write on."""
    line = '<span class="blank"></span>'
    return mark_safe(line.join(escape(part) for part in text.split(BLANK)))  # noqa: S308 - each part is escaped


@register.filter
def under(table: Mapping[Any, Any], key: Any) -> Any:
    """What a table has under a key; nothing where it has none."""
    return table.get(key, ())
