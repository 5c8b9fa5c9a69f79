"""Looking for words in texts and memos, and which words people say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.compare.searching import search
from firsthand.analysis.compare.vocabulary import more_said_by, most_said, said_beside, spoken_by_people
from firsthand.analysis.similar.beside import beside
from firsthand.analysis.similar.switching import is_on
from firsthand.core.finding import Rule
from firsthand.core.words.frequency import languages
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import page
from firsthand.doors.web.sheets import Sheet, choice, line
from firsthand.doors.web.views.reading import code_names
from firsthand.doors.web.views.similar import CodeShownSheet
from firsthand.field.people.selectors import people

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

MOST = 60  # words of a list

NAMED = {
    "de": lazy("German"), "en": lazy("English"), "es": lazy("Spanish"), "fr": lazy("French"),
    "pt": lazy("Portuguese"),
}  # fmt: skip


class SearchSheet(Sheet):
    """What to look for."""

    called = "search"
    spoken_at = "sought"
    sought = line(
        lazy("Words"), help=lazy("Commas between several; * stands for any ending: kettle*, cup of tea")
    )
    how = choice(
        lazy("Read them as"),
        [
            ("words", lazy("words, in any case, with or without accents")),
            ("exact", lazy("words, just as written")),
            ("pattern", lazy("a regular expression")),
        ],
        required=True,
    )
    where = choice(
        lazy("Look in"),
        [("both", lazy("texts and memos")), ("texts", lazy("texts")), ("memos", lazy("memos"))],
        required=True,
    )
    alike = choice(
        lazy("And beside them"),
        [("", lazy("nothing more")), ("yes", lazy("passages that are worded alike"))],
        help=lazy("By a small model on this machine. Write a sentence, and read it as words."),
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_on(by):
            del self.fields["alike"]

    def clean(self) -> dict[str, Any]:
        """A regular expression is worded like nothing that anybody says."""
        said: dict[str, Any] = self.cleaned_data
        if said.get("how") == "pattern" and said.get("alike"):
            self.add_error(
                "alike", _("Nothing is worded like a regular expression. Choose one or the other.")
            )
        return said


class CountSheet(Sheet):
    """Which words to count."""

    called = "count"
    spoken_at = "word"
    language = choice(lazy("Leave out the small words of"), [])
    word = line(lazy("What stands beside this word"))
    person = choice(lazy("What this person says more than the others"), [])

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "language", [("", lazy("no language")), *((one, NAMED.get(one, one)) for one in languages())]
        )
        self.offer("person", [("", "–"), *((str(one.id), one.pseudonym) for one in people(by))])


@in_study
@needs("study.read")
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, by: Membership) -> HttpResponse:
    """Look for words; count them. What is looked for is sent and stands in no address."""
    counts = request.method == "POST" and request.POST.get("do") == "count"
    looks = request.method == "POST" and not counts
    sheet = SearchSheet(request.POST if looks else None, by=by, initial={"how": "words", "where": "both"})
    count = CountSheet(request.POST if counts else None, by=by, initial={"language": "en"})
    context: dict[str, Any] = {"sheet": sheet, "count": count}
    if looks and sheet.sent(lambda said: _searched(by, said)):
        context |= sheet.result
    if counts and count.sent(lambda said: _counted(by, said)):
        context |= count.result
    return page(request, by, "words.html", context)


def _searched(by: Membership, said: dict[str, str]) -> dict[str, Any]:
    kind = "pattern" if said["how"] == "pattern" else "words"
    rule = Rule(kind, said["sought"], exact=said["how"] == "exact")  # type: ignore[arg-type]
    found = search(by, rule, in_texts=said["where"] != "memos", in_memos=said["where"] != "texts")
    if said.get("alike") != "yes":
        return {"found": found}
    alike = beside(by, said["sought"], found.hits)
    return {
        "found": found, "alike": alike, "codes": code_names(codebook(by)), "shown": CodeShownSheet()
    }  # fmt: skip


def _counted(by: Membership, said: dict[str, str]) -> dict[str, Any]:
    spoken, language = spoken_by_people(by), said["language"]
    if said["word"]:
        found = said_beside(spoken, said["word"], language=language)
        return {"beside": found[:MOST], "word": said["word"], "all": spoken.words}
    if said["person"]:
        person = spoken.everybody.get(UUID(said["person"]))
        more = more_said_by(spoken, [person.id] if person else [], language=language)
        return {"more": more[:MOST], "person": person, "all": spoken.words}
    most = most_said(spoken, language=language)
    return {"most": most[:MOST], "many": len(most), "all": spoken.words, "everybody": len(spoken.stretches)}
