"""Every sentence that people see, in one catalogue for each language: `python -m tools.messages`.

    python -m tools.messages                    write the catalogues anew; translations are kept
    python -m tools.messages --check            say what is missing or does not fit, and fail if anything is
    python -m tools.messages --split DIR        what is not translated yet, in parts for people who translate
    python -m tools.messages --merge FILE…      take filled parts back

Nothing but Babel is needed. Catalogues name files, not lines, and no day: a diff shows what was translated and no more.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "firsthand"
LOCALE = SOURCE / "locale"
LANGUAGES = ("es",)
PARTS = 5
DAY = datetime(2026, 1, 1, tzinfo=UTC)  # any: what is compiled is the same on every day
PLURALS = "nplurals=2; plural=(n != 1);"

# What our modules call Django's functions; each with the places of the one and the many.
ONE = ("_", "gettext", "gettext_lazy", "lazy", "noop", "say")
MANY = ("ngettext", "ngettext_lazy", "lazy_count")
IN_CONTEXT = ("pgettext", "pgettext_lazy")
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(ONE), **dict.fromkeys(MANY, (1, 2)), **dict.fromkeys(IN_CONTEXT, ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip

SAYS = re.compile("translation import|saying import")  # a module without these says nothing to anybody
_NAMED = re.compile(r"%\((\w+)\)[sd]|\{([a-z_][\w.]*)?(?:![rs])?(?::[^{}]*)?\}|(%[sd])")
_PERCENT = re.compile(r"%%|%\(\w+\)[sd]|%[sd]")


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence in the source: where, in which context, and how it reads for one and for many."""

    where: str
    line: int
    words: str | tuple[str, str]
    context: str | None = None


def found() -> Iterator[Found]:
    """All sentences of the source, file by file."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts and SAYS.search(text := path.read_text("utf-8")):
            yield from _in_python(path, text)
    for path in sorted([*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        yield from _in_template(path)
    yield from _in_data()


def _in_python(path: Path, text: str) -> Iterator[Found]:
    where = path.relative_to(ROOT).as_posix()
    for line, function, words, _comments in extract_python(io.BytesIO(text.encode()), list(KEYWORDS), [], {}):
        if one := _message(where, line, function, words):
            yield one


def _in_template(path: Path) -> Iterator[Found]:
    from django.utils.translation.template import templatize

    # What templatize leaves is no Python, but for the calls; without its indents the tokenizer takes it.
    lines = templatize(path.read_text("utf-8"), origin=str(path)).splitlines()
    yield from _in_python(path, "\n".join(line.strip() for line in lines))


def _in_data() -> Iterator[Found]:
    """What is written in files of data, and said in the reader's language."""
    from firsthand.core.consent.sheets import words_to_translate
    from firsthand.field.sources.extract.speaking import parts, templates

    for where, words in (
        ("src/firsthand/core/consent/sheet.yaml", words_to_translate()),
        ("src/firsthand/field/sources/extract/recognise.py", parts()),
        ("src/firsthand/field/sources/extract/sentences.py", templates()),
    ):
        for line, said in enumerate(words, 1):
            yield Found(where, line, said)


def _message(where: str, line: int, function: str | None, words: Any) -> Found | None:
    """What a call says; nothing where its words are not written out there."""
    given = words if isinstance(words, tuple) else (words,)
    context = None
    if function in (*IN_CONTEXT, "npgettext"):
        context, *rest = given
        given = tuple(rest)
    wanted = 2 if function in (*MANY, "npgettext") else 1
    if len(given) < wanted or not all(given[:wanted]):
        return None
    return Found(where, line, given[0] if wanted == 1 else (given[0], given[1]), context)


def template() -> Catalog:
    """The sentences of the source, untranslated."""
    catalogue = Catalog(charset="utf-8")
    for one in found():
        catalogue.add(one.words, locations=[(one.where, one.line)], context=one.context)
    return catalogue


def place(language: str) -> Path:
    """Where a language's catalogue lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """A catalogue as it lies there; an empty one where there is none."""
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _empty(language: str) -> Catalog:
    catalogue = Catalog(locale=language, charset="utf-8")
    catalogue.mime_headers = [("Plural-Forms", PLURALS)]
    return catalogue


def renewed(language: str, source: Catalog) -> Catalog:
    """The source's sentences with the translations that are there."""
    kept = read(place(language), language)
    catalogue = _empty(language)
    for message in source:
        if message.id:
            old = kept.get(_key(message), message.context)
            catalogue.add(
                message.id, _fitting(message, old), locations=message.locations, context=message.context
            )
    return catalogue


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _fitting(message: Message, old: Message | None) -> Any:
    """The old translation where it has as many forms as the sentence has now."""
    if old is None or isinstance(old.id, str) != isinstance(message.id, str):
        return None
    return old.string


def written(catalogue: Catalog, language: str) -> bytes:
    """A catalogue as its file holds it."""
    body = io.BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, sort_by_file=True, include_lineno=False)
    head = (
        "# Firsthand: the sentences that people see. Not yet checked by a native-speaking peer worker.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {PLURALS}\\n"\n\n'
    )
    return head.encode() + body.getvalue().strip() + b"\n"


def keep(catalogue: Catalog, language: str) -> None:
    """Write a catalogue, and what the program reads of it."""
    where = place(language)
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_bytes(written(catalogue, language))
    where.with_suffix(".mo").write_bytes(compiled(language))


def compiled(language: str) -> bytes:
    """What the program reads, from the catalogue as it lies there."""
    body = io.BytesIO()
    catalogue = read(place(language), language)
    catalogue.creation_date = catalogue.revision_date = DAY
    write_mo(body, catalogue)
    return body.getvalue()


def said(message: Message) -> tuple[str, ...]:
    """A translation in all its forms; none where one of them is missing."""
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    wanted = 1 if isinstance(message.id, str) else 2
    return tuple(forms) if len(forms) == wanted and all(forms) else ()


def _places(words: str) -> set[str]:
    return {next(filter(None, one.groups()), "{}") for one in _NAMED.finditer(words)}


def faults(catalogue: Catalog) -> Iterator[tuple[Message, str]]:
    """What does not fit in translations that are there."""
    for message in catalogue:
        forms = said(message) if message.id else ()
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        for number, form in enumerate(forms):
            allowed = [_places(ids[-1]), *([_places(ids[0])] if number == 0 else [])]
            if _places(form) not in allowed:
                yield (
                    message,
                    f"has {sorted(_places(form))} for {sorted(_places(ids[min(number, len(ids) - 1)]))}",
                )
            elif _stray(ids[-1]) == 0 and _stray(form):
                yield message, "has a bare %: write %%"
            elif ids[0].startswith("\n") != form.startswith("\n") or ids[0].endswith("\n") != form.endswith(
                "\n"
            ):
                yield message, "begins or ends with another line break"


def _stray(words: str) -> int:
    return _PERCENT.sub("", words).count("%") if "%" in words else 0


def missing(catalogue: Catalog) -> list[Message]:
    """What has no translation yet."""
    return [message for message in catalogue if message.id and not said(message)]


def out_of_date(language: str, source: Catalog) -> Iterator[str]:
    """What the files that lie there lack of the source, or have too much."""
    kept = read(place(language), language)
    theirs = {(_key(one), one.context) for one in kept if one.id}
    ours = {(_key(one), one.context) for one in source if one.id}
    for words, _context in sorted(ours - theirs, key=str):
        yield f"{language}: not in the catalogue: {words!r}. Run: python -m tools.messages"
    for words, _context in sorted(theirs - ours, key=str):
        yield f"{language}: nowhere in the source: {words!r}. Run: python -m tools.messages"
    compiled_file = place(language).with_suffix(".mo")
    if not compiled_file.exists() or compiled_file.read_bytes() != compiled(language):
        yield f"{language}: django.mo is not made from django.po. Run: python -m tools.messages"


def problems(language: str, source: Catalog) -> Iterator[str]:
    """Everything that is wrong with a language, as sentences."""
    yield from out_of_date(language, source)
    kept = read(place(language), language)
    for message in missing(kept):
        yield f"{language}: not translated: {_key(message)!r} ({message.locations[0][0]})"
    for message, fault in faults(kept):
        yield f"{language}: {_key(message)!r} {fault}"


def split(language: str, folder: Path, parts: int) -> list[Path]:
    """What is not translated, in parts of equal size; what stands in one file stays together as far as it goes."""
    left = sorted(missing(read(place(language), language)), key=lambda one: one.locations)
    folder.mkdir(parents=True, exist_ok=True)
    size = sum(len(_key(one)) for one in left) / parts
    made, at = [], 0
    for number in range(parts):
        catalogue, filled = _empty(language), 0
        while at < len(left) and (filled < size or number == parts - 1):
            catalogue.add(left[at].id, locations=left[at].locations, context=left[at].context)
            filled, at = filled + len(_key(left[at])), at + 1
        made.append(folder / f"part-{number + 1}.po")
        made[-1].write_bytes(written(catalogue, language))
    return made


def merge(language: str, files: Iterable[Path]) -> tuple[int, list[str]]:
    """Take translations from filled parts; how many, and what could not be taken and why."""
    catalogue = read(place(language), language)
    taken, refused = 0, []
    for path in files:
        filled = read(path, language)
        wrong = {(_key(one), one.context): fault for one, fault in faults(filled)}
        for message in filled:
            if not message.id or not said(message):
                continue
            ours = catalogue.get(_key(message), message.context)
            if why := wrong.get((_key(message), message.context)):
                refused.append(f"{path.name}: {_key(message)!r} {why}")
            elif ours is None or isinstance(ours.id, str) != isinstance(message.id, str):
                refused.append(f"{path.name}: {_key(message)!r} is not asked for any more")
            else:
                ours.string, taken = message.string, taken + 1
    keep(catalogue, language)
    return taken, refused


def main() -> int:
    """What was asked for; 1 where something is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firsthand.config.settings")
    asked = argparse.ArgumentParser(prog="python -m tools.messages", description=__doc__.splitlines()[0])
    asked.add_argument("--check", action="store_true")
    asked.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    asked.add_argument("--split", type=Path, metavar="DIR")
    asked.add_argument("--parts", type=int, default=PARTS)
    asked.add_argument("--merge", type=Path, nargs="+", metavar="FILE")
    given = asked.parse_args()
    if given.merge:
        taken, refused = merge(given.language, given.merge)
        _tell([*refused, f"{taken} translations taken."])
        return int(bool(refused))
    if given.split:
        _tell(str(path) for path in split(given.language, given.split, given.parts))
        return 0
    source = template()
    if given.check:
        wrong = [problem for language in LANGUAGES for problem in problems(language, source)]
        _tell(wrong)
        return int(bool(wrong))
    for language in LANGUAGES:
        catalogue = renewed(language, source)
        keep(catalogue, language)
        _tell([f"{language}: {len(catalogue)} sentences, {len(missing(catalogue))} not translated."])
    return 0


def _tell(lines: Iterable[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
