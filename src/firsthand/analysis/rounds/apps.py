from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "firsthand.analysis.rounds"
    label = "rounds"

    def ready(self) -> None:
        from firsthand.analysis.rounds.blind import coded_blind
        from firsthand.field.sources import unseen

        unseen.BLIND.append(coded_blind)
