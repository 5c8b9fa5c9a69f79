"""Every word that the reader shows: it has none of its own, and is given these in the page's language.

`{name}` is filled in by the reader. `reader/src/words.json` tells the same to the TypeScript compiler and to the
reader's own tests; `python -m tools.reader_words` writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext_lazy as lazy_count

from firsthand.analysis.coding.selectors import standpoints
from firsthand.doors.web.terms import TERMS

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

# Which form of a word goes with a number repeats after a hundred, in every language that gettext knows.
NUMBERS = range(200)


class Counted(dict[str, Any]):
    """Words that go with a number. Their forms in a language are found once: each asks for all its numbers."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        super().__init__(words)
        self._known: dict[str | None, tuple[dict[str, list[str]], str]] = {}

    def forms(self) -> tuple[dict[str, list[str]], str]:
        """Each word's forms in the language of the moment, and for each number the place of that which it takes."""
        language = get_language()
        if language not in self._known:
            self._known[language] = self._found()
        return self._known[language]

    def _found(self) -> tuple[dict[str, list[str]], str]:
        pattern = [tuple(str(word % number) for word in self.values()) for number in NUMBERS]
        forms = list(dict.fromkeys(pattern))
        told = {key: [form[place] for form in forms] for place, key in enumerate(self)}
        return told, "".join(str(forms.index(one)) for one in pattern)


WORDS = {
    # the text
    "text": lazy("The text: {title}"),
    "turn": lazy("Turn {number}"),
    "line": lazy("Line {number}"),
    "turn_of": lazy("Turn {number}, {speaker}"),
    "turn_at": lazy("Turn {number}, {speaker}, at {time}"),
    "could_not_open": lazy("The text could not be opened. What is below may be older."),
    "again": lazy("Try again"),
    # listening
    "recording": lazy("The recording"),
    "which_recording": lazy("Which recording"),
    "play": lazy("Play"),
    "pause": lazy("Pause"),
    "play_from": lazy("Play from {time}"),
    "sound_back": lazy("Back {number} seconds"),
    "sound_forward": lazy("Forward {number} seconds"),
    "place_in": lazy("Place in the recording"),
    "place_of": lazy("{at} of {whole}"),
    "how_it_plays": lazy("Speed and more"),
    "speed": lazy("Speed"),
    "speed_is": lazy("Speed {speed}"),
    "step_back": lazy("Back when paused"),
    "seconds": lazy("{number} s"),
    "follow": lazy("Follow the words"),
    "follows": lazy("The words follow the recording."),
    "follows_not": lazy("The words stay where they are."),
    "no_time_here": lazy("Nothing here says when this was said."),
    "cannot_play": lazy("This browser cannot play the recording. MP3, M4A, Opus or WAV would do."),
    # typing along
    "insert": lazy("Write"),
    "insert_time": lazy("Write the time"),
    "with_times": lazy("Each speaker with the time"),
    "times_here": lazy("Times"),
    "no_times_yet": lazy("Times that you write are listed here; each plays from there."),
    "speakers": lazy("Speakers"),
    "speaker": lazy("Speaker {number}"),
    "another_speaker": lazy("Another speaker"),
    "label_interviewer": lazy("Interviewer"),
    "label_participant": lazy("Participant"),
    "draft_back": lazy("What you typed here before is back; it is not kept yet."),
    "leave_draft": lazy("Leave it, and begin again"),
    "look_at_theirs": lazy("Look at it"),
    "sealing": lazy("{name}: {part} is sealed and kept"),
    "sealed": lazy("The recording is here, sealed. It is kept with the text."),
    "file_none": lazy("Choose a file first."),
    "file_empty": lazy("The file is empty."),
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
    "in_vivo": TERMS["in_vivo"].plain,
    "new_code": lazy("New code “{name}”"),
    "no_code": lazy("No code of that name. Enter makes it."),
    "no_codes_yet": lazy("There are no codes yet. Write a name, and Enter makes it."),
    "more_codes": lazy("{count} more: write on to find them"),
    "several": lazy("Enter applies. Shift + Enter applies and stays for the next. “A / B” makes B under A."),
    "definition": lazy("Means"),
    "when": lazy("When"),
    "when_not": lazy("Not when"),
    "example": lazy("Example"),
    "standpoint": TERMS["standpoint"].plain,
    "standpoint_": lazy("not said"),
    "standpoint_self": lazy("of themselves"),
    "standpoint_of_member": lazy("about a member"),
    "standpoint_of_colleague": lazy("about a colleague"),
    "standpoint_observed": lazy("seen by us"),
    "standpoint_of_system": lazy("about the system"),
    "stance": TERMS["stance"].plain,
    "stance_": lazy("not said"),
    "stance_supports": lazy("speaks for it"),
    "stance_goes_against": lazy("goes against it"),
    "stance_mixed": lazy("both"),
    "applied_for_next": lazy("“{code}” is on these words. Choose the next, or Escape."),
    "recoded": lazy("Recoded as “{code}”."),
    "removed": lazy("“{code}” taken off."),
    "resized": lazy("“{code}” now covers {words}."),
    "described": lazy("Noted."),
    # marks on words
    "answer_ellipsis": lazy("Question …"),
    "answers_what": lazy("Which question do these words answer?"),
    "question": lazy("Question"),
    "question_hint": lazy("Its number, or some of its words"),
    "no_question": lazy("The guide has no question like that."),
    "no_guide": lazy(
        "There is no guide whose questions could be answered here. Which one an interview was held with is said on its "
        "page “Questions”."
    ),
    "answers": lazy("answers {question}"),
    "answer_marked": lazy("Marked as an answer to {question}."),
    "answer_off": lazy("Take {question} off these words"),
    "answer_taken": lazy("{question} taken off: {words}"),
    "bystander": lazy("bystander"),
    "bystander_words": lazy("with a bystander’s words"),
    "bystander_here": lazy("A bystander’s words: they stay out of excerpts, counts and reports."),
    "bystander_is": lazy("A bystander’s"),
    "bystander_not": lazy("Not a bystander’s"),
    "bystander_marked": lazy(
        "Marked as a bystander’s words. They stay here, and out of excerpts, counts and reports."
    ),
    "bystander_taken": lazy("No longer marked as a bystander’s: {words}"),
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
    "describe": TERMS["standpoint"].plain,
    "compare": lazy("Compare"),
    "compare_title": lazy("“{code}” elsewhere"),
    "compare_more": lazy("More"),
    "no_other": lazy("Nowhere else in this study."),
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
    "memo_body": lazy("Memo (@ links anything)"),
    "memo_about": lazy("About"),
    "memo_save": lazy("Keep the memo"),
    "memo_on_text": lazy("Memo on the text"),
    "draft_found": lazy("This was being written here and was not kept."),
    "draft_discard": lazy("Leave it out"),
    "memo_links": lazy("What can be linked"),
    "memo_change": lazy("Change"),
    "memo_to_words": lazy("To the words"),
    "memo_theirs": lazy("As it is now:"),
    "memos_here": lazy("Memos"),
    "no_memos_here": lazy("There is no memo about this text yet."),
    "thing_code": lazy("code"),
    "thing_source": lazy("source"),
    "thing_participant": lazy("participant"),
    "thing_theme": lazy("theme"),
    "thing_claim": lazy("claim"),
    "thing_coding": lazy("coding"),
    "memo_kept": lazy("Memo kept."),
    "about_words": lazy("“{words}”"),
    "about_text": lazy("this text"),
    # by a rule
    "autocode": lazy("Code by a rule"),
    "autocode_this": lazy("Rule"),
    "a_rule": lazy("by a rule"),
    "by_rule": lazy("by a rule: “{sought}”"),
    "by_likeness": lazy("shown as similar first, by {sought}"),
    "rule_kind": lazy("Look for"),
    "rule_kind_words": lazy("words"),
    "rule_kind_pattern": lazy("a pattern"),
    "rule_kind_speaker": lazy("a speaker"),
    "rule_kind_question": lazy("answers to a question"),
    "rule_sought": lazy("What"),
    "rule_speaker": lazy("Who"),
    "rule_hint_words": lazy("Words or phrases, commas between. A star stands for any ending: heat*"),
    "rule_hint_pattern": lazy("A regular expression, such as: (un)?paid|wages?"),
    "rule_hint_speaker": lazy("Every turn of this speaker."),
    "rule_hint_question": lazy("Words of the question. What is said until the next question is its answer."),
    "rule_reach": lazy("And code"),
    "rule_reach_match": lazy("just these words"),
    "rule_reach_sentence": lazy("the sentence"),
    "rule_reach_line": lazy("the paragraph"),
    "rule_reach_turn": lazy("the whole turn"),
    "rule_exact": lazy("Capitals and accents count"),
    "rule_everywhere": lazy("In all texts of the study"),
    "rule_look": lazy("Look"),
    "rule_looking": lazy("Looking …"),
    "rule_not_reached": lazy("The program was not reached. Nothing is lost: try again."),
    "rule_all": lazy("all"),
    "rule_where": lazy("Words, and where they are"),
    "rule_there": lazy("coded already"),
    "rule_needs_code": lazy("Name the code first."),
    # moving
    "go_to": lazy("Go to"),
    "go_to_turn": lazy("Turn, or time"),
    "go_to_line": lazy("Line"),
    "no_such_place": lazy("There is no such place in this text."),
    "questions": lazy("Questions"),
    "headings": lazy("Headings"),
    "no_more_questions": lazy("No further question."),
    "no_more_memos": lazy("No further memo."),
    "key_next_question": lazy("Next question"),
    "key_back_question": lazy("Question before"),
    "key_next_memo": lazy("Next coding with a memo"),
    "key_back_memo": lazy("Coding with a memo before"),
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
    "refused_write_again": lazy("Write it again"),
    "words_not_found": lazy(
        "These words are not in the text as it is now, or more than once. It is not lost: it stands here."
    ),
    "source_gone": lazy(
        "This text was taken out of the study, or is not open to you any more. What you see is older."
    ),
    "lost_put": lazy("Put it on the selected words"),
    "doubtful": lazy("look again"),
    "doubtful_why": lazy("The text was corrected, and these words were altered. Is this what was coded?"),
    "doubtful_keep": lazy("Yes, here"),
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
    "group_listen": lazy("Listen"),
    "group_type": lazy("Type"),
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
    "key_in_vivo": lazy("Their words become the code’s name"),
    "key_here": lazy("List the codings here"),
    "key_remove": lazy("Take the chosen coding off"),
    "key_recode": lazy("Give the chosen coding another code"),
    "key_resize": lazy("Resize the chosen coding"),
    "key_autocode": lazy("Code by a rule"),
    "key_answer": lazy("Which question these words answer"),
    "key_bystander": lazy("These words are a bystander’s, or are not"),
    "key_memo": lazy("Write a memo beside the text"),
    "key_undo": lazy("Undo my last act"),
    "key_redo": lazy("Redo"),
    "key_play": lazy("Play or pause"),
    "key_play_here": lazy("Play from here"),
    "key_play_there": lazy("Play from the time before the cursor"),
    "key_sound_back": lazy("Back five seconds"),
    "key_sound_forward": lazy("Forward five seconds"),
    "key_slower": lazy("Slower"),
    "key_faster": lazy("Faster"),
    "key_speaker": lazy("Write the label of speaker {number}"),
    "key_next_coding": lazy("Next coding"),
    "key_back_coding": lazy("Coding before"),
    "key_next_same": lazy("Next coding of the same code"),
    "key_back_same": lazy("Coding of the same code before"),
    "key_next_turn": lazy("Next turn"),
    "key_back_turn": lazy("Turn before"),
    "key_go": lazy("Go to a turn, a time, a question"),
    "key_filter": lazy("Choose what is shown"),
    "key_codes": lazy("The codes beside the text"),
    "key_calm": lazy("Calm"),
    "key_help": lazy("This list"),
    "key_copy": lazy("Copy with where it is from"),
    "copied": lazy("Copied with its source."),
}

COUNTED = Counted(
    {
        "compare_found": lazy_count("{count} other excerpt.", "{count} other excerpts."),
        "rule_found": lazy_count("{count} place found.", "{count} places found."),
        "rule_more": lazy_count("{count} more is not shown.", "{count} more are not shown."),
        "rule_apply": lazy_count("Apply to {count}", "Apply to {count}"),
        "rule_applied": lazy_count(
            "Coded “{code}” in {count} place, by a rule.", "Coded “{code}” in {count} places, by a rule."
        ),
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
        "moved": lazy_count(
            "{count} coding moved with its words.", "{count} codings moved with their words."
        ),
        "lost": lazy_count("{count} coding has lost its words.", "{count} codings have lost their words."),
    }
)

# Words that have a research word behind them.
NAMED = {"in_vivo": "in_vivo", "standpoint": "standpoint", "describe": "standpoint", "stance": "stance"}


def reader_words(by: Membership | None = None, *, research: bool = False) -> dict[str, str | list[str]]:
    """The words in the language of the moment; those who come as the member's study calls them.

    `research`: with research words beside the plain ones.
    """
    own = {f"standpoint_{value}": label for value, label in standpoints(by) if value} if by else {}
    terms = {key: TERMS[name].said(research=research) for key, name in NAMED.items()}
    return delivered({**WORDS, **own, **terms}, COUNTED)


def delivered(words: Mapping[str, object], counted: Counted) -> dict[str, str | list[str]]:
    """Words as a script is given them, in the language of the moment.

    A counted word comes as its forms; `plural` has a digit for each number below 200: which of them it takes (a
    larger number takes that of its last two digits and a hundred).
    """
    forms, plural = counted.forms()
    return {key: str(word) for key, word in words.items()} | forms | {"plural": plural}
