"""A text in Markdown, as a page shows it: no HTML of its own, no pictures, and links to the web alone."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

DEEPEST = 20
HEADINGS = {
    "h1": "h2",
    "h2": "h2",
    "h3": "h3",
    "h4": "h4",
    "h5": "h4",
    "h6": "h4",
}  # the page has an h1 already


def marked(text: str) -> SafeString:
    """The text as HTML that is safe in a page."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable("table").disable("image")
    parser.validateLink = lambda url: url.startswith(("https://", "http://"))  # type: ignore[method-assign]
    parser.add_render_rule("table_open", _table)
    parser.add_render_rule("table_close", _table_end)
    tokens = parser.parse(text)
    for one in tokens:
        one.tag = HEADINGS.get(one.tag, one.tag)
    drawn: str = parser.renderer.render(tokens, parser.options, {})
    return mark_safe(drawn)  # noqa: S308 - made with html off


def _table(
    renderer: RendererProtocol, tokens: list[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    opening = '<div class="wide" tabindex="0" role="group" aria-label="{}"><table class="table">'
    return format_html(opening, _("Table"))


def _table_end(
    renderer: RendererProtocol, tokens: list[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    return "</table></div>"
