from django.apps import AppConfig


class EthicsConfig(AppConfig):
    name = "firsthand.giving_back.ethics"
    label = "ethics"

    def ready(self) -> None:
        """Say what of this room is absent for whom."""
        from firsthand.field.sources import unseen
        from firsthand.giving_back.ethics.absent import absent_here

        unseen.ALSO.append(absent_here)
