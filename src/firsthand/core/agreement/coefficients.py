"""The coefficients of marked and unmarked text: of two coders (`PAIR`), and of two or more (`MANY`).

Each is written as numerator over denominator. For two coders, with a = both, b = the first alone, c = the second alone,
d = neither, and n = a+b+c+d, kappa = (po - pe) / (1 - pe) becomes 2(ad - bc) / ((a+b)(b+d) + (a+c)(c+d)), whose
denominator is exactly 0 where there is no variation, and so on.

Cohen's kappa of 50 characters coded by both, 100 and 50 by one alone and 800 by neither (85 % agreement):

>>> kappa = PAIR["kappa"].of(Fourfold(50, 100, 50, 800), Basis("character", 1000, 2))
>>> round(kappa.value, 6), PAIR["f1"].of(Fourfold(50, 100, 50, 800), Basis("character", 1000, 2)).value
(0.318182, 0.4)

Literature: Cohen 1960, Educ Psychol Meas 20:37. Scott 1955, Public Opin Q 19:321. Fleiss 1971, Psychol Bull 76:378.
Krippendorff 2004, Content Analysis, ch. 11. Gwet 2008, Br J Math Stat Psychol 61:29. Bennett, Alpert and Goldstein
1954, Public Opin Q 18:303. Cicchetti and Feinstein 1990, J Clin Epidemiol 43:551 (positive and negative agreement).
Hripcsak and Rothschild 2005, JAMIA 12:296: as uncoded text grows, kappa rises towards F1 and never passes it.
"""

from __future__ import annotations

import numpy as np

from firsthand.core.agreement.coefficient import (
    EVERYBODY_MARKED_ALL,
    NO_VARIATION,
    NOBODY_MARKED,
    NOTHING_COMPARED,
    UNEVEN,
    Basis,
    Coefficient,
    Formula,
    Numbers,
)
from firsthand.core.agreement.tallies import Fourfold, Tallies

Parts = tuple[Numbers, Numbers]


# Two coders ---------------------------------------------------------------------------------------------------------


def _percent(t: Fourfold) -> Parts:
    return t.both + t.neither, t.n


def _f1(t: Fourfold) -> Parts:
    return 2.0 * t.both, 2.0 * t.both + t.first + t.second


def _negative(t: Fourfold) -> Parts:
    return 2.0 * t.neither, 2.0 * t.neither + t.first + t.second


def _jaccard(t: Fourfold) -> Parts:
    return t.both, t.both + t.first + t.second


def _precision(t: Fourfold) -> Parts:
    return t.both, t.both + t.second


def _recall(t: Fourfold) -> Parts:
    return t.both, t.both + t.first


def _spread(t: Fourfold) -> Numbers:
    """n² (1 - pe) of Cohen's kappa."""
    one, other = t.both + t.first, t.both + t.second
    return 1.0 * one * (t.first + t.neither) + 1.0 * other * (t.second + t.neither)


def _kappa(t: Fourfold) -> Parts:
    return 2.0 * (1.0 * t.both * t.neither - 1.0 * t.first * t.second), _spread(t)


def _kappa_max(t: Fourfold) -> Parts:
    """The kappa of coders who mark as much as these and agree as far as that lets them."""
    return _spread(t) - 1.0 * t.n * abs(t.first - t.second), _spread(t)


def _marked(t: Fourfold) -> tuple[Numbers, Numbers]:
    return 2.0 * t.both + t.first + t.second, 2.0 * t.neither + t.first + t.second


def _pi(t: Fourfold) -> Parts:
    marked, unmarked = _marked(t)
    return marked * unmarked - 2.0 * t.n * (t.first + t.second), marked * unmarked


def _alpha(t: Fourfold) -> Parts:
    marked, unmarked = _marked(t)
    return marked * unmarked - (2.0 * t.n - 1) * (t.first + t.second), marked * unmarked


def _ac1(t: Fourfold) -> Parts:
    marked, unmarked = _marked(t)
    return _gwet(1.0 * t.both + t.neither, t.n, marked / np.maximum(2.0 * t.n, 1), marked * unmarked)


def _gwet(alike: Numbers, n: Numbers, p: Numbers, variation: Numbers) -> Parts:
    """(pa - pe) / (1 - pe) with pe = 2p(1-p); without variation Gwet's formula has no value either."""
    chance = 2 * p * (1 - p)
    return alike - n * chance, np.where(variation > 0, n * (1 - chance), 0.0)


def _s(t: Fourfold) -> Parts:
    return 1.0 * t.both + t.neither - t.first - t.second, t.n


PAIR: dict[str, Formula[Fourfold]] = {
    one.name: one
    for one in (
        Formula("percent", "share of the text coded alike", NOTHING_COMPARED, _percent),
        Formula("f1", "positive agreement, 2a/(2a+b+c)", NOBODY_MARKED, _f1),
        Formula("negative", "negative agreement, 2d/(2d+b+c)", EVERYBODY_MARKED_ALL, _negative),
        Formula("jaccard", "Jaccard, a/(a+b+c)", NOBODY_MARKED, _jaccard),
        Formula(
            "precision", "the second coder against the first", "The second coder marked nothing.", _precision
        ),
        Formula("recall", "the second coder against the first", "The first coder marked nothing.", _recall),
        Formula("kappa", "Cohen 1960", NO_VARIATION, _kappa),
        Formula("kappa_max", "Cohen 1960, given how much each marked", NO_VARIATION, _kappa_max),
        Formula("pi", "Scott 1955", NO_VARIATION, _pi),
        Formula("alpha", "Krippendorff 2004, nominal", NO_VARIATION, _alpha),
        Formula("ac1", "Gwet 2008", NO_VARIATION, _ac1),
        Formula("s", "Bennett, Alpert and Goldstein 1954, q = 2", NOTHING_COMPARED, _s),
    )
}


# Two coders or more -------------------------------------------------------------------------------------------------


def _percent_of_many(t: Tallies) -> Parts:
    return t.ratings - t.split, t.ratings


def _positive_of_many(t: Tallies) -> Parts:
    return t.marked - t.split / 2, t.marked


def _negative_of_many(t: Tallies) -> Parts:
    return t.unmarked - t.split / 2, t.unmarked


def _fleiss(t: Tallies) -> Parts:
    variation = 2.0 * t.marked * t.unmarked
    return variation - t.split * t.ratings, variation


def _alpha_of_many(t: Tallies) -> Parts:
    variation = 2.0 * t.marked * t.unmarked
    return variation - t.split * (t.ratings - 1), variation


def _ac1_of_many(t: Tallies) -> Parts:
    return _gwet(t.n - t.apart, t.n, t.share / np.maximum(t.n, 1), 1.0 * t.marked * t.unmarked)


def _s_of_many(t: Tallies) -> Parts:
    return t.ratings - 2 * t.split, t.ratings


MANY: dict[str, Formula[Tallies]] = {
    one.name: one
    for one in (
        Formula("percent", "share of pairs of coders alike", NOTHING_COMPARED, _percent_of_many),
        Formula("f1", "positive agreement of pairs", NOBODY_MARKED, _positive_of_many),
        Formula("negative", "negative agreement of pairs", EVERYBODY_MARKED_ALL, _negative_of_many),
        Formula("fleiss", "Fleiss 1971", NO_VARIATION, _fleiss),
        Formula("alpha", "Krippendorff 2004, nominal", NO_VARIATION, _alpha_of_many),
        Formula("ac1", "Gwet 2008", NO_VARIATION, _ac1_of_many),
        Formula("s", "Bennett, Alpert and Goldstein 1954, q = 2", NOTHING_COMPARED, _s_of_many),
    )
}


def of_pair(sums: Fourfold, basis: Basis) -> dict[str, Coefficient]:
    """Every coefficient of two coders, by its name."""
    return {name: formula.of(sums, basis) for name, formula in PAIR.items()}


def of_many(sums: Tallies, basis: Basis) -> dict[str, Coefficient]:
    """Every coefficient of two coders or more, by its name. Fleiss needs the same number of coders everywhere."""
    found = {name: formula.of(sums, basis) for name, formula in MANY.items()}
    if not sums.even:
        found["fleiss"] = MANY["fleiss"].without(UNEVEN, basis)
    return found
