from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "firsthand.giving_back.release"
    label = "release"

    def ready(self) -> None:
        """Say what of this room is absent for whom."""
        from firsthand.field.sources import unseen
        from firsthand.giving_back.release.absent import absent_here

        unseen.ALSO.append(absent_here)
