"""Why a figure has no value, as `core` says it, which knows of no languages: named here so that it is translated.

A page says them by `{% translate figure.reason %}`. A test holds that every sentence of `core` is here.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as noop

REASONS = (
    noop(
        "a code is never counted after itself here, and row × column is not what chance gives: see p by shuffling"
    ),
    noop("a margin is empty"),
    noop("a network of one has no edges that could be there"),
    noop(
        "a test on counts of codings takes what one person said often for many people: count people instead"
    ),
    noop("all of what is estimated would be met only after endlessly many"),
    noop("all people are alike in one of the two: there is nothing to compare"),
    noop("codes come without slowing down: by this curve there is no end to them"),
    noop("it is for two by two"),
    noop("it is not fitted"),
    noop("it takes the words of two people"),
    noop("it was not said how often codes are in interviews in all"),
    noop("no two edges meet: there is nothing that could be closed"),
    noop("pieces of one coder overlap, and a coder holds one value at a place: see the codes one by one"),
    noop("there are no two others to stand between"),
    noop("it takes three interviews"),
    noop("neither code covers anything"),
    noop("neither word is there"),
    noop("no code came a second time: there is no end in sight to reckon from"),
    noop("no code is in exactly two interviews"),
    noop("no code is in one interview alone as far as this can tell: nothing is estimated to be missing"),
    noop("no code was used"),
    noop("nobody says it"),
    noop("nothing follows this code"),
    noop("of more than 5,000 people it is not reckoned: chi-square says the same of so many"),
    noop("one interview says nothing of how interviews differ"),
    noop("one of the codes has no codings"),
    noop("one of the codes has none of the transitions, or all of them"),
    noop("one of the two sets has no words"),
    noop("the base holds no codes"),
    noop("the table of two by two has too many empty cells"),
    noop("the word is in neither"),
    noop("the word is in one of the two sets only: no ratio can be said"),
    noop("there are as many pairs as codings: a code overlaps itself, and c has no denominator"),
    noop("there are more pairs than codings: a code overlaps itself"),
    noop("there are no transitions"),
    noop("there is less than one code by this curve"),
    noop("there is no document with codings of both"),
    noop("there is nothing to divide by"),
    noop("they never stand together"),
    noop("they stand together everywhere"),
    noop("under twenty people p-values are off until somebody asks for them"),
)
