"""What the organisation calls people: one page, once for the study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from firsthand.core.calling import CALLED, Words
from firsthand.doors.web.entering import in_study
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, line, words
from firsthand.ground.calling.selectors import said_words, usual_words
from firsthand.ground.calling.services import set_words
from firsthand.ground.studies.access import require

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


class WordsSheet(Sheet):
    """The words of one language. Empty is the usual word, which stands in the field as a shadow."""

    called = "our-words"
    worker = line(lazy("Somebody who does the work"))
    worker_many = line(lazy("Several of them"))
    person = line(lazy("Somebody who comes"))
    person_many = line(lazy("Several of them"))
    organisation = line(lazy("The place"))
    organisation_many = line(lazy("Several such places"))
    avoid = words(
        lazy("Words you would rather not read"),
        help=lazy(
            "One a line. They are marked, gently, where something is written up. Nothing is forbidden."
        ),
        rows=5,
    )

    def __init__(self, *args: Any, usual: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CALLED:
            self.fields[name].widget.attrs["placeholder"] = getattr(usual, name)


@in_study
@require_http_methods(["GET", "POST"])
def our_words(request: HttpRequest, by: Membership) -> HttpResponse:
    """The words in each language; saying them in the one that the address asks for."""
    require(by, "study.read")
    language = _language(request)
    with override(language):
        usual = usual_words()
    said = said_words(by)
    sheet = WordsSheet(initial=_written(said.get(language, Words())), usual=usual)
    if request.method == "POST":
        require(by, "words.set")
        sheet = WordsSheet(request.POST, usual=usual)
        if sheet.sent(lambda given: set_words(by, language=language, **_given(given))):
            return done(request, by, _("From now on pages and reports say it so."), "our-words")
    languages = [(code, name, said.get(code, Words()).or_else(Words())) for code, name in settings.LANGUAGES]
    context = {
        "sheet": sheet, "language": language, "name": dict(settings.LANGUAGES)[language], "languages": languages,
        "called": said.get(language, Words()).or_else(usual),
    }  # fmt: skip
    return page(request, by, "our_words.html", context)


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", request.LANGUAGE_CODE)
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _written(said: Words) -> dict[str, str]:
    return {name: getattr(said, name) for name in CALLED} | {"avoid": "\n".join(said.avoid)}


def _given(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in CALLED} | {"avoid": given["avoid"].splitlines()}
