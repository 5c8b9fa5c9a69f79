"""Which kinds of data lie where, sealed under which key, and who can open them: from the models and the keyring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.utils.translation import gettext as _

from firsthand.exchange.keeping.copies import known
from firsthand.giving_back.ethics.description import Part, day_of, heading, note, shown, table
from firsthand.giving_back.ethics.kinds import IN_THE_CLEAR, OF_ROWS, SHOWN_BY, TABLES, WORDS
from firsthand.giving_back.ethics.readers import role_name
from firsthand.ground.studies.access import MAY
from firsthand.ground.studies.models import KEEP_KEY, KEEP_NAMES, Membership, Role
from firsthand.ground.studies.selectors import Opens, reading_rights
from firsthand.ground.trail.models import Recorded
from firsthand.ground.vault.keyring.models import HandedOver, NamesWrap, Wrap
from firsthand.ground.vault.own import NAMES_KEY, STUDY_KEY
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import SECRET_FILE

PACKAGE = "firsthand."
NUMBERS = (models.IntegerField, models.FloatField, models.DecimalField)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a table, as the map sees it. `sealed`: its words lie in the vault, and only their id lies here."""

    path: str  # “people.name.said”
    table: str
    sealed: bool
    names_key: bool = False
    kind: str = ""  # of what lies in the clear: date, number, choice, text, sealed

    @property
    def shown_by(self) -> str:
        """The right by which the program shows its words."""
        room = self.table.partition(".")[0]
        return SHOWN_BY.get(self.table) or SHOWN_BY.get(room) or "study.read"


def tables() -> list[type[models.Model]]:
    """Every table that this program has, in both databases."""
    return [model for model in apps.get_models() if model.__module__.startswith(PACKAGE)]


def fields(model: type[models.Model]) -> Iterator[Field]:
    """The fields of a table that hold something: neither its own id nor which row it belongs to."""
    label = model._meta.label_lower
    guarded = model.names_words if issubclass(model, Recorded) else ()
    for one in model._meta.concrete_fields:
        path = f"{label}.{one.attname}"
        if (
            one.primary_key
            or isinstance(one, models.ForeignKey)
            or not OF_ROWS.isdisjoint((path, one.attname))
        ):
            continue
        if isinstance(one, models.UUIDField):
            yield Field(path, label, True, one.attname in guarded)
        else:
            yield Field(path, label, False, kind=_kind(one))


def data_map_part(by: Membership) -> Part:
    """The map, and who holds which key today."""
    every = [(model, list(fields(model))) for model in tables()]
    sealed = [field for _model, found in every for field in found if field.sealed]
    return Part(
        _("Data map"),
        (
            note(
                _(
                    "Made from the program’s own tables and keys when the package was made. Words lie in one table, "
                    "each text sealed under a key of its own (AES-256-GCM); all else points at them by id. The keys "
                    "lie in a database apart, themselves sealed: under the study key, which each member opens with "
                    "their own secret, or under the names key."
                )
            ),
            table((_("Where"), _("What lies there")), list(_places()), widths=(6, 14)),
            heading(_("Words: all of them sealed")),
            table(
                (_("What"), _("Sealed under"), _("Who has that key"), _("To whom the program shows it")),
                [_sealed_row(field) for field in sealed], widths=(7, 4, 5, 5),
            ),
            note(
                _(
                    "Words that were replaced because they tell who somebody is, and every text and file that held "
                    "them, move under the names key when that is done."
                )
            ),
            heading(_("Who holds which key today")),
            table(
                (_("Member"), _("Role"), _("Study key"), _("Names key"), _("What opens it for them")),
                list(_holders(by)), widths=(4, 4, 3, 3, 7),
            ),
            heading(_("What lies in the clear")),
            table(
                (_("Table"), _("Database"), _("In the clear")),
                [(_called(model), _database(model), _clear(found)) for model, found in every], widths=(7, 3, 10),
            ),
        ),
    )  # fmt: skip


def _places() -> Iterator[tuple[str, str]]:
    """The two databases, the folder's secret, and what copies of the keys are known."""
    for alias, what in ((DEFAULT_DB_ALIAS, _("rows, and all words, sealed")), (KEYRING, _("keys, sealed"))):
        database = connections[alias]
        file = Path(str(database.settings_dict["NAME"])).name
        yield _("%(kind)s: %(name)s") % {"kind": database.display_name, "name": file}, what
    yield SECRET_FILE, _("what opens the study for members who have no secret of their own")
    copies = known()
    newest = shown(day_of(copies[0].made_at)) if copies else "–"
    yield (
        _("backups"),
        _("copies of the keys that the program knows of: %(count)s, the newest of %(day)s")
        % {"count": len(copies), "day": newest},
    )


def _sealed_row(field: Field) -> tuple[str, ...]:
    key, holders = (_("names key"), KEEP_NAMES) if field.names_key else (_("study key"), KEEP_KEY)
    shown_to = [role for role in MAY[field.shown_by].who if role in KEEP_KEY]
    return str(WORDS.get(field.path, field.path)), key, _roles(holders), _roles(shown_to)


def _holders(by: Membership) -> Iterator[tuple[str, ...]]:
    """Told by the keyring itself, and not by what a role should have."""
    handed = set(HandedOver.objects.filter(study_id=by.study_id).values_list("member_id", "what"))
    wraps, names = (
        set(model.objects.filter(study_id=by.study_id).values_list("member_id", flat=True))
        for model in (Wrap, NamesWrap)
    )
    opens = {
        Opens.OWN: _("a secret of their own"),
        Opens.INVITATION: _("an invitation, not yet used"),
        Opens.INSTALLATION: _("a file on this computer"),
        Opens.NOTHING: _("nothing"),
    }
    for one in reading_rights(by):
        has = one.member.id in wraps or (one.member.id, STUDY_KEY) in handed
        has_names = one.member.id in names or (one.member.id, NAMES_KEY) in handed
        yield (
            one.member.name, role_name(one.member.role), _("yes") if has else _("no"),
            _("yes") if has_names else _("no"), opens[one.opens],
        )  # fmt: skip


def _roles(roles: Any) -> str:
    return ", ".join(role_name(role) for role in Role if role in roles)


def _called(model: type[models.Model]) -> str:
    return str(TABLES.get(model._meta.label_lower, model._meta.label_lower))


def _database(model: type[models.Model]) -> str:
    return _("keyring") if model._meta.app_label == "keyring" else _("data")


def _clear(found: list[Field]) -> str:
    kinds = {one.kind for one in found}
    words = {"date": _("dates"), "number": _("numbers"), "choice": _("kinds")}
    said = [word for kind, word in words.items() if kind in kinds]
    said += [str(IN_THE_CLEAR.get(one.path, one.path)) for one in found if one.kind == "text"]
    return ", ".join(said) or _("only which row belongs to which")


def _kind(one: Any) -> str:
    """What lies in a field that names no sealed words."""
    if isinstance(one, models.BinaryField):
        return "sealed"
    if isinstance(one, models.DateField):
        return "date"
    if isinstance(one, (*NUMBERS, models.BooleanField)):
        return "number"
    return "choice" if getattr(one, "choices", None) else "text"
