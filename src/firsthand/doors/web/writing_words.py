"""Every word of the page on which the study is written up, delivered with it in the page's language.

`{name}` is filled in by the page. `reader/src/writing/words.json` tells the same to the TypeScript compiler; `python -m
tools.reader_words` writes it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext_lazy as lazy_count

from firsthand.doors.web.reader_words import Counted, delivered

WORDS = {
    # the page
    "title": lazy("Title"),
    "text": lazy("The document"),
    "style": lazy("Citations"),
    "could_not_open": lazy("The document could not be opened. Try it again in a moment."),
    "as_it_reads": lazy("As it reads"),
    # what one operates
    "tools": lazy("Tools for writing"),
    "kind": lazy("Paragraph"),
    "paragraph": lazy("Text"),
    "heading_1": lazy("Heading"),
    "heading_2": lazy("Heading, smaller"),
    "heading_3": lazy("Heading, smallest"),
    "quote": lazy("Quotation"),
    "bullet": lazy("List"),
    "number": lazy("Numbered list"),
    "bold": lazy("Bold"),
    "italic": lazy("Italic"),
    "insert": lazy("Put in"),
    "cite": lazy("Cite"),
    "note": lazy("Footnote"),
    "undo": lazy("Undo"),
    "redo": lazy("Redo"),
    "save": lazy("Save"),
    "key": lazy("{what} ({keys})"),
    # saving
    "saved": lazy("Saved"),
    "saving": lazy("Saving …"),
    "unsaved": lazy("Not saved yet"),
    "lost": lazy("No connection. What you wrote is kept in this page, and sent as soon as there is one."),
    "away": lazy(
        "You are signed out. What you wrote is kept in this page: sign in in another tab, then save here."
    ),
    "refused": lazy("Not saved: {sentence} What you wrote is still here."),
    "clash": lazy("Somebody saved this document while you were writing. Yours is here, theirs is below."),
    "theirs": lazy("What stands now"),
    "keep_mine": lazy("Save mine in its place"),
    "take_theirs": lazy("Go on from theirs"),
    # what is put in
    "find": lazy("What to put in"),
    "find_work": lazy("Which work to cite"),
    "find_hint": lazy("A few words of it; or who said it, or the code."),
    "nothing_found": lazy("Nothing found."),
    "excerpt": lazy("Excerpt"),
    "claim": lazy("Claim"),
    "theme": lazy("Theme"),
    "table": lazy("Table"),
    "figure": lazy("Figure"),
    "citation": lazy("Work"),
    "footnote": lazy("Footnote"),
    "drawn": lazy("In the document this table is drawn as a picture."),
    "caption": lazy("What it is called"),
    # what is in
    "piece": lazy("What is selected"),
    "shorten": lazy("Shorten"),
    "to_place": lazy("To its place"),
    "change": lazy("Change"),
    "take_out": lazy("Take out"),
    "flagged": lazy("To know first: {flags}"),
    "shorten_title": lazy("Shorten the excerpt"),
    "shorten_hint": lazy(
        "Select words, then leave them out, or put others in brackets. The words themselves stay as they were said."
    ),
    "excerpt_words": lazy("The words as they were said"),
    "leave_out": lazy("Leave out"),
    "bracketed": lazy("In brackets instead"),
    "put_in_brackets": lazy("Put in brackets"),
    "nothing_selected": lazy("Select some of the words first."),
    "reads": lazy("How it reads then"),
    "whole": lazy("Whole again"),
    "keep": lazy("Keep"),
    "leave": lazy("Leave it"),
    "note_words": lazy("What the footnote says"),
    "page": lazy("Page"),
    "before": lazy("Words before"),
    "behind": lazy("Words behind"),
    "cite_title": lazy("The citation"),
}  # fmt: skip

COUNTED = Counted(
    {
        "found": lazy_count("{count} to choose from", "{count} to choose from"),
    }
)


def writing_words() -> dict[str, str | list[str]]:
    """The words in the language of the moment."""
    return delivered(WORDS, COUNTED)
