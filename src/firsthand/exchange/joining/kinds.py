"""What joining has to know of each table: from the models themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.db import models

from firsthand.exchange.joining.three_ways import Kind
from firsthand.field.sources.models import Placed
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.rows import label_of, recorded_fields, recorded_models

PLACE = ("version_id", "start", "end", "fingerprint", "was_in", "was_start", "was_end")
ORDER = ("position", "hue", "number", "place", "at")
NUMBERED = ("number", "label", "name")  # what another row can be called by in place of one that is taken


@cache
def kinds() -> dict[str, Kind]:
    """By table."""
    return {label: _kind(model) for label, model in recorded_models().items()}


def _kind(model: type[Recorded]) -> Kind:
    fields = {field.attname: field for field in recorded_fields(model)}
    points = {
        name: label_of(field.related_model)
        for name, field in fields.items()
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Recorded)
    }
    return Kind(
        together=(PLACE,) if issubclass(model, Placed) else (),
        counters=tuple(name for name in ("version",) if isinstance(fields.get(name), models.IntegerField)),
        order=tuple(name for name in ORDER if name in fields),
        aside=tuple(name for name in ("account_id",) if name in fields),
        points=points,
        goes_with=tuple(f"{name}_id" for name in model.goes_with),
    )


def once(model: type[Recorded]) -> Iterator[tuple[str, ...]]:
    """The fields in which no two rows of a study are the same."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
            called = {field.name: field.attname for field in model._meta.concrete_fields}
            yield tuple(called[name] for name in constraint.fields if name != "study")
    for field in recorded_fields(model):
        if field.unique:
            yield (field.attname,)


def in_order() -> list[type[Recorded]]:
    """The models, each after those at which it points."""
    found: dict[type[Recorded], None] = {}

    def put(model: type[Recorded]) -> None:
        if model in found:
            return
        for target in kinds()[label_of(model)].points.values():
            if target != label_of(model):
                put(recorded_models()[target])
        found[model] = None

    for model in recorded_models().values():
        put(model)
    return list(found)
