"""Every word of the page on which notes are written on a phone, delivered with it in the page's language.

`{name}` is filled in by the page. `reader/src/phone/words.json` tells the same to the TypeScript compiler; `python -m
tools.reader_words` writes it. The page is kept on phones in the clear: no word of a study belongs here.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext_lazy as lazy_count

from firsthand.doors.web.reader_words import Counted, delivered

WORDS = {
    # writing
    "jotting": lazy("Jotting"),
    "jotting_hint": lazy(
        "A phrase, a picture of the scene. Two lines will do. No names: the study name, or “a man by the "
        "window”."
    ),
    "description": lazy("What happened"),
    "description_hint": lazy(
        "In order. Who did what, what was said, what things were used, how it ended. Leave out what it means."
    ),
    "reflection": lazy("Me in it"),
    "reflection_hint": lazy(
        "Where I stood, how I was taken, what I felt, what I wanted to see. Yours alone, unless you tick "
        "below."
    ),
    "share": lazy("The team may read “Me in it”"),
    "analytic": lazy("Hunches and questions"),
    "analytic_hint": lazy("What might this be a case of? What speaks against it? What to watch for next?"),
    "plan": lazy("Next"),
    "plan_hint": lazy("What to do differently on the next visit; whom to thank."),
    "written": lazy("Written"),
    "more": lazy("More: what happened, me in it, hunches"),
    "keep": lazy("Keep"),
    "keep_waits": lazy("Kept as soon as what was chosen is sealed …"),
    "put_down": lazy("Sealed on this device at {time}"),
    "not_put_down": lazy(
        "This could not be kept on the device: perhaps it is full. Your words are still here. Copy them "
        "somewhere safe."
    ),
    "needs_words": lazy("A note needs a few words. Two will do."),
    # the visit
    "visit": lazy("Visit"),
    "visit_none": lazy("of no visit"),
    "visit_new": lazy("a new visit"),
    "visit_number": lazy("Visit {number}, {what}"),
    "visit_with": lazy("the new visit of my note from {time} {doing}"),
    "visit_gone": lazy("the same visit as before"),
    "visit_on": lazy("Day"),
    "visit_began": lazy("From"),
    "visit_ended": lazy("to"),
    "visit_place": lazy("Where: the kind of room, not its name"),
    "visit_doing": lazy("What was going on"),
    "visit_told_how": lazy("How people knew that I was observing"),
    "visit_left_out": lazy("Left out because someone asked, or it was private: that it was, not what"),
    "visit_present": lazy("Study people present"),
    # photographs and voice memos
    "attaching": lazy("Photographs and voice memos"),
    "attached": lazy("Attached"),
    "photo": lazy("Photograph"),
    "voice": lazy("Voice memo"),
    "voice_end": lazy("Stop speaking"),
    "voice_memo": lazy("Voice memo"),
    "file": lazy("File"),
    "look": lazy("Look"),
    "listen": lazy("Listen"),
    "take_off": lazy("Take off"),
    "megabytes": lazy("{size} MB"),
    "not_kind": lazy(
        "{name} is neither a picture nor a sound, or of a kind that not every browser shows. It was not "
        "added."
    ),
    "too_large": lazy("{name} has {size}. A file may have {most}. It was not added; everything else is kept."),
    "too_many": lazy("A note takes {most} files. {name} was not added; everything else is kept."),
    "too_much": lazy(
        "The files of a note may have {most} together. {name} was not added; everything else is kept."
    ),
    "no_room": lazy("There is no room for {name} on this device. It was not added; everything else is kept."),
    "sealing": lazy("{name} is being sealed …"),
    "memo_ends": lazy(
        "There is no more room on this device: {name} ends here. What was spoken until then is kept."
    ),
    "no_microphone": lazy(
        "The microphone is not open to this page. The browser’s settings for it can change that."
    ),
    # the notes here
    "here": lazy("On this device"),
    "here_none": lazy("Nothing waits here."),
    "sealed": lazy("A note of {time}, sealed"),
    "state_writing": lazy("on this device, not finished · {time}"),
    "state_kept": lazy("on this device · {time}"),
    "state_tried": lazy("being handed over; it may have arrived already · {time}"),
    "state_under_way": lazy("being handed over …"),
    "state_refused": lazy("was not taken · {time}"),
    "state_handed": lazy("handed over · {time}"),
    "not_taken": lazy("Not taken: {sentence} Your words are here, to mend or to copy."),
    "otherwise": lazy("The server did not take it, and did not say why."),
    "write_on": lazy("Write on"),
    "mend": lazy("Mend it"),
    "copy": lazy("Copy the words"),
    "throw_away": lazy("Throw away"),
    "throw_ask": lazy("Throw this note away? Nobody can bring it back."),
    "stay": lazy("No, stay"),
    "elsewhere": lazy("This note is open in another tab, or on its way to the server."),
    # the network
    "looking": lazy("Write. It is kept on this device as you go."),
    "going_fine": lazy("The server is there: what you keep is handed over at once."),
    "going_lost": lazy(
        "No network. Go on writing: everything is kept on this device, sealed, and handed over later."
    ),
    "going_away": lazy(
        "This browser is somebody else’s by now, or nobody’s. Choose your name on a page of the study, "
        "then come back. Your notes wait."
    ),
    "nobody_yet": lazy(
        "This device has not met the server yet. Open this page once with a network; from then on it "
        "works without."
    ),
    "able": lazy("This page opens without a network."),
    "who": lazy("You are {name} · {study}"),
    "not_secure": lazy(
        "Notes can be sealed here only over https, or on the machine itself. Without that, write on the "
        "ordinary page."
    ),
    "no_database": lazy(
        "This browser keeps nothing, perhaps because of a private window. Write on the ordinary page."
    ),
    "note_page": lazy("The ordinary page"),
    # another member than the last one
    "whose": lazy("You come in as somebody else than who was last here. Whose is what is being written here?"),
    "whose_last": lazy("Of whoever was last here: it waits for them, sealed"),
    "whose_now": lazy("Of whoever comes in now"),
    # the phrase
    "phrase": lazy("Your phrase"),
    "phrase_opens": lazy(
        "Your phrase opens what the study knows (visits, people) without a network. You can write "
        "without it."
    ),
    "phrase_open": lazy("Open"),
    "phrase_wrong": lazy("This phrase opens nothing here. Look at it again: capitals count, spaces do not."),
    "phrase_forgotten": lazy("Forgotten? Write on all the same. What is sealed opens when the network is back."),
    "phrase_title": lazy("Open your notes without a network"),
    "phrase_is": lazy("A phrase is chosen on this device. Another takes its place."),
    "phrase_is_not": lazy(
        "Without a phrase you can always write here, but what you wrote before opens only with a network."
    ),
    "phrase_new": lazy("Choose a phrase"),
    "phrase_hint": lazy(
        "Four or five words that do not belong together. Whoever has the device can try as often as they "
        "like."
    ),
    "phrase_short": lazy("This is guessed too soon. Take at least {least} letters, better four words."),
    "phrase_choose": lazy("Choose"),
    "phrase_chosen": lazy("Chosen. From now on this phrase opens your notes on this device."),
    "phrase_forget": lazy("Do without a phrase"),
    "phrase_gone": lazy("The phrase opens nothing any more."),
    # leaving
    "leave": lazy("Leave this device"),
    "leave_ask": lazy("Everything of this study goes from this device."),
    "leave_first": lazy("Hand them over first"),
    "leave_anyway": lazy("Leave, and lose them"),
    "left": lazy("You have left"),
    "left_told": lazy("Nothing of this study is on this device any more."),
    "left_untold": lazy(
        "Nothing of this study is on this device any more, but without a network the browser still knows "
        "as whom you came in. Open Firsthand once with a network and leave again, or clear its cookies."
    ),
    "home": lazy("To the front page"),
}  # fmt: skip

COUNTED = Counted(
    {
        "with_files": lazy_count("{count} file", "{count} files"),
        "waiting": lazy_count("{count} note waits.", "{count} notes wait."),
        "sealed_phrase": lazy_count(
            "{count} note here is sealed. Your phrase opens it, or the network when it is back.",
            "{count} notes here are sealed. Your phrase opens them, or the network when it is back.",
        ),
        "sealed_wait": lazy_count(
            "{count} note here is sealed and safe. It opens when the network is back.",
            "{count} notes here are sealed and safe. They open when the network is back.",
        ),
        "others_notes": lazy_count(
            "{count} note of another member waits here too. It is handed over when they open this page.",
            "{count} notes of other members wait here too. They are handed over when those open this page.",
        ),
        "leave_waiting": lazy_count(
            "{count} note is not handed over yet.", "{count} notes are not handed over yet."
        ),
        "leave_others": lazy_count(
            "{count} note of another member is not handed over yet.",
            "{count} notes of other members are not handed over yet.",
        ),
    }
)


def phone_words() -> dict[str, str | list[str]]:
    """The words in the language of the moment."""
    return delivered(WORDS, COUNTED)
