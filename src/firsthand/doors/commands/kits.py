"""kit: study kits, from which a study begins, and what a study made of the one it began with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import (
    acting,
    bytes_of,
    coder_option,
    found_study,
    json_option,
    put,
    require_folder,
    short,
    show,
    study_option,
    table,
)

if TYPE_CHECKING:
    from firsthand.core.kit.parts import Kit
    from firsthand.exchange.kits.beside import ThemeTold
    from firsthand.exchange.kits.selectors import Item

language_option = click.option(
    "--language", default="", metavar="L", help="In this language of the kit, such as es."
)


@click.group()
def kit() -> None:
    """Study kits: begin a study with one, and see what it changed."""


@kit.command("list")
@json_option
def listed(as_json: bool) -> None:
    """The kits that come with the program."""
    from firsthand.core.kit.reading import read_kit
    from firsthand.exchange.kits.finding import shipped, shipped_kit

    rows = [_about(name, read_kit(shipped_kit(name))) for name in shipped()]
    show(
        {"kits": rows},
        as_json,
        lambda: table(
            ("Kit", "Version", "Languages", "Title"),
            [(one["kit"], one["version"], ", ".join(one["languages"]), one["title"]) for one in rows],
        ),
    )


@kit.command("show")
@click.argument("where", metavar="NAME|DIR|ZIP")
@language_option
@json_option
def shown(where: str, language: str, as_json: bool) -> None:
    """What is in a kit. Its codes are counted, and not told: they stay closed until a study has coded with its own."""
    from firsthand.core.kit.reading import read_kit
    from firsthand.exchange.kits.finding import kit_at

    found = read_kit(kit_at(where), language)
    data = _about(found.origin.name, found) | _inside(found)
    show(data, as_json, lambda: _told(found))


@kit.command("check")
@click.argument("where", metavar="DIR|ZIP")
@json_option
def checked(where: str, as_json: bool) -> None:
    """Everything that is wrong with a kit, as file:line: what to do. Ends with 1 where there is anything."""
    from firsthand.core.kit.reading import look_at
    from firsthand.exchange.kits.finding import kit_at

    faults = look_at(kit_at(where)).faults
    data = [
        {"file": one.file, "line": one.line, "sentence": one.sentence, "bars": one.bars} for one in faults
    ]
    show({"faults": data}, as_json, lambda: "\n".join(map(str, faults)) or "Nothing is wrong with this kit.")
    if faults:
        raise click.exceptions.Exit(1)


@kit.command("init")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@json_option
def begun(folder: Path, as_json: bool) -> None:
    """Write a small kit that is good into a new folder, to begin one of your own from."""
    from firsthand.exchange.kits.finding import starter

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Problem(f"{folder} is there already, and not empty: name a folder that is not there yet.")
    files = starter()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, data)
    show(
        {"folder": folder, "files": sorted(files)},
        as_json,
        lambda: (
            f"Written: {folder}, with {len(files)} files. Change them, then: firsthand kit check {folder}"
        ),
    )


@kit.command("diff")
@click.option("--all", "everything", is_flag=True, help="What was kept, too.")
@study_option
@coder_option
@json_option
def differences(everything: bool, study: str | None, coder: str | None, as_json: bool) -> None:
    """What the study changed, added and dropped of the kit that it began with, and why."""
    by = acting(found_study(study), coder)
    from firsthand.exchange.kits.selectors import State, diff

    found = diff(by)
    counts = {str(state): sum(one.state is state for one in found) for state in State}
    shown_ = [one for one in found if everything or one.state not in (State.KEPT, State.CLOSED)]
    data = {"counts": counts, "items": [asdict(one) for one in shown_]}
    show(data, as_json, lambda: _differences_told(counts, shown_))


@kit.command("why")
@click.argument("item", metavar="ITEM")
@click.argument("reason")
@study_option
@coder_option
@json_option
def why(item: str, reason: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Say why ITEM (such as question:Q03, as `kit diff` calls it) is otherwise than in the kit."""
    by = acting(found_study(study), coder)
    from firsthand.exchange.kits.services import say_why

    say_why(by, item=item, reason=reason)
    show({"item": item, "reason": reason}, as_json, lambda: f"{item}: {reason or 'no reason any more'}")


@kit.command("codes")
@study_option
@coder_option
@json_option
def codes(study: str | None, coder: str | None, as_json: bool) -> None:
    """The codes of the kit that are still closed: for the lead alone."""
    by = acting(found_study(study), coder)
    from firsthand.exchange.kits.kept import closed_codes

    rows = [
        {"id": one.id, "parent": one.parent, "level": one.level, "name": one.name} for one in closed_codes(by)
    ]
    show(
        {"codes": rows},
        as_json,
        lambda: table(("Code", "Under", "Level", "Name"), [tuple(one.values()) for one in rows]),
    )


@kit.command("open")
@click.argument("chosen", nargs=-1, metavar="[CODES]…")
@study_option
@coder_option
@json_option
def opened(chosen: tuple[str, ...], study: str | None, coder: str | None, as_json: bool) -> None:
    """Bring codes of the kit into the codebook, with those above them; all of them where none is named.

    They stay closed until somebody has coded with a code of the study's own.
    """
    by = acting(found_study(study), coder)
    from firsthand.exchange.kits.services import open_codes

    report = open_codes(by, codes=chosen)
    rows = [row.what for row in report.rows]
    show({"opened": rows}, as_json, lambda: "Opened: " + ", ".join(rows))


@kit.command("milestones")
@click.option("--reached", metavar="M", help="This one is reached, from today or --on.")
@click.option("--not-reached", "unreached", metavar="M", help="This one is not reached after all.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Since which day it is reached.", metavar="DAY")
@study_option
@coder_option
@json_option
def milestones_(
    reached: str | None, unreached: str | None, on: datetime | None,
    study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """The plan that came with the kit, and what of it is reached."""
    if on is not None and not reached:
        raise Problem("--on goes with --reached: since which day it is.")
    by = acting(found_study(study), coder)
    from firsthand.exchange.kits.selectors import milestones
    from firsthand.exchange.kits.services import reach_milestone

    if reached:
        reach_milestone(by, milestone=reached, on=on.date() if on else None)
    if unreached:
        reach_milestone(by, milestone=unreached, reached=False)
    lines = milestones(by)
    data = [asdict(one.milestone) | {"reached": one.reached, "by": one.by} for one in lines]
    show(
        {"milestones": data},
        as_json,
        lambda: table(
            ("Id", "Week", "Reached", "Milestone"),
            [
                (one.milestone.id, one.milestone.week, one.reached or "", one.milestone.milestone)
                for one in lines
            ],
        ),
    )


@kit.command("findings")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--title", default="", metavar="TITLE", help="What other sites call this one; name no place.")
@study_option
@coder_option
@json_option
def findings_(out: Path, title: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """What this study found, as a file for another site: claims in words, and what of the kit was kept. No passages."""
    require_folder(out, "the findings")
    by = acting(found_study(study), coder)
    from firsthand.exchange.kits.found import findings
    from firsthand.giving_back.findings import release_findings

    made = release_findings(by, found=findings(by, title=title))
    put(out, made.data)
    show({"file": out, "bytes": len(made.data)}, as_json, lambda: f"Written: {out}")


@kit.command("beside")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@study_option
@coder_option
@json_option
def beside_(file: Path, study: str | None, coder: str | None, as_json: bool) -> None:
    """Lay this study's claims beside another site's FILE, theme by theme, where both kept the core of the kit."""
    by = acting(found_study(study), coder)
    from firsthand.core.kit.findings import read_findings
    from firsthand.exchange.kits.beside import beside
    from firsthand.exchange.kits.kept import the_beginning

    the_beginning(by)  # whoever may not read the study is told so before anything of the file is
    found = beside(by, there=read_findings(file.name, bytes_of(file)))
    show({"themes": [asdict(one) for one in found]}, as_json, lambda: "\n".join(_beside_told(found)))


def _beside_told(found: Sequence[ThemeTold]) -> Iterator[str]:
    for theme in found:
        yield f"\n{theme.theme.name}"
        if theme.missing:
            yield "  These cannot be laid side by side:"
            yield from (f"  – {one}" for one in theme.missing)
        for part in theme.parts:
            if not part.here and not part.there:
                yield f"  {part.theme.name}: nothing was claimed, here or there."
                continue
            yield f"  {part.theme.name}"
            for where, claims in (("here", part.here), ("there", part.there)):
                for claim in claims:
                    yield f"    {where}: {claim.sentence}"
                    yield from (f"      {one}" for one in claim.grounds)
                if not claims:
                    yield f"    {where}: nothing was claimed."


def _differences_told(counts: dict[str, int], shown_: Sequence[Item]) -> str:
    lines = [", ".join(f"{count} {state}" for state, count in counts.items() if count)]
    for one in shown_:
        lines.append(f"\n{one.key}: {one.state}: {short(one.name)}")
        lines += [f"  in the kit: {short(one.before, 150)}"] if one.before else []
        lines += [f"  here:       {short(one.after, 150)}"] if one.after else []
        lines += [f"  why:        {one.reason}"] if one.reason else []
    return "\n".join(lines)


def _about(name: str, found: Kit) -> dict[str, Any]:
    origin = found.origin
    return {
        "kit": name, "version": origin.version, "title": origin.title, "language": found.language,
        "languages": list(found.languages), "licence": origin.licence,
        "inspired_by": {"citation": origin.citation, "relation": origin.relation} if origin.citation else None,
    }  # fmt: skip


def _inside(found: Kit) -> dict[str, object]:
    inside = found.contents
    return {
        "parts": [{"id": one.id, "file": one.file or None} for one in found.parts],
        "questions": [one.label for guide in inside.guides for one in guide.questions],
        "codes": len(inside.codes),
        "attributes": [one.label for one in inside.attributes],
        "milestones": [one.id for one in inside.milestones],
        "documents": [one.title for one in inside.documents],
        "comparable_core": {
            "interview_questions": list(found.core.questions), "codebook_level": found.core.level,
            "facets": list(found.core.facets),
        },
    }  # fmt: skip


def _told(found: Kit) -> str:
    origin, inside = found.origin, found.contents
    questions = [one.label for guide in inside.guides for one in guide.questions]
    lines = [
        f"{origin.title} ({origin.name} {origin.version}, {found.language}; licence {origin.licence})",
        *([f"{origin.relation}: {origin.citation}"] if origin.citation else []),
        "",
        f"Languages: {', '.join(found.languages)}",
        f"Questions: {', '.join(questions) or 'none'}",
        f"Codes: {len(inside.codes)}, closed until a study has begun to code with codes of its own",
        f"What may be said of people: {', '.join(one.label for one in inside.attributes) or 'nothing'}",
        f"Milestones: {len(inside.milestones)}",
        f"Texts: {', '.join(one.title for one in inside.documents) or 'none'}",
        f"With the program: {', '.join(one.id for one in found.parts if not one.file) or 'nothing'}",
    ]
    if found.core:
        lines.append(
            f"Kept by every site that wants to be laid beside another: {', '.join(found.core.questions)}; "
            f"the codebook down to “{found.core.level}”"
        )
    return "\n".join(lines)


COMMANDS = [kit]
