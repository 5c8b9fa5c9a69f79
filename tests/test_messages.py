"""Every sentence that people see is in the catalogue of each language, and means the same there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.template.base import Lexer, TokenType
from tools import messages

WRITTEN = re.compile(r"""^(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")


@pytest.fixture(scope="module")
def source() -> Catalog:
    return messages.template()


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_catalogue_holds_what_the_source_says_and_no_more(language: str, source: Catalog) -> None:
    assert list(messages.out_of_date(language, source)) == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_translations_have_the_places_that_the_sentence_has(language: str) -> None:
    kept = messages.read(messages.place(language), language)
    assert [(one.id, fault) for one, fault in messages.faults(kept)] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    kept = messages.read(messages.place(language), language)
    assert [one.id for one in messages.missing(kept)][:20] == []


def test_no_sentence_of_a_template_is_overlooked(source: Catalog) -> None:
    for path in sorted(messages.SOURCE.rglob("templates/**/*.html")):
        for token in Lexer(path.read_text("utf-8")).tokenize():
            if token.token_type == TokenType.BLOCK and (said := WRITTEN.match(token.contents)):
                words = (said[1] or said[2]).replace("%", "%%")
                assert source.get(words) is not None or " context " in token.contents, (path.name, words)


@pytest.mark.parametrize(
    ("words", "said", "fault"),
    [
        ("%(n)s people", "%(n)s personas", ""),
        ("%(n)s people", "personas", "has"),
        ("{name} is here", "{nombre} está aquí", "has"),
        (("%(n)s person", "%(n)s people"), ("una persona", "%(n)s personas"), "has"),
        (("One person", "%(n)s people"), ("Una persona", "%(n)s personas"), ""),
        ("%(n)s in all", "%(n)s, el 5 %", "bare"),
        ("Done.", "", ""),
    ],
)
def test_a_translation_that_would_lose_a_name_is_found(
    words: str | tuple[str, str], said: str | tuple[str, str], fault: str
) -> None:
    catalogue = Catalog(locale="es")
    catalogue.add(words, said)
    found = [why for _message, why in messages.faults(catalogue)]
    assert [fault in one for one in found] == ([True] if fault else [])


def test_filled_parts_come_back_but_for_those_that_do_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    catalogue = messages.renewed("es", _of("Done.", "%(n)s people"))
    messages.keep(catalogue, "es")
    (part,) = messages.split("es", tmp_path / "parts", 1)
    filled = part.read_text("utf-8").replace('"Done."\nmsgstr ""', '"Done."\nmsgstr "Hecho."')
    part.write_text(filled.replace('people"\nmsgstr ""', 'people"\nmsgstr "%(x)s personas"'), "utf-8")
    taken, refused = messages.merge("es", [part])
    kept = messages.read(messages.place("es"), "es")
    assert (taken, len(refused)) == (1, 1)
    assert [one.string for one in kept if one.id] == ["Hecho.", ""]
    assert messages.place("es").with_suffix(".mo").read_bytes() == messages.compiled("es")


def _of(*words: str) -> Catalog:
    catalogue = Catalog(charset="utf-8")
    for line, one in enumerate(words, 1):
        catalogue.add(one, locations=[("here.py", line)])
    return catalogue


def test_nothing_is_said_in_one_language_for_good() -> None:
    """A sentence that is said when its module is loaded stays in the language of that moment: `lazy` waits."""
    early = [
        f"{path.relative_to(messages.SOURCE)}:{line}"
        for path in sorted(messages.SOURCE.rglob("*.py"))
        if messages.SAYS.search(text := path.read_text("utf-8"))
        for line in said_at_once(ast.parse(text))
    ]
    assert early == []


def said_at_once(tree: ast.AST) -> Iterator[int]:
    """The lines where a sentence is said while a module, class or default is read, or is remembered then."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            early = [
                *node.args.defaults,
                *(one for one in node.args.kw_defaults if one),
                *node.decorator_list,
            ]
            remembers = any(
                ast.unparse(one).partition("(")[0] in ("cache", "lru_cache") for one in node.decorator_list
            )
            for one in [*early, *(said_by_return(node) if remembers else ())]:
                yield from said_at_once(ast.Module([ast.Expr(one)], []))
        elif not isinstance(node, ast.Lambda):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "gettext", "ngettext")
            ):
                yield node.lineno
            yield from said_at_once(node)


def said_by_return(function: ast.FunctionDef) -> list[ast.expr]:
    """What a function gives back."""
    return [one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value]


def test_the_test_of_that_sees_what_it_should() -> None:
    source = "A = _('a')\nB = lazy('b')\ndef f(c=_('c')):\n    return _('d')\n@cache\ndef g():\n    return _('e')\n"
    assert list(said_at_once(ast.parse(source))) == [1, 3, 7]
