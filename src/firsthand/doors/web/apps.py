from django.apps import AppConfig
from django.utils.translation import gettext

from firsthand.core.saying import said_by


class WebConfig(AppConfig):
    """The pages. With them, the core learns in which language its sentences are said."""

    name = "firsthand.doors.web"
    label = "web"

    def ready(self) -> None:
        """From now on the core speaks as the page does."""
        said_by(gettext)
