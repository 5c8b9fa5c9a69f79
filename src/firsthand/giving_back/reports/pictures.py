"""What was counted, as pictures: a matrix as a heat map, codes on the same words as a network, saturation as a line; a
talk in its course, the codebook as a tree, themes beside the codes they stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.coding.counts import CodeCount
from firsthand.analysis.compare import matrix as matrices
from firsthand.analysis.compare.cooccurrence import CoOccurrences
from firsthand.analysis.compare.course import Course, Section, Stretch
from firsthand.analysis.compare.saturation import InOrder
from firsthand.analysis.themes.mapped import ThemeMap
from firsthand.analysis.themes.selectors import sides
from firsthand.core.courses import Lane, course
from firsthand.core.joined import Item, Line, Node, Side, tree, two_columns
from firsthand.core.pictures import Dot, Look, Spec, Step, growth, heat, network
from firsthand.core.saturation.richness import Sample, rarefied, rarefied_interval


def of_matrix(found: matrices.Matrix, look: Look, *, leaves: bool = False) -> Spec:
    """Any matrix. In what leaves, nothing is told of what is said of one person alone."""
    alone = matrices.alone(found) if leaves else frozenset()
    return heat(
        [_set_in(row.code) for row in found.rows],
        [_("one person alone") if place in alone else one.short for place, one in enumerate(found.columns)],
        [[None if place in alone else cell for place, cell in enumerate(row.cells)] for row in found.rows],
        look,
    )


def of_pairs(found: CoOccurrences, look: Look) -> Spec:
    """The network: its codes at their places, the larger the more people have them; its lines as they were counted."""
    place = {one.code.id: number for number, one in enumerate(found.nodes)}
    lines = [
        (place[one.one.id], place[one.two.id], float(one.by(found.edge)))
        for one in found.pairs
        if one.by(found.edge) >= max(found.at_least, 1)
    ]
    return network([Dot(one.code.plain, one.people, one.at) for one in found.nodes], lines, look)


def of_saturation(found: InOrder, look: Look) -> Spec:
    """What each step brought, what there was so far, and the mean over all orders with an interval of 95 in 100."""
    held, sample = found.incidence, Sample.of(found.incidence)
    means = rarefied(held.frequencies, held.interviews).tolist()
    between = rarefied_interval(sample, held.frequencies)
    said = {
        "step": _("Interview") if found.step == "interview" else _("Day"),
        "count": _("Codes"),
        "new": _("new in it"),
        "so_far": _("so far, in the order in which they were held"),
        "mean": _("on average over all orders (grey: 95 in 100)"),
    }
    steps = [
        Step(len(step.new), step.so_far, mean, interval.least.value, interval.most.value)
        for step, mean, interval in zip(found.steps, means, between, strict=True)
    ]
    return growth(steps, said, look)


def of_course(found: Course, look: Look) -> Spec:
    """Who speaks when, and which codes stand where, turn by turn."""
    before = [section.before for section in found.sections]

    def bars(stretches: Sequence[Stretch]) -> list[tuple[int, int]]:
        return [(before[one.section] + one.first, before[one.section] + one.last) for one in stretches]

    lanes = [Lane(one.name, bars(one.stretches), speech=True) for one in found.speaking]
    lanes += [Lane(one.code.plain, bars(one.stretches)) for one in found.coded]
    parts = [(_called(section), section.places) for section in found.sections]
    counted = _("turns") if all(section.by_turns for section in found.sections) else _("turns and lines")
    return course(lanes, parts, counted, look)


def of_codes(codes: Sequence[CodeLine], counted: Mapping[UUID, CodeCount], look: Look) -> Spec:
    """The codebook as a tree; a dot grows with how often its code itself stands on words."""
    nodes = []
    for line in codes:
        times = counted[line.id].codings if line.id in counted else 0
        nodes.append(Node(f"{line.plain} ({times})", line.depth, times))
    return tree(nodes, look)


def of_themes(found: ThemeMap, look: Look) -> Spec:
    """Themes with their claims on the left, codes on the right, and between them what speaks for and against."""
    left: list[Item] = []
    row_of: dict[UUID, int] = {}
    for theme in found.themes:
        left.append(Item(theme.plain, heading=True))
        for claim in theme.claims:
            row_of[claim.id] = len(left)
            left.append(Item(claim.sentence))
    column = {code.id: place for place, code in enumerate(found.codes)}
    called = {cast("Side", side): label for side, label in sides()}
    lines = [Line(row_of[one.claim.id], column[one.code.id], one.pieces, one.side) for one in found.joins]
    return two_columns(left, [Item(code.plain) for code in found.codes], lines, called, look)


def _called(section: Section) -> str:
    day = f", {date_format(section.on, 'SHORT_DATE_FORMAT')}" if section.on else ""
    return f"{section.source.ref}{day}"


def _set_in(code: CodeLine) -> str:
    return "· " * code.depth + code.plain
