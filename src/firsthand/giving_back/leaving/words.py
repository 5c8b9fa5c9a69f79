"""Levels, places and effects as people are told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

LEVELS: dict[str, StrPromise] = {
    "L1_stop": lazy("Stop here. Keep what I have given."),
    "L2_no_quotes": lazy("Keep it for your thinking, but print none of my words from now on."),
    "L3_remove_words": lazy("Take out my words, and what you made of them."),
    "L4_remove_all": lazy("Take out everything, also where I am mentioned in notes."),
    "L5_cut_the_link": lazy("Keep the text, but destroy the link to my name, so that nobody can trace it."),
}

# The same in two or three words, for the head of a table.
SHORT: dict[str, StrPromise] = {
    "L1_stop": lazy("Stop here"),
    "L2_no_quotes": lazy("Print nothing"),
    "L3_remove_words": lazy("Words out"),
    "L4_remove_all": lazy("All out"),
    "L5_cut_the_link": lazy("Cut the link"),
}

PLACES: dict[str, StrPromise] = {
    "recording": lazy("Recordings and pictures"),
    "transcript_or_notes_of_interview": lazy("Talks with you alone, written down"),
    "given_log_entries": lazy("Texts that you wrote and gave"),
    "background_answers": lazy("What you said about yourself when asked"),
    "own_speech_in_group_or_fieldnote": lazy("What you said in group talks and in our notes"),
    "mention_by_observer_in_fieldnote": lazy("Where we mention you in our notes"),
    "mention_by_another_participant": lazy("Where another person speaks of you"),
    "coded_segments_on_own_words": lazy("Codes put on your words, and summaries of them"),
    "memo_quoting_own_words": lazy("Memos that quote you"),
    "memo_built_on_own_words": lazy("Memos thought on your words"),
    "theme_evidence": lazy("Evidence in themes"),
    "counts_and_agreement_figures": lazy("Counts and figures"),
    "example_in_codebook": lazy("Your words in the codebook"),
    "draft_write_up_quote": lazy("Your words in what is being written up"),
    "learning_card": lazy("Learning cards"),
    "member_check_pack_of_others": lazy("What others are sent to check"),
    "search_index_and_caches": lazy("Copies kept by browsers for speed, and drafts in them"),
    "undo_and_history": lazy("Earlier versions, files as they came, and what undo holds"),
    "audit_trail": lazy("The record of who did what"),
    "backups": lazy("Copies of the keys that open old backups"),
    "copies_already_sent": lazy("Files that left with your words in them"),
    "published_or_deposited": lazy("What is printed or deposited"),
    "consent_record": lazy("The record of what you were asked, and your name"),
}

# What is done, as it stands behind a place: “Codes put on your words: taken out”.
EFFECTS: dict[str, StrPromise] = {
    "keep": lazy("kept"),
    "hide": lazy("kept for the team, printed nowhere"),
    "remove": lazy("taken out"),
    "redact": lazy("your words taken out"),
    "recompute": lazy("counted anew, without you"),
    "flag": lazy("somebody of the team looks again"),
    "notify": lazy("we say who has them, and ask that they be deleted"),
    "tombstone": lazy("that it happened is kept, what it said is not"),
    "impossible": lazy("cannot be called back"),
}

# Where the words of an effect would say too little, or something else.
HERE: dict[tuple[str, str], StrPromise] = {
    ("mention_by_observer_in_fieldnote", "redact"): lazy("the sentences that name you taken out"),
    ("background_answers", "redact"): lazy("your answers taken out; that you were asked is kept"),
    ("undo_and_history", "redact"): lazy("what holds your name taken out"),
    ("search_index_and_caches", "recompute"): lazy("made anew"),
    ("backups", "notify"): lazy("we say when the last one is gone"),
    ("consent_record", "redact"): lazy("your name and all notes taken out; that you were asked is kept"),
}

NOT_YET = frozenset({"published_or_deposited"})


def said(place: str, effect: str) -> str:
    """What will happen in a place, in plain words."""
    return str(HERE.get((place, effect), EFFECTS[effect]))
