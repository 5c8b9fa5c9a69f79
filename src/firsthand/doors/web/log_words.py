"""What the page of the two-minute log on a phone says: as the one for notes does, but for what is otherwise here.

`reader/src/phone/log/words.json` tells the same to the TypeScript compiler. The page is kept on phones in the clear: no
word of anybody belongs here.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext_lazy as lazy_count

from firsthand.doors.web import phone_words
from firsthand.doors.web.reader_words import Counted, delivered

OWN = {
    "log_heading": lazy("Two minutes, for me"),
    "log_most": lazy("up to {most}"),
    "log_any": lazy("as many as fit"),
    "log_full": lazy("{most} at most: tap one of the chosen to take it off first."),
    "log_aloud": lazy(
        "Or say it aloud with the microphone of your keyboard; some keyboards send what they hear to their "
        "maker."
    ),
    "log_enough": lazy("That is enough. All that follows can be skipped."),
    "log_left": lazy("{count} letters left"),
    "log_over": lazy("{count} letters too many: shorten it a little."),
    "log_needs_what": lazy("Tap at least one thing that you were doing."),
    "log_needs_moment": lazy("One moment wants a few words. One line will do."),
    "log_check": lazy("Is this someone’s name, or a number of theirs? Leave it out? {words}"),
    "log_again": lazy("Look at it again"),
    "log_as_is": lazy("Keep it as it is"),
    "log_kept": lazy("Kept."),
    "log_talk": lazy("Somebody to talk to"),
    "log_talk_none": lazy("You have not written down anybody yet."),
    "log_talk_choose": lazy("Choose whom you turn to"),
    "log_talk_sealed": lazy("Whom you chose is sealed here. It opens with your phrase, or with a network."),
    "log_talk_nothing": lazy("Only you see this. Nothing is sent to anybody, and nobody is told."),
    # as on the page for notes, of entries
    "put_down": lazy("Sealed on this device at {time}"),
    "sealed": lazy("An entry of {time}, sealed"),
    "not_taken": lazy("Not taken: {sentence} Your words are here, to mend or to copy."),
    "throw_ask": lazy("Throw this entry away? Nobody can bring it back."),
    "elsewhere": lazy("This entry is open in another tab, or on its way to the server."),
    "going_fine": lazy("The server is there: what you keep is handed over at once, sealed for you alone."),
    "going_away": lazy(
        "This browser is somebody else’s by now, or nobody’s. Choose your name on a page of the study, "
        "then come back. Your entries wait."
    ),
    "not_secure": lazy(
        "Entries can be sealed here only over https, or on the machine itself. Without that, this page "
        "cannot be used."
    ),
    "no_database": lazy(
        "This browser keeps nothing, perhaps because of a private window. Open the page in an ordinary one."
    ),
    "note_page": lazy("Back to the study"),
    "phrase_opens": lazy(
        "Your phrase opens what you wrote here before, without a network. You can write without it."
    ),
    "phrase_title": lazy("Open your entries without a network"),
    "phrase_chosen": lazy("Chosen. From now on this phrase opens your entries on this device."),
    "leave_ask": lazy("Everything of your log goes from this device."),
    "left_told": lazy("Nothing of your log is on this device any more."),
    "left_untold": lazy(
        "Nothing of your log is on this device any more, but without a network the browser still knows as "
        "whom you came in. Open Firsthand once with a network and leave again, or clear its cookies."
    ),
}  # fmt: skip

COUNTED = Counted(
    {
        "waiting": lazy_count("{count} entry waits.", "{count} entries wait."),
        "sealed_phrase": lazy_count(
            "{count} entry here is sealed. Your phrase opens it, or the network when it is back.",
            "{count} entries here are sealed. Your phrase opens them, or the network when it is back.",
        ),
        "sealed_wait": lazy_count(
            "{count} entry here is sealed and safe. It opens when the network is back.",
            "{count} entries here are sealed and safe. They open when the network is back.",
        ),
        "others_notes": lazy_count(
            "{count} entry of another member waits here too. It is handed over when they open this page.",
            "{count} entries of other members wait here too. They are handed over when those open this page.",
        ),
        "leave_waiting": lazy_count(
            "{count} entry is not handed over yet.", "{count} entries are not handed over yet."
        ),
        "leave_others": lazy_count(
            "{count} entry of another member is not handed over yet.",
            "{count} entries of other members are not handed over yet.",
        ),
    }
)

# What the page shares with the one for notes: how far something has come, the network, the phrase, leaving.
SHARED = (
    "keep", "not_put_down", "here", "here_none", "state_writing", "state_kept", "state_tried", "state_under_way",
    "state_refused", "state_handed", "otherwise", "write_on", "mend", "copy", "throw_away", "stay", "looking",
    "going_lost", "nobody_yet", "able", "who", "phrase", "phrase_open", "phrase_wrong", "phrase_forgotten", "phrase_is",
    "phrase_is_not", "phrase_new", "phrase_hint", "phrase_short", "phrase_choose", "phrase_forget", "phrase_gone",
    "whose", "whose_last", "whose_now", "leave", "leave_first", "leave_anyway", "left", "home",
)  # fmt: skip


def log_words() -> dict[str, str | list[str]]:
    """The words in the language of the moment."""
    return delivered({name: phone_words.WORDS[name] for name in SHARED} | OWN, COUNTED)
