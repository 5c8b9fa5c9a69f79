"""What goes along when rows are taken out: each model says, by `goes_with`, to what it belongs."""

from __future__ import annotations

from collections.abc import Sequence

from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.rows import recorded_models, rows_of


def belonging(rows: Sequence[Recorded]) -> list[list[Recorded]]:
    """All rows that belong to these, by model, in an order in which they can be taken out: the innermost first.

    A row that belongs to two of them is named once.
    """
    found: dict[type[Recorded], dict[object, Recorded]] = {}
    _gather(rows, found)
    return [list(group.values()) for group in reversed(found.values()) if group]


def _gather(rows: Sequence[Recorded], found: dict[type[Recorded], dict[object, Recorded]]) -> None:
    if not rows:
        return
    owner = type(rows[0])
    for model in recorded_models().values():
        for name in model.goes_with:
            if model._meta.get_field(name).related_model is not owner:
                continue
            held = found.pop(model, {})  # put last again: what belongs to others goes before them
            new = [row for row in rows_of(model).filter(**{f"{name}__in": rows}) if row.pk not in held]
            found[model] = held | {row.pk: row for row in new}
            _gather(new, found)
