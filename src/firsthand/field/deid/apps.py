from django.apps import AppConfig


class DeidConfig(AppConfig):
    name = "firsthand.field.deid"
    label = "deid"

    def ready(self) -> None:
        """Say what of this room is absent for whom."""
        from firsthand.field.deid.absent import identifiers_absent
        from firsthand.field.sources import unseen

        unseen.ALSO.append(identifiers_absent)
