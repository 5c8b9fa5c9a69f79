"""What joining has to know of each table: from the models themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.db import models

from firsthand.exchange.joining.three_ways import Kind
from firsthand.exchange.kits.models import Beginning
from firsthand.field.sources.models import OwnWords, Placed, Voice
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.rows import label_of, recorded_fields, recorded_models

PLACE = ("version_id", "start", "end", "fingerprint", "was_in", "was_start", "was_end")
# Fields of one kind that say one thing together: whether words are gone from a text goes with where they were, the
# codebook of a kit with the kit.
TOGETHER: dict[type[Recorded], tuple[str, ...]] = {
    OwnWords: (*PLACE, "gone"),
    Beginning: ("about", "codes"),
    Voice: ("part", "participant_id"),
}
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
        together=(together,) if (together := together_in(model)) else (),
        counters=tuple(name for name in ("version",) if isinstance(fields.get(name), models.IntegerField)),
        order=tuple(name for name in ORDER if name in fields),
        aside=tuple(name for name in ("account_id",) if name in fields),
        points=points,
        goes_with=tuple(f"{name}_id" for name in model.goes_with),
    )


def together_in(model: type[Recorded]) -> tuple[str, ...]:
    """The fields of a model that change together; none in most."""
    return TOGETHER.get(model, PLACE if issubclass(model, Placed) else ())


def once(model: type[Recorded]) -> Iterator[tuple[str, ...]]:
    """The fields in which no two rows of a study are the same; none of them where a study has one such row at most."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
            called = {field.name: field.attname for field in model._meta.concrete_fields}
            yield tuple(called[name] for name in constraint.fields if name != "study")
    for field in recorded_fields(model):
        if field.unique:
            yield (field.attname,)
    if any(field.name == "study" and field.unique for field in model._meta.concrete_fields):
        yield ()
    if issubclass(model, Placed) and model.once:
        yield ("version_id", *model.once, "start", "end")


def may_lack(model: type[Recorded]) -> bool:
    """Whether two rows are one thing, too, where both say nothing in a field in which there may be only one."""
    constraints = (one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint))
    return any(one.nulls_distinct is False for one in constraints)


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
