"""Figures of agreement as pages show them: a number with its interval, or “undefined” with a reason below the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.analysis.compare import compared
from firsthand.core.agreement import coefficient as said
from firsthand.core.agreement import intervals

if TYPE_CHECKING:
    from uuid import UUID

    from django.utils.functional import _StrPromise as StrPromise

    from firsthand.analysis.compare.agreement import Agreement
    from firsthand.analysis.compare.in_round import OverRounds
    from firsthand.analysis.rounds.selectors import RoundLine
    from firsthand.core.agreement.coefficient import Coefficient, Interval

# F1 and kappa stand side by side: neither says enough alone. Kappa is of two coders by definition.
OF_TWO = ("f1", "kappa", "percent", "alpha")
OF_MANY = ("f1", "alpha", "percent")

NAMES: dict[str, StrPromise] = {
    "f1": lazy("Positive agreement"),
    "kappa": lazy("Kappa"),
    "percent": lazy("Alike"),
    "alpha": lazy("Alpha"),
}
ANSWERS: dict[str, StrPromise] = {
    "f1": lazy("Of what somebody marked, how much did both? Also called F1. It knows nothing of chance."),
    "kappa": lazy(
        "Cohen’s: how far beyond chance do two coders agree? Low where a code is rare, though they see it alike."
    ),
    "percent": lazy(
        "How much of the text is alike, what nobody marked included? High wherever most text is uncoded."
    ),
    "alpha": lazy(
        "Krippendorff’s: how far beyond chance do all of them agree, however many they are? Low where a code is rare."
    ),
}
# What `core.agreement.coefficients` calls them, in the page’s words: a both, b and c one of two, d neither.
FORMULAS: dict[str, StrPromise] = {
    "f1": lazy("2a/(2a+b+c); with more than two coders over all their pairs"),
    "kappa": lazy("(po−pe)/(1−pe), pe from each one’s own shares (Cohen 1960)"),
    "percent": lazy("(a+d)/n; with more than two coders over all their pairs"),
    "alpha": lazy("1−Do/De, nominal (Krippendorff 2004)"),
}
UNITS: dict[str, StrPromise] = {
    "character": lazy("characters"),
    "sentence": lazy("sentences"),
    "turn": lazy("turns"),
}
RULES: dict[str, StrPromise] = {
    "any": lazy("any letter of it is marked"),
    "half": lazy("half of its letters are marked, or more"),
    "all": lazy("all of its letters are marked"),
}
COUNTED: dict[str, StrPromise] = {
    compared.CODABLE: lazy(
        "All words of texts that two of these coders or more coded, but those of people who were not asked."
    ),
    compared.IN_ROUND: lazy("All words of the round’s texts, but those of people who were not asked."),
}
# The reasons in the words of `core.agreement`, which knows of no languages.
REASONS: dict[str, StrPromise] = {
    said.NOTHING_COMPARED: lazy("There is nothing that two coders coded."),
    said.NO_VARIATION: lazy(
        "Nothing varies: by chance alone they would agree as far, and that cannot be divided by."
    ),
    said.NOBODY_MARKED: lazy("Nobody marked anything with it."),
    said.EVERYBODY_MARKED_ALL: lazy("Everything is marked with it."),
    said.UNEVEN: lazy("It needs equally many ratings of every unit, and here they are not."),
    intervals.NEVER_DEFINED: lazy("It has no value in any resample."),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell. `why`: the number of the reason below the table, where there is no value."""

    label: str
    value: str
    interval: str = ""
    why: int = 0


@dataclass
class Figures:
    """Turns coefficients into cells, and gathers why some have no value: each reason once."""

    reasons: list[str] = field(default_factory=list)

    def cells(self, found: Mapping[str, Coefficient], names: Sequence[str]) -> list[Figure]:
        """The cells of a row."""
        return [self.cell(found[name], str(NAMES[name])) for name in names]

    def cell(self, one: Coefficient | None, label: str) -> Figure:
        """One cell; an empty one for nothing."""
        if one is None:
            return Figure(label, "")
        if one.value is None:
            return Figure(label, "", why=self._number(str(REASONS.get(one.reason, one.reason))))
        return Figure(label, written(one.name, one.value), _between(one.name, one.interval))

    def _number(self, reason: str) -> int:
        if reason not in self.reasons:
            self.reasons.append(reason)
        return self.reasons.index(reason) + 1


def written(name: str, value: float) -> str:
    """A value with two places; a share of the text in percent."""
    if name == "percent":
        return _("%(number)s %%") % {"number": number_format(round(100 * value, 1) + 0.0, 1)}
    return number_format(round(value, 2) + 0.0, 2).replace("-", "−")


def _between(name: str, interval: Interval | None) -> str:
    if interval is None or interval.low is None or interval.high is None:
        return ""
    return _("%(low)s to %(high)s") % {
        "low": written(name, interval.low),
        "high": written(name, interval.high),
    }


def names_for(found: Agreement) -> tuple[str, ...]:
    """Which figures are shown of all coders together."""
    return OF_TWO if len(found.coders) == 2 else OF_MANY


def of_all(found: Agreement, place: int | None = None) -> Mapping[str, Coefficient]:
    """The figures of all coders together, for a code or (None) for all codes: of two coders those of the two."""
    line = found.whole if place is None else found.codes[place]
    return line.pairs[0].found if len(found.coders) == 2 else line.found


def stands_on(found: Agreement) -> list[tuple[str, str]]:
    """What every figure stands on, as facts: name, words."""
    whole = of_all(found)["percent"]
    n = whole.basis.n // max(len(found.codes), 1)
    facts = [
        (_("Compared"), _compared(found)),
        (_("How many"), number_format(n, 0, force_grouping=True)),
        (_("Coders"), ", ".join(found.coders)),
        (_("Texts"), f"{len(found.documents)}: {_refs([one.number for one in found.documents])}"),
        (_("What counted"), str(COUNTED[found.codable])),
        (_("Intervals"), _intervals(whole.interval)),
    ]
    if found.segmentation:
        facts.insert(2, (_("Cut by"), found.segmentation))
    return facts


def _refs(numbers: Sequence[int]) -> str:
    """“S1 to S4, S7”."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(
        f"S{first}" if first == last else _("S%(first)s to S%(last)s") % {"first": first, "last": last}
        for first, last in runs
    )


def _compared(found: Agreement) -> str:
    if not found.rule:
        return str(UNITS[found.unit])
    said = {"units": UNITS[found.unit], "rule": RULES[found.rule]}
    return _("%(units)s: one counts as coded when %(rule)s") % said


def _intervals(interval: Interval | None) -> str:
    if interval is None:
        return _("None is reckoned.")
    drawn = _("participants") if interval.resampled == "participants" else _("texts")
    if interval.low is None:
        return _("None: fewer than six %(drawn)s to draw anew. Look at each text instead.") % {"drawn": drawn}
    return _("The middle 95 %% of %(times)s drawings of %(of)s %(drawn)s, drawn with the number %(seed)s.") % {
        "times": number_format(interval.times, 0, force_grouping=True),
        "of": interval.of, "drawn": drawn, "seed": interval.seed,
    }  # fmt: skip


def heads(names: Sequence[str]) -> list[str]:
    """The names of columns."""
    return [str(NAMES[name]) for name in names]


def formulas(known: Mapping[str, Coefficient]) -> list[tuple[str, str, str]]:
    """Of each figure: its name, what it answers, its formula with that one’s version."""
    return [
        (str(NAMES[name]), str(ANSWERS[name]), _("%(formula)s; version %(number)s") % {
            "formula": FORMULAS[name], "number": known[name].version
        })
        for name in OF_TWO
        if name in known
    ]  # fmt: skip


def every(found: Agreement) -> Mapping[str, Coefficient]:
    """A figure of each kind that is shown."""
    return found.whole.found | (found.whole.pairs[0].found if found.whole.pairs else {})


def figures_of_round(then: Agreement, now: Agreement) -> dict[str, Any]:
    """A closed round: code by code as it stood when it was closed, and as it stands now."""
    figures, names = Figures(), names_for(then)[:2]
    was, is_now = _by_code(then), _by_code(now)
    codes = {one.code.id: one.code for found in (then, now) for one in found.codes if one.code}
    rows = [(code.plain, code.id) for code in codes.values()] + [(_("All codes together"), None)]
    lines = []
    for called, key in rows:
        cells = []
        for name in names:
            for found, when in ((was, _("then")), (is_now, _("now"))):
                label = _heading(name, when)
                cells.append(figures.cell(found[key][name] if key in found else None, label))
        lines.append((called, cells))
    facts = stands_on(then)
    if now.settled:
        facts.append((_("Settled since"), number_format(now.settled, 0, force_grouping=True)))
    return {
        "heads": [_heading(name, when) for name in names for when in (_("then"), _("now"))],
        "lines": lines, "facts": facts, "formulas": formulas(every(then)), "reasons": figures.reasons,
    }  # fmt: skip


def _heading(name: str, when: str) -> str:
    return _("%(figure)s, %(when)s") % {"figure": NAMES[name], "when": when}


def _by_code(found: Agreement) -> dict[UUID | None, Mapping[str, Coefficient]]:
    lines: dict[UUID | None, Mapping[str, Coefficient]] = {None: of_all(found)}
    return lines | {one.code.id: of_all(found, at) for at, one in enumerate(found.codes) if one.code}


def figures_over(lines: Sequence[OverRounds], rounds: Sequence[RoundLine]) -> dict[str, Any]:
    """A line for each closed round; kappa only where two coded in it."""
    figures = Figures()
    called = {one.number: one.name for one in rounds}
    over = []
    for line in lines:
        cells = [figures.cell(line.found.get(name), str(NAMES[name])) for name in OF_TWO]
        over.append((line, called[line.number], cells))
    known = {name: one for line in lines for name, one in line.found.items()}
    return {
        "over": over, "heads": heads(OF_TWO), "reasons": figures.reasons + _left_out(lines),
        "facts": [
            (_("Compared"), str(UNITS["character"])), (_("What counted"), str(COUNTED[compared.IN_ROUND])),
            (_("Intervals"), _("The middle 95 % of 2,000 drawings of a round’s texts; none where it has under six.")),
        ],
        "formulas": formulas(known),
    }  # fmt: skip


def _left_out(lines: Sequence[OverRounds]) -> list[str]:
    return [
        _("Round %(number)s: %(why)s") % {"number": line.number, "why": line.why_not}
        for line in lines
        if line.why_not
    ]
