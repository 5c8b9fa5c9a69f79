"""The codebook: the tree, one code with its excerpts, and every change to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.codebook.selectors import code as code_row
from firsthand.analysis.codebook.selectors import codebook as all_codes
from firsthand.analysis.codebook.services import TOP, change_code, make_code, move_code
from firsthand.analysis.coding.counts import CodeCount, counts
from firsthand.analysis.coding.excerpts import Excerpt, excerpts
from firsthand.analysis.coding.selectors import coding as coding_row
from firsthand.analysis.coding.services import delete_code, merge_codes, split_code
from firsthand.analysis.memos.selectors import memos
from firsthand.core.codetree import Node, descendants
from firsthand.core.problems import NotThere
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Choices, Sheet, choice, line, number, version, words
from firsthand.doors.web.wording import hue_names

if TYPE_CHECKING:
    from firsthand.analysis.codebook.models import Code
    from firsthand.ground.studies.models import Membership

AT_ONCE = 50
WORDS = ("name", "plain_name", "definition", "when", "when_not", "example")


class WordsSheet(Sheet):
    """What a code is called and stands for."""

    called = "define"
    spoken_at = "name"
    name = line(lazy("Name"), help=lazy("The research word: what the codebook and tables call it."))
    plain_name = line(
        lazy("Plain name"), help=lazy("As you would say it in the kitchen. Pages show it first.")
    )
    definition = words(lazy("Definition"), rows=3)
    when = words(lazy("Use it when"), rows=2)
    when_not = words(lazy("Not when"), rows=2)
    example = words(lazy("Example"), rows=2)
    hue = choice(lazy("Colour"), [])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(number), name) for number, name in enumerate(hue_names())]
        self.offer("hue", [("", _("the next one")), *names])

    def words(self) -> dict[str, Any]:
        """What was written, as the services take it."""
        hue = self.cleaned_data["hue"]
        return {word: self.cleaned_data[word] for word in WORDS} | {"hue": int(hue) if hue else None}


class DefineSheet(WordsSheet):
    """Change them."""

    version = version()


class NewSheet(WordsSheet):
    """A code to be."""

    called = "new"
    field_order = ("name", "plain_name", "parent")
    parent = choice(lazy("Under"), [])

    def __init__(self, *args: Any, codes: list[CodeLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("parent", places(codes))


class MoveSheet(Sheet):
    """Another place in the tree."""

    called = "move"
    spoken_at = "parent"
    parent = choice(lazy("Move it under"), [])
    position = number(
        lazy("As number"), help=lazy("Counted from 1 among its new neighbours. Empty: last."), required=False
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)  # where the person sees it stand

    def __init__(self, *args: Any, codes: list[CodeLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("parent", places(codes))


class MergeSheet(Sheet):
    """Another code to go into."""

    called = "merge"
    spoken_at = "into"
    into = choice(lazy("Merge it into"), [], required=True)
    reason = words(lazy("Why"), help=lazy("One sentence is enough. The trail keeps it."), rows=2)

    def __init__(self, *args: Any, codes: list[CodeLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("into", [
            ("", _("choose a code")), *((str(one.id), one.full_path) for one in codes),
        ])  # fmt: skip


class SplitSheet(Sheet):
    """A new code for some of this one's excerpts, which are ticked beside it."""

    called = "split"
    spoken_at = "name"
    name = line(lazy("Name of the new code"))
    reason = words(lazy("Why"), help=lazy("One sentence is enough. The trail keeps it."), rows=2)
    codings = forms.MultipleChoiceField(label=lazy("Excerpts that go along"), required=False)

    def __init__(self, *args: Any, own: list[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("codings", [(str(one), "") for one in own])


def places(codes: list[CodeLine]) -> Choices:
    """Every code that another can stand under, and none."""
    return [("", _("no other code")), *((str(one.id), one.full_path) for one in codes)]


@in_study
@require_safe
def codebook(request: HttpRequest, by: Membership) -> HttpResponse:
    """The tree."""
    return page(request, by, "codebook.html", _tree(by))


@in_study
@needs("code.make")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, by: Membership) -> HttpResponse:
    """Make a code."""
    sheet = NewSheet(
        request.POST if request.method == "POST" else None, codes=all_codes(by),
        initial={"parent": request.GET.get("under", "")},
    )  # fmt: skip
    if sheet.is_bound and sheet.sent(
        lambda said: make_code(by, parent=_row(by, said["parent"]), **sheet.words())
    ):
        return done(request, by, _("The code is in the codebook."), "codebook")
    return page(request, by, "code_new.html", {"sheet": sheet})


@in_study
@require_safe
def code(request: HttpRequest, by: Membership, code_id: UUID) -> HttpResponse:
    """One code with its excerpts."""
    return _code(request, by, code_row(by, code_id))


@in_study
@require_POST
def define(request: HttpRequest, by: Membership, code_id: UUID) -> HttpResponse:
    """Another name or definition."""
    row = code_row(by, code_id)
    sheet = DefineSheet(request.POST)
    if sheet.sent(lambda said: change_code(by, code=row, version=said["version"], **sheet.words())):
        return done(request, by, _("Kept."), "code", code_id)
    if sheet.clashed:
        row = code_row(by, code_id)  # as somebody left it since
        sheet.seen(row.version)
    return _code(request, by, row, define=sheet)


@in_study
@require_POST
def move(request: HttpRequest, by: Membership, code_id: UUID) -> HttpResponse:
    """Another place in the tree."""
    row = code_row(by, code_id)
    sheet = MoveSheet(request.POST, codes=all_codes(by))
    if sheet.sent(
        lambda said: move_code(
            by, code=row, parent=_row(by, said["parent"]),
            position=None if said["position"] is None else said["position"] - 1, stood=said["version"],
        )
    ):  # fmt: skip
        return done(request, by, _("Moved."), "code", code_id)
    if sheet.clashed:
        row = code_row(by, code_id)
        sheet.seen(row.parent_id or TOP)
    return _code(request, by, row, move=sheet)


@in_study
@require_POST
def merge(request: HttpRequest, by: Membership, code_id: UUID) -> HttpResponse:
    """Into another code, with all its codings."""
    row = code_row(by, code_id)
    sheet = MergeSheet(request.POST, codes=all_codes(by))
    if sheet.sent(
        lambda said: merge_codes(
            by, into=code_row(by, UUID(said["into"])), codes=[row], reason=said["reason"]
        )
    ):
        return done(request, by, _("The two are one code now."), "code", UUID(sheet.cleaned_data["into"]))
    return _code(request, by, row, merge=sheet)


@in_study
@needs("code.split")
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, by: Membership, code_id: UUID) -> HttpResponse:
    """Some of its excerpts into a new code beside it."""
    row = code_row(by, code_id)
    found = excerpts(by, codes=[row])
    sheet = SplitSheet(
        request.POST if request.method == "POST" else None, own=[one.coding.id for one in found]
    )
    if sheet.is_bound and sheet.sent(lambda said: _split(by, row, said)):
        return done(request, by, _("The new code stands beside this one."), "codebook")
    chosen = set(request.POST.getlist("codings"))
    context = {
        "code": next(line for line in all_codes(by) if line.id == row.id), "sheet": sheet,
        "rows": [(one, str(one.coding.id) in chosen) for one in found],
    }  # fmt: skip
    return page(request, by, "split.html", context)


@in_study
@require_POST
def delete(request: HttpRequest, by: Membership, code_id: UUID) -> HttpResponse:
    """Delete a code with all below it."""
    gone = delete_code(by, code=code_row(by, code_id))
    sentence = ngettext(
        "The code was deleted, and %(count)s coding with it. The trail can bring all back.",
        "The code was deleted, and %(count)s codings with it. The trail can bring all back.",
        gone,
    )
    return done(request, by, sentence % {"count": gone}, "codebook")


def _split(by: Membership, row: Code, said: dict[str, Any]) -> object:
    chosen = [coding_row(by, UUID(one)) for one in said["codings"]]
    return split_code(by, code=row, parts=[(said["name"], chosen)], reason=said["reason"])


def _row(by: Membership, code_id: str) -> Code | None:
    return code_row(by, UUID(code_id)) if code_id else None


def _words_of(one: CodeLine) -> dict[str, Any]:
    return {word: getattr(one, word) for word in (*WORDS, "version")} | {"hue": str(one.hue)}


@dataclass(slots=True)
class Branch:
    """A code in the tree as it is drawn, with how often it stands on words."""

    code: CodeLine
    count: int
    under: list[Branch] = field(default_factory=list)


def branches(codes: list[CodeLine], counted: Mapping[UUID, CodeCount]) -> list[Branch]:
    """The codebook as a tree. `codes` come in its order, each before those under it."""
    top: list[Branch] = []
    levels = [top]
    for code in codes:
        branch = Branch(code, counted[code.id].codings if code.id in counted else 0)
        levels[code.depth].append(branch)
        levels[code.depth + 1 :] = [branch.under]
    return top


def _tree(by: Membership) -> dict[str, Any]:
    codes, counted = all_codes(by), counts(by)
    return {
        "codes": codes,
        "counts": {key: one.codings for key, one in counted.items()},
        "branches": branches(codes, counted),
    }


def _code(request: HttpRequest, by: Membership, row: Code, **bound: Sheet) -> HttpResponse:
    tree = _tree(by)
    codes: list[CodeLine] = tree["codes"]
    one = next((line for line in codes if line.id == row.id), None)
    if one is None:
        raise NotThere(_("There is no such code in this study."))
    nodes = [Node(line.id, line.parent_id, 0, line.name) for line in codes]
    below = set(descendants(nodes, row.id))
    apart = [line for line in codes if line.id != row.id and line.id not in below]
    found = excerpts(by, codes=[row])
    sort = request.GET.get("sort", "")
    wanted = [excerpt for excerpt in found if sort in ("", excerpt.source.sort)]
    context = {
        "code": one, "below": len(below), "memos": memos(by, about=row.id),
        "going": len(found) + sum(tree["counts"].get(key, 0) for key in below),
        "coders": sorted({excerpt.coding.coder for excerpt in found}),
        "said_by": sorted({person.pseudonym for excerpt in found for person in excerpt.people}),
        "found": len(found), "sort": sort, "sorts": _sorts(found),
        "shown": Paginator(wanted, AT_ONCE).get_page(request.GET.get("page")),
        "define": DefineSheet(initial=_words_of(one)),
        "move": MoveSheet(codes=apart, initial={"parent": str(one.parent_id or ""), "version": one.parent_id or TOP}),
        "merge": MergeSheet(codes=apart),
    }  # fmt: skip
    return page(request, by, "code.html", tree | context | bound)


def _sorts(found: Sequence[Excerpt]) -> list[tuple[str, str, int]]:
    """What the excerpts come from, how that is called, and how many there are: the most first."""
    many = Counter((excerpt.source.sort, excerpt.source.sort_name) for excerpt in found)
    return [(sort, name, count) for (sort, name), count in many.most_common()]
