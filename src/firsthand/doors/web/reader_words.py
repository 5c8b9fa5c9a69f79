"""Every word that the reader shows: it has none of its own, and is given these in the page's language.

`{name}` is filled in by the reader. `reader/src/words.json` tells the same to the TypeScript compiler and to the
reader's own tests; `python -m tools.reader_words` writes it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext_lazy as lazy_count

WORDS = {
    # the text
    "text": lazy("The text: {title}"),
    "turn": lazy("Turn {number}"),
    "line": lazy("Line {number}"),
    "turn_of": lazy("Turn {number}, {speaker}"),
    "turn_at": lazy("Turn {number}, {speaker}, at {time}"),
    "could_not_open": lazy("The text could not be opened. What is below may be older."),
    "again": lazy("Try again"),
    # the bar
    "tools": lazy("Reading and coding"),
    "undo": lazy("Undo"),
    "redo": lazy("Redo"),
    "look": lazy("Look"),
    "filter": lazy("Show"),
    "keys": lazy("Keys"),
    "codings": lazy("Codings"),
    "codes": lazy("Codes"),
    "coder": lazy("Coder"),
    "code": lazy("Code"),
    "everyone": lazy("everybody’s"),
    "every_code": lazy("all codes"),
    "filter_on": lazy("filter on {name}"),
    "show_all": lazy("Show all"),
    "here": lazy("Also here: {names}"),
    "you": lazy("you"),
    # looking
    "measure": lazy("Length of the lines"),
    "spacing": lazy("Between the lines"),
    "face": lazy("Letters"),
    "size": lazy("Size of the letters"),
    "smaller": lazy("Smaller"),
    "larger": lazy("Larger"),
    "narrow": lazy("short"),
    "middling": lazy("middling"),
    "wide": lazy("long"),
    "close": lazy("close"),
    "airy": lazy("airy"),
    "serif": lazy("serif"),
    "sans": lazy("sans"),
    "calm": lazy("Calm: only the text"),
    "letters_on": lazy("Single letters are keys while the text has the focus"),
    "minimap": lazy("Codings over the whole text"),
    "margin": lazy("Codings beside the text"),
    # selecting
    "selected": lazy("Selected words"),
    "nothing_selected": lazy("Select words first: with the mouse, a finger, or a key ({keys})."),
    "word": lazy("Word"),
    "sentence": lazy("Sentence"),
    "whole_line": lazy("Line"),
    "whole_turn": lazy("Turn"),
    "longer": lazy("Longer"),
    "shorter": lazy("Shorter"),
    # coding
    "code_these": lazy("Code these words"),
    "code_ellipsis": lazy("Code …"),
    "code_hint": lazy("A name, a handle, or words of the definition"),
    "last": lazy("Again"),
    "apply_again": lazy("Again: {code}"),
    "in_vivo": lazy("In vivo"),
    "new_code": lazy("New code “{name}”"),
    "no_code": lazy("No code of that name. Enter makes it."),
    "no_codes_yet": lazy("There are no codes yet. Write a name, and Enter makes it."),
    "more_codes": lazy("{count} more: write on to find them"),
    "several": lazy("Enter applies. Shift + Enter applies and stays for the next. “A / B” makes B under A."),
    "definition": lazy("Means"),
    "when": lazy("When"),
    "when_not": lazy("Not when"),
    "example": lazy("Example"),
    "standpoint": lazy("Standpoint"),
    "standpoint_": lazy("not said"),
    "standpoint_self": lazy("of themselves"),
    "standpoint_of_member": lazy("about a member"),
    "standpoint_of_colleague": lazy("about a colleague"),
    "standpoint_observed": lazy("seen by us"),
    "standpoint_of_system": lazy("about the system"),
    "stance": lazy("Stance"),
    "stance_": lazy("not said"),
    "stance_supports": lazy("speaks for it"),
    "stance_goes_against": lazy("goes against it"),
    "stance_mixed": lazy("both"),
    "applied_for_next": lazy("“{code}” is on these words. Choose the next, or Escape."),
    "recoded": lazy("Recoded as “{code}”."),
    "removed": lazy("“{code}” taken off."),
    "resized": lazy("“{code}” now covers {words}."),
    "described": lazy("Noted."),
    "waiting": lazy("waiting to be sent"),
    "unknown_code": lazy("a code that is gone"),
    "unknown_coder": lazy("somebody"),
    # codings at a place
    "codings_here": lazy("Codings here"),
    "codings_in_sight": lazy("Codings in sight"),
    "no_coding_here": lazy("No coding on these words."),
    "coding_of": lazy("{code}, by {coder}: “{words}”"),
    "recode": lazy("Recode"),
    "remove": lazy("Remove"),
    "resize": lazy("Resize"),
    "comment": lazy("Memo"),
    "describe": lazy("Standpoint"),
    "compare": lazy("Compare"),
    "compare_title": lazy("“{code}” elsewhere in this text"),
    "no_other": lazy("Nowhere else in this text."),
    "by": lazy("by {coder}"),
    "resizing": lazy("Resizing “{code}”: move the edges, Enter keeps, Escape leaves it."),
    "keep": lazy("Keep"),
    "leave": lazy("Leave it"),
    "more_labels": lazy("+{count}"),
    # memos
    "memo": lazy("Memo"),
    "memo_new": lazy("Write a memo"),
    "memo_kind": lazy("Kind"),
    "memo_code": lazy("code memo"),
    "memo_theory": lazy("theory memo"),
    "memo_method": lazy("method memo"),
    "memo_reflexive": lazy("journal"),
    "memo_title": lazy("Title"),
    "memo_body": lazy("Memo (@ links a code)"),
    "memo_about": lazy("About"),
    "memo_save": lazy("Keep the memo"),
    "memo_kept": lazy("Memo kept."),
    "about_words": lazy("“{words}”"),
    "about_text": lazy("this text"),
    # moving
    "go_to": lazy("Go to turn"),
    "go": lazy("Go"),
    "no_more_codings": lazy("No further coding."),
    # being with others
    "offline": lazy("No connection. You can code on: everything is kept here and sent when it is back."),
    "back": lazy("Connected again."),
    "away": lazy(
        "You were away. What you coded is kept in this page. Enter again in another tab, then come back here."
    ),
    "changed": lazy(
        "The text has changed since you opened it. Your codings are kept where their words are now."
    ),
    "open_new": lazy("Open the new text"),
    "nothing_moved": lazy("The new text is open. No coding moved."),
    "not_done": lazy("That was not done."),
    "refused_again": lazy("Choose another code"),
    "words_not_found": lazy(
        "These words are not in the text as it is now, or more than once. It is not lost: it stands here."
    ),
    "taken_back": lazy("Taken back before it was sent."),
    "nothing_to_undo": lazy("Nothing of yours to undo here."),
    # keys
    "keys_title": lazy("Keys"),
    "keys_what": lazy("Does"),
    "keys_key": lazy("Key"),
    "keys_change": lazy("Change"),
    "keys_press": lazy("Press the new key …"),
    "keys_taken": lazy("That key is taken by: {command}"),
    "keys_reset": lazy("As they were"),
    "close_panel": lazy("Close"),
    "group_select": lazy("Select"),
    "group_code": lazy("Code"),
    "group_move": lazy("Move"),
    "group_see": lazy("See"),
    "key_word": lazy("Select the word"),
    "key_sentence": lazy("Select the sentence"),
    "key_line": lazy("Select the line"),
    "key_turn": lazy("Select the turn"),
    "key_next": lazy("Select the next (word, sentence, line, turn)"),
    "key_back": lazy("Select the one before"),
    "key_extend": lazy("Longer at the end"),
    "key_shrink": lazy("Shorter at the end"),
    "key_extend_start": lazy("Longer at the start"),
    "key_shrink_start": lazy("Shorter at the start"),
    "key_clear": lazy("Select nothing"),
    "key_palette": lazy("Choose a code"),
    "key_last": lazy("The last code again"),
    "key_recent": lazy("Recent code {number}"),
    "key_in_vivo": lazy("In vivo: the words are the code’s name"),
    "key_here": lazy("List the codings here"),
    "key_remove": lazy("Take the chosen coding off"),
    "key_recode": lazy("Give the chosen coding another code"),
    "key_resize": lazy("Resize the chosen coding"),
    "key_memo": lazy("Write a memo beside the text"),
    "key_undo": lazy("Undo my last act"),
    "key_redo": lazy("Redo"),
    "key_next_coding": lazy("Next coding"),
    "key_back_coding": lazy("Coding before"),
    "key_next_same": lazy("Next coding of the same code"),
    "key_back_same": lazy("Coding of the same code before"),
    "key_next_turn": lazy("Next turn"),
    "key_back_turn": lazy("Turn before"),
    "key_go": lazy("Go to a turn by number"),
    "key_filter": lazy("Choose what is shown"),
    "key_codes": lazy("The codes beside the text"),
    "key_calm": lazy("Calm"),
    "key_help": lazy("This list"),
    "key_copy": lazy("Copy with where it is from"),
    "copied": lazy("Copied with its source."),
}

COUNTED = {
    "refused_more": lazy_count("and {count} more", "and {count} more"),
    "placed_again": lazy_count(
        "{count} coding put on the same words in the new text.",
        "{count} codings put on the same words in the new text.",
    ),
    "taken_up": lazy_count(
        "{count} act from before was kept, and is being sent.",
        "{count} acts from before were kept, and are being sent.",
    ),
    "hidden": lazy_count("{count} hidden: {filter}", "{count} hidden: {filter}"),
    "words_selected": lazy_count("{count} word", "{count} words"),
    "coded": lazy_count("Coded “{code}” on {count} word.", "Coded “{code}” on {count} words."),
    "count_codings": lazy_count("{count} coding", "{count} codings"),
    "memos": lazy_count("{count} memo", "{count} memos"),
    "queued": lazy_count("{count} waiting to be sent", "{count} waiting to be sent"),
    "moved": lazy_count("{count} coding moved with its words.", "{count} codings moved with their words."),
    "lost": lazy_count("{count} coding has lost its words.", "{count} codings have lost their words."),
}

# Which form of a word goes with a number repeats after a hundred, in every language that gettext knows.
NUMBERS = range(200)


def reader_words() -> dict[str, str | list[str]]:
    """The words in the language of the moment.

    A counted word comes as its forms; `plural` has a digit for each number below 200: which of them it takes (a
    larger number takes that of its last two digits and a hundred).
    """
    pattern = [tuple(str(word % number) for word in COUNTED.values()) for number in NUMBERS]
    forms = list(dict.fromkeys(pattern))
    said: dict[str, str | list[str]] = {key: str(word) for key, word in WORDS.items()}
    said |= {key: [form[place] for form in forms] for place, key in enumerate(COUNTED)}
    return said | {"plural": "".join(str(forms.index(one)) for one in pattern)}
