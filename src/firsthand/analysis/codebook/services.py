"""Writing the codebook."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import HUES, Code
from firsthand.analysis.codebook.selectors import WORDS, CodeLine, codebook
from firsthand.analysis.codebook.selectors import code as code_named
from firsthand.core.codetree import Node, parse_path, would_cycle
from firsthand.core.problems import Clash, NotThere, Problem
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording

TOP = "top"  # of the tree: where a code stands that is under no other


@act("code.make")
def make_code(
    by: Membership, /, *, name: str, parent: Code | None = None, hue: int | None = None, **words: str
) -> Code:
    """A new code, last under `parent` (or at the top). `words` are plain_name, definition, when, when_not, example,
    handle. Raises `Problem` where the name is empty or a sibling has it."""
    written = _wording(name, **words)
    _refuse_namesake(by, written["name"], parent.id if parent else None)
    return _made(by, written, parent, hue)


def _made(by: Membership, written: dict[str, str], parent: Code | None, hue: int | None = None) -> Code:
    siblings = Code.objects.filter(study_id=by.study_id, parent=parent)
    last = siblings.order_by("-position").values_list("position", flat=True).first()
    code = Code(
        study=by.study, parent=parent, position=0 if last is None else last + 1,
        wording=wording.written(by.key, written), hue=_next_hue(by) if hue is None else hue % HUES,
    )  # fmt: skip
    record().create(code)
    return code


@act("code.make")
def make_path(by: Membership, *, path: tuple[str, ...]) -> Code:
    """The code at the end of a path, with whatever codes on the way were not there yet."""
    code, is_new = None, False
    for name in path:
        existing = None if is_new else _child(by, code.id if code else None, name)
        is_new = existing is None
        code = existing or _made(by, _wording(name), code)
    if code is None:
        raise Problem(_("A code needs a name."))
    return code


@act("code.make")
def code_called(by: Membership, *, called: str) -> Code:
    """The code that a person names (see `selectors.code`), made as a path where there is none.

    Raises `Problem` where several codes have that name, or it is empty.
    """
    try:
        return code_named(by, called)
    except NotThere:
        return make_path(by, path=parse_path(called))


@act("code.change")
def change_code(
    by: Membership, /, *, code: Code, version: int | None = None, hue: int | None = None, **words: str
) -> Code:
    """Another name, definition or colour. `version` is the one the person was looking at.

    Raises `Clash` where somebody changed the code in between; `Problem` as `make_code`.
    """
    if version is not None and version != code.version:
        raise Clash(
            _("Somebody changed this code while you were writing. Look at theirs, then save yours again.")
        )
    before = wording.read(by.key, code.wording)
    after = _wording(**(before | words))
    if after["name"].casefold() != before["name"].casefold():
        _refuse_namesake(by, after["name"], code.parent_id)
    if after != before:
        record().change(code, wording=wording.written(by.key, after), version=code.version + 1)
    if hue is not None:
        record().change(code, hue=hue % HUES)
    return code


@act("code.move")
def move_code(
    by: Membership, *, code: Code, parent: Code | None, position: int | None = None, stood: str = ""
) -> Code:
    """Put a code under another (or at the top), at `position` among its new siblings, last where None.

    `stood` is where the person saw it: the id of the code above it, or `TOP`. Raises `Clash` where somebody moved it
    in between; `Problem` where it would come under itself, or a sibling has its name.
    """
    lines = codebook(by)
    above = next((line.parent_id for line in lines if line.id == code.id), code.parent_id)
    _require_stands(code, stood, above, lines)
    code.parent_id = above  # the row may be of before others moved it, and back to where this person saw it
    nodes = [Node(line.id, line.parent_id, 0, line.name) for line in lines]
    parent_id = parent.id if parent else None
    if parent_id is not None and would_cycle(nodes, code.id, parent_id):
        raise Problem(_("A code cannot stand under itself or under a code of its own."))
    if parent_id != code.parent_id:
        _refuse_namesake(by, wording.read(by.key, code.wording)["name"], parent_id)
    siblings = [line.id for line in lines if line.parent_id == parent_id and line.id != code.id]
    place = len(siblings) if position is None else max(0, min(position, len(siblings)))
    siblings.insert(place, code.id)
    record().change(code, parent_id=parent_id)
    _number(by, siblings)
    return code


def _require_stands(code: Code, stood: str, above: UUID | None, lines: Sequence[CodeLine]) -> None:
    """`above` and `lines` are as they stand while nobody else writes; the row may have been read before."""
    if (stood or str(code.parent_id or TOP)) == str(above or TOP):
        return
    if above is None:
        raise Clash(
            _(
                "Somebody moved this code meanwhile: it stands at the top now. Move it again if you still want to."
            )
        )
    raise Clash(
        _(
            "Somebody moved this code meanwhile: it stands under “%(above)s” now. Move it again if you still want to."
        )
        % {"above": next(line.full_path for line in lines if line.id == above)}
    )


def _wording(name: str, **words: str) -> dict[str, str]:
    unknown = set(words) - set(WORDS)
    if unknown:
        raise TypeError(f"A code has no {', '.join(sorted(unknown))}.")
    clean = " ".join(name.split())
    if not clean:
        raise Problem(_("A code needs a name."))
    return {"name": clean} | {word: words.get(word, "").strip() for word in WORDS if word != "name"}


def _refuse_namesake(by: Membership, name: str, parent_id: UUID | None) -> None:
    if _child(by, parent_id, name) is not None:
        raise Problem(_("There is a code “%(name)s” at this place already.") % {"name": name})


def _child(by: Membership, parent_id: UUID | None, name: str) -> Code | None:
    wanted = " ".join(name.split()).casefold()
    for line in codebook(by):
        if line.parent_id == parent_id and line.name.casefold() == wanted:
            return Code.objects.get(study_id=by.study_id, pk=line.id)
    return None


def _next_hue(by: Membership) -> int:
    return Code.objects.filter(study_id=by.study_id).count() % HUES


def _number(by: Membership, ordered: list[UUID]) -> None:
    rows = Code.objects.filter(study_id=by.study_id).in_bulk(ordered)
    for position, code_id in enumerate(ordered):
        record().change(rows[code_id], position=position)
