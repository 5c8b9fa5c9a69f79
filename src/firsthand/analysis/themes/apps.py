from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "firsthand.analysis.themes"
    label = "themes"

    def ready(self) -> None:
        """Say of which comparisons the words are kept from whom."""
        from firsthand.analysis.themes import laid_out
        from firsthand.field.sources import unseen

        unseen.ALSO_KEPT_WORDS.append(laid_out.kept_as_written)
