"""What was counted, as pictures: a matrix as a heat map, codes on the same words as a network, saturation as a line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.compare import matrix as matrices
from firsthand.analysis.compare.cooccurrence import CoOccurrences
from firsthand.analysis.compare.saturation import InOrder
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


def _set_in(code: CodeLine) -> str:
    return "· " * code.depth + code.plain
