from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    name = "firsthand.analysis.framework"
    label = "framework"

    def ready(self) -> None:
        """Say what of this room is absent for whom: in the trail, and where all wordings are gone through."""
        from firsthand.analysis.framework import selectors
        from firsthand.field.sources import unseen

        unseen.ALSO.append(selectors.retelling_cut_words)
        unseen.ALSO_KEPT_WORDS.append(selectors.kept_as_written)
