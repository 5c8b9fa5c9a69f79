"""Attacks made by hand, each on every honest file that it fits. `{canary}` is an address that nobody may ask for.

An attack takes an honest file and makes a hostile one of it, or None where it is no such file. Its name says what is
wrong with what it makes.
"""

# ruff: noqa: S608 (names of tables in a database that is made here)

from __future__ import annotations

import json
import re
import sqlite3
import stat
import struct
from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from hostile.seeds import Seed

Attack = Callable[[bytes, str], bytes | None]
ATTACKS: dict[str, Attack] = {}
ESCAPE = "firsthand-hostile-escape"  # nothing of this name may ever lie anywhere
MEGABYTE = 1024 * 1024


def attack(make: Attack) -> Attack:
    ATTACKS[make.__name__] = make
    return make


def attacks_on(seed: Seed, canary: str) -> Iterator[tuple[str, bytes]]:
    """Every attack that the file allows, by name."""
    for name, make in ATTACKS.items():
        made = make(seed.data, canary)
        if made is not None:
            yield name, made


def parts_of(data: bytes) -> dict[str, bytes] | None:
    """What an archive holds; None for what is none."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
    except (BadZipFile, OSError):
        return None


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def in_archive(make: Callable[[ZipFile], None]) -> Attack:
    """An attack that adds something to an archive."""

    def made(data: bytes, canary: str) -> bytes | None:
        if parts_of(data) is None:
            return None
        out = BytesIO(data)
        with ZipFile(out, "a", ZIP_DEFLATED) as archive:
            make(archive)
        return out.getvalue()

    made.__name__ = make.__name__
    return attack(made)


def in_markup(change: Callable[[str, str], str]) -> Attack:
    """An attack on a piece of XML or HTML: the file itself, or each such part of an archive."""

    def made(data: bytes, canary: str) -> bytes | None:
        parts = parts_of(data)
        if parts is None:
            return change(data.decode("utf-8", "replace"), canary).encode() if _is_markup(data) else None
        changed = {
            name: change(part.decode("utf-8", "replace"), canary).encode() if _is_markup(part) else part
            for name, part in parts.items()
        }
        return zipped(changed) if changed != parts else None

    made.__name__ = change.__name__
    return attack(made)


def _is_markup(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<"


# Archives


@in_archive
def a_part_above_the_folder(archive: ZipFile) -> None:
    archive.writestr(f"../../../../../../tmp/{ESCAPE}", b"gotcha")


@in_archive
def a_part_with_a_path_of_windows(archive: ZipFile) -> None:
    archive.writestr(f"..\\..\\..\\{ESCAPE}", b"gotcha")


@in_archive
def a_part_at_the_root(archive: ZipFile) -> None:
    archive.writestr(f"/tmp/{ESCAPE}", b"gotcha")


@in_archive
def a_link_to_a_file_of_the_system(archive: ZipFile) -> None:
    link = ZipInfo("sources/link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(link, b"/etc/passwd")


@in_archive
def a_device(archive: ZipFile) -> None:
    device = ZipInfo("sources/device.txt")
    device.external_attr = (stat.S_IFCHR | 0o666) << 16
    archive.writestr(device, b"")


@in_archive
def sixty_megabytes_of_nothing(archive: ZipFile) -> None:
    with archive.open("sources/zeros.txt", "w") as stream:
        for _ in range(60):
            stream.write(bytes(MEGABYTE))


@in_archive
def seven_thousand_parts(archive: ZipFile) -> None:
    for number in range(7_000):
        archive.writestr(f"sources/{number}.txt", b"")


@in_archive
def names_that_no_system_takes(archive: ZipFile) -> None:
    for name in ("con.txt", "a" * 5_000, "a\nb", "‮gpj.exe", " ", "a/./b", "a//b"):
        archive.writestr(name, b"x")


@attack
def the_same_part_twice(data: bytes, canary: str) -> bytes | None:
    parts = parts_of(data)
    if not parts:
        return None
    out, first = BytesIO(data), next(iter(parts))
    import warnings

    with warnings.catch_warnings(), ZipFile(out, "a", ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        archive.writestr(first, b"<other/>")
    return out.getvalue()


def _each_entry(data: bytes, change: Callable[[bytearray, int], None]) -> bytes | None:
    if parts_of(data) is None:
        return None
    made, at = bytearray(data), data.find(b"PK\x01\x02")
    while 0 <= at < len(made) - 46:
        change(made, at)
        at = made.find(b"PK\x01\x02", at + 4)
    return bytes(made)


@attack
def sizes_that_lie(data: bytes, canary: str) -> bytes | None:
    return _each_entry(data, lambda made, at: struct.pack_into("<I", made, at + 24, 10))


@attack
def sizes_of_four_gigabytes(data: bytes, canary: str) -> bytes | None:
    return _each_entry(data, lambda made, at: struct.pack_into("<I", made, at + 24, 0xFFFFFFFE))


@attack
def parts_that_say_they_are_locked(data: bytes, canary: str) -> bytes | None:
    return _each_entry(data, lambda made, at: struct.pack_into("<H", made, at + 8, 1))


@attack
def parts_packed_in_no_known_way(data: bytes, canary: str) -> bytes | None:
    return _each_entry(data, lambda made, at: struct.pack_into("<H", made, at + 10, 97))


@attack
def parts_that_begin_elsewhere(data: bytes, canary: str) -> bytes | None:
    return _each_entry(data, lambda made, at: struct.pack_into("<I", made, at + 42, 0x7FFFFFFF))


@attack
def an_archive_within_itself(data: bytes, canary: str) -> bytes | None:
    parts = parts_of(data)
    return None if parts is None else zipped(dict.fromkeys(parts, data))


@attack
def parts_that_are_empty(data: bytes, canary: str) -> bytes | None:
    parts = parts_of(data)
    return None if parts is None else zipped(dict.fromkeys(parts, b""))


# XML and HTML


@in_markup
def laughs(xml: str, canary: str) -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _typed(xml, f'<!ENTITY l0 "ha">{entities}', "&l9;")


@in_markup
def an_entity_from_a_file(xml: str, canary: str) -> str:
    return _typed(xml, '<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")


@in_markup
def an_entity_from_a_server(xml: str, canary: str) -> str:
    return _typed(xml, f'<!ENTITY x SYSTEM "{canary}/entity">', "&x;")


@in_markup
def a_type_from_a_server(xml: str, canary: str) -> str:
    return re.sub(r"(<\?xml[^>]*\?>)?", rf'\1<!DOCTYPE x SYSTEM "{canary}/dtd">', xml, count=1)


@in_markup
def a_parameter_from_a_server(xml: str, canary: str) -> str:
    return _typed(xml, f'<!ENTITY % p SYSTEM "{canary}/p"> %p;', "")


@in_markup
def a_style_from_a_server(xml: str, canary: str) -> str:
    style = f'<?xml-stylesheet type="text/xsl" href="{canary}/xsl"?>'
    return re.sub(r"(<\?xml[^>]*\?>)?", lambda head: (head[0] or "") + style, xml, count=1)


@in_markup
def something_included_from_a_server(xml: str, canary: str) -> str:
    return _inside(
        xml,
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{canary}/xi"/>'
        f'<img src="{canary}/img"/><link rel="stylesheet" href="{canary}/css"/><script src="{canary}/js"></script>',
    )


@in_markup
def depth(xml: str, canary: str) -> str:
    return _inside(xml, "<a>" * 20_000 + "</a>" * 20_000)


@in_markup
def many_attributes(xml: str, canary: str) -> str:
    return re.sub(r"<(\w+)", "<\\1 " + " ".join(f'a{n}="x"' for n in range(20_000)), xml, count=1)


@in_markup
def a_name_without_end(xml: str, canary: str) -> str:
    return _inside(xml, f"<{'n' * 500_000}/>")


@in_markup
def letters_that_xml_has_not(xml: str, canary: str) -> str:
    return _inside(xml, "&#0;&#xFFFF;&#xD800;\x0b\x00")


@in_markup
def every_attribute_emptied(xml: str, canary: str) -> str:
    return re.sub(r'="[^"]*"', '=""', xml)


@in_markup
def every_number_huge(xml: str, canary: str) -> str:
    return re.sub(r'="-?\d+"', '="99999999999999999999999"', xml)


@in_markup
def every_number_negative(xml: str, canary: str) -> str:
    return re.sub(r'="(\d+)"', r'="-\1"', xml)


@in_markup
def every_number_no_number(xml: str, canary: str) -> str:
    return re.sub(r'="-?\d+"', '="NaN"', xml)


@in_markup
def every_moment_impossible(xml: str, canary: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-][\d:]+)?", "9999-13-45T99:99:99+99:99", xml)


@in_markup
def every_moment_at_the_edge(xml: str, canary: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-][\d:]+)?", "0001-01-01T00:00:00+14:00", xml)


@in_markup
def every_id_the_same(xml: str, canary: str) -> str:
    return re.sub(
        r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "00000000-0000-4000-8000-000000000000", xml
    )


@in_markup
def every_id_no_id(xml: str, canary: str) -> str:
    return re.sub(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "x", xml)


@in_markup
def names_of_a_megabyte(xml: str, canary: str) -> str:
    return re.sub(r'\bname="[^"]*"', f'name="{"n" * MEGABYTE}"', xml, count=2)


@in_markup
def paths_that_lead_out(xml: str, canary: str) -> str:
    return re.sub(r"(internal|relative|absolute)://[^\"]*", "internal://../../../../../../etc/passwd", xml)


def _typed(xml: str, inside: str, used: str) -> str:
    head = re.match(r"\s*(<\?xml[^>]*\?>)?", xml)
    begins = head[0] if head else ""
    return _inside(f"{begins}<!DOCTYPE x [{inside}]>{xml[len(begins) :]}", used)


def _inside(xml: str, more: str) -> str:
    """With that before the last end of an element."""
    at = xml.rfind("</")
    return xml[:at] + more + xml[at:] if at > 0 else xml + more


# Databases


def in_database(change: Callable[[sqlite3.Connection, list[str]], None]) -> Attack:
    def made(data: bytes, canary: str) -> bytes | None:
        if not data.startswith(b"SQLite format 3\x00"):
            return None
        connection = sqlite3.connect(":memory:")
        connection.deserialize(data)
        tables = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row[0].startswith("sqlite_")
        ]
        try:
            change(connection, tables)
            connection.commit()
            return connection.serialize()
        except sqlite3.DatabaseError:
            return None
        finally:
            connection.close()

    made.__name__ = change.__name__
    return attack(made)


def _columns(connection: sqlite3.Connection, name: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]


@in_database
def every_cell_is_null(connection: sqlite3.Connection, tables: list[str]) -> None:
    _each_column(connection, tables, "NULL")


@in_database
def every_cell_is_bytes(connection: sqlite3.Connection, tables: list[str]) -> None:
    _each_column(connection, tables, "x'ff00fe'")


@in_database
def every_cell_is_a_huge_number(connection: sqlite3.Connection, tables: list[str]) -> None:
    _each_column(connection, tables, "9223372036854775807")


@in_database
def every_cell_is_no_number(connection: sqlite3.Connection, tables: list[str]) -> None:
    _each_column(connection, tables, "9e999")


def _each_column(connection: sqlite3.Connection, tables: list[str], value: str) -> None:
    for name in tables:
        for column in _columns(connection, name):
            try:
                connection.execute(f'UPDATE "{name}" SET "{column}" = {value}')
            except sqlite3.DatabaseError:
                continue


@in_database
def triggers_and_views(connection: sqlite3.Connection, tables: list[str]) -> None:
    name = tables[0]
    connection.execute(
        f'CREATE TRIGGER t AFTER INSERT ON "{name}" BEGIN SELECT load_extension("/tmp/x"); END'
    )
    for other in tables[1:]:
        connection.execute(f'DROP TABLE "{other}"')
        connection.execute(
            f'CREATE VIEW "{other}" AS SELECT hex(zeroblob(1000000000)) AS name, * FROM "{name}"'
        )


@in_database
def rows_without_end(connection: sqlite3.Connection, tables: list[str]) -> None:
    for name in tables[:1]:
        connection.execute(f'ALTER TABLE "{name}" RENAME TO elsewhere')
        connection.execute(
            f'CREATE VIEW "{name}" AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT * FROM n'
        )


# Texts and tables


@attack
def only_half(data: bytes, canary: str) -> bytes:
    return data[: len(data) // 2]


@attack
def nothing(data: bytes, canary: str) -> bytes:
    return b""


@attack
def only_its_beginning(data: bytes, canary: str) -> bytes:
    return data[:20]


@attack
def zeros_behind_it(data: bytes, canary: str) -> bytes:
    return data + bytes(MEGABYTE)


@attack
def itself_behind_it(data: bytes, canary: str) -> bytes:
    return data + data


@attack
def a_mark_of_another_encoding_before_it(data: bytes, canary: str) -> bytes:
    return b"\xff\xfe" + data


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:2000] and not data.startswith((b"PK", b"%PDF", b"RIFF", b"\x89PNG"))


def in_text(change: Callable[[str], str]) -> Attack:
    def made(data: bytes, canary: str) -> bytes | None:
        if not _is_text(data):
            return None
        return change(data.decode("utf-8", "replace")).encode("utf-8", "surrogatepass")

    made.__name__ = change.__name__
    return attack(made)


@in_text
def halves_of_letters(text: str) -> str:
    return text[:40] + "\ud83c\udf92"[:1] + text[40:]


@in_text
def zeros_between(text: str) -> str:
    return "\0".join(text[at : at + 9] for at in range(0, len(text), 9))


@in_text
def one_line_of_a_megabyte(text: str) -> str:
    return text.replace("\n", " ") + "x " * (MEGABYTE // 2)


@in_text
def fifty_thousand_times_its_last_line(text: str) -> str:
    last = text.rstrip("\n").rpartition("\n")[2][:200]
    return text + f"\n{last}" * 50_000


@in_text
def a_hundred_thousand_commas(text: str) -> str:
    return text + "\n" + "," * 100_000


@in_text
def quotes_that_do_not_end(text: str) -> str:
    return text.replace(",", ',"', 3) + '"' * 9999


@in_text
def formulas(text: str) -> str:
    return re.sub(r"(^|,)([A-Za-z])", r"\1=cmd|'/c calc'!A1 \2", text)


@in_text
def signs_that_turn_around(text: str) -> str:
    return text.replace(" ", " ‮⁦​\U000e0041")


@in_text
def signs_on_one_letter(text: str) -> str:
    return text + "a" + "́" * 100_000


@in_text
def marks_out_of_order(text: str) -> str:
    """Unicode puts them in order, in a time that grows with the square of how many they are."""
    marked = "\\g<0>" + "\u0301" * 15_000 + "\u0316" * 15_000
    return re.sub(r"(?<=[A-Za-z] )[a-z]\b|(?<=\b[A-Z])[a-z](?=[a-z])", marked, text, count=9)


@in_text
def empty_lines_before_it(text: str) -> str:
    return "\n" * 100_000 + text


@in_text
def brackets_without_end(text: str) -> str:
    return text + "\n" + "{[(" * 60_000


@in_text
def brackets_before_it(text: str) -> str:
    return "[" * 100_000 + text


@in_text
def anchors_that_laugh(text: str) -> str:
    laughs = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))
    return f'a0: &a0 ["ha"]\n{laughs}\n{text}'


@in_text
def tags_that_make_things(text: str) -> str:
    return text.replace(": ", ': !!python/object/apply:os.system ["touch /tmp/' + ESCAPE + '"] ', 1)


@in_text
def values_that_are_none_of_their_kind(text: str) -> str:
    values = ("2026-02-30", "0x_", "!!float abc", "!!timestamp abc", "!!int ''")
    return f"{text}\n" + "\n".join(f"title{n}: {value}" for n, value in enumerate(values)) + "\n"


@in_text
def probes_without_end(text: str) -> str:
    return f"{text}\n" + "- a\n" * 50_000


@in_text
def numbers_with_a_million_digits(text: str) -> str:
    return re.sub(r"\d+", "9" * MEGABYTE, text, count=1)


@in_text
def times_that_run_backwards(text: str) -> str:
    return re.sub(r"\d\d:(\d\d)", r"99:\1", text)


@attack
def json_of_another_shape(data: bytes, canary: str) -> bytes | None:
    try:
        found = json.loads(data.splitlines()[0] if data.startswith(b'{"id"') else data)
    except (ValueError, IndexError):
        return None
    return json.dumps([found, None, 1, "x", {"a": found}, [[found]]]).encode()


@attack
def json_with_other_values(data: bytes, canary: str) -> bytes | None:
    try:
        found = json.loads(data)
    except ValueError:
        return None

    def other(value: object, deep: int = 0) -> object:
        if isinstance(value, dict):
            return {key: other(one, deep + 1) for key, one in value.items()}
        if isinstance(value, list):
            return [other(one, deep + 1) for one in value]
        return {"x": [value]} if isinstance(value, str) else "x"

    return json.dumps(other(found)).encode()


def by_name(data: bytes, json_sign: str, yaml_sign: str) -> bytes | None:
    """JSON and YAML (a guide, the files of a kit) with a sign that they name at the end of what people wrote."""

    def in_yaml(written: str) -> str:
        return re.sub(r'(?m)^([\s-]*\w+: )([A-Z][^"\n:#]*)$', rf'\1"\2 \\{yaml_sign}"', written)

    if data.lstrip()[:1] in (b"{", b"["):
        written = data.decode("utf-8", "replace")
        return re.sub(r'(?<=[.>A-Z])"(?=\s*[,}\]])', rf'\\{json_sign}"', written).encode()
    if data.startswith(b"questions:"):
        return in_yaml(data.decode()).encode()
    parts = parts_of(data) or {}
    changed = {
        name: in_yaml(part.decode()).encode() if name.endswith(".yaml") else part
        for name, part in parts.items()
    }
    return zipped(changed) if changed != parts else None


@attack
def halves_of_letters_by_name(data: bytes, canary: str) -> bytes | None:
    """No encoding can write one."""
    return by_name(data, "ud83c", "ud83c")


def in_manifest(pattern: str, instead: str, data: bytes) -> bytes | None:
    """A kit whose manifest says something else at one place."""
    parts = parts_of(data) or {}
    written = parts.get("kit.yaml", b"").decode()
    changed, times = re.subn(pattern, instead, written, count=1, flags=re.MULTILINE)
    return zipped(parts | {"kit.yaml": changed.encode()}) if times else None


@attack
def a_language_that_is_a_path(data: bytes, canary: str) -> bytes | None:
    return in_manifest(r"^language: .*", "language: ../../x", data)


@attack
def a_part_that_is_the_folder(data: bytes, canary: str) -> bytes | None:
    return in_manifest(r"^parts:.*", 'parts:\\n  - {id: scopes, program: true, file: "."}', data)


@attack
def zeros_by_name(data: bytes, canary: str) -> bytes | None:
    """PostgreSQL keeps no text with one."""
    return by_name(data, "u0000", "0")


# Recordings and pictures


@attack
def lengths_that_lie(data: bytes, canary: str) -> bytes | None:
    if not data.startswith((b"RIFF", b"\x89PNG")):
        return None
    return data[:4] + b"\xff\xff\xff\xff" + data[8:16] + b"\x7f\xff\xff\xff\x7f\xff\xff\xff" + data[24:]


@attack
def a_page_that_says_it_is_sound(data: bytes, canary: str) -> bytes | None:
    return b"<script>alert(1)</script>" if data.startswith(b"RIFF") else None


@attack
def a_drawing_with_a_script(data: bytes, canary: str) -> bytes | None:
    if not data.startswith(b"\x89PNG"):
        return None
    return f'<svg xmlns="http://www.w3.org/2000/svg" onload="fetch(\'{canary}/svg\')"><script>1</script></svg>'.encode()


@attack
def a_page_behind_a_picture(data: bytes, canary: str) -> bytes | None:
    return data + b"<html><script>alert(1)</script>" if data.startswith(b"\x89PNG") else None


# Papers


@attack
def a_paper_that_acts(data: bytes, canary: str) -> bytes | None:
    if not data.startswith(b"%PDF"):
        return None
    act = (
        f"/OpenAction << /S /URI /URI ({canary}/pdf) >> /AA << /O << /S /JavaScript /JS (app.alert(1)) >> >>"
    )
    return data.replace(b"/Type /Catalog", f"/Type /Catalog {act}".encode())


@attack
def a_paper_that_is_its_own_page(data: bytes, canary: str) -> bytes | None:
    return (
        re.sub(rb"/Kids ?\[[^\]]*\]", b"/Kids [1 0 R 1 0 R 2 0 R]", data)
        if data.startswith(b"%PDF")
        else None
    )


@attack
def groups_without_end(data: bytes, canary: str) -> bytes | None:
    return data[:-1] + b"{\\b " * 100_000 if data.startswith(b"{\\rtf") else None


@attack
def a_rich_text_that_asks_elsewhere(data: bytes, canary: str) -> bytes | None:
    if not data.startswith(b"{\\rtf"):
        return None
    picture = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{canary}/rtf"}}}}'
    held = f"{{\\object\\objdata 0105{'41' * 5000}}}\\bin999999999 "
    return data[:-1] + f"{picture}{held}}}".encode()
