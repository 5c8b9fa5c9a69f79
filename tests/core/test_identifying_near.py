"""Given words are found in every way in which they slip through; and innocent words beside them are not."""

from __future__ import annotations

import pytest

from firsthand.core.identifying import Document, Given
from firsthand.core.identifying.looking import hints
from firsthand.core.spans import Span

GIVEN = [
    Given("Denise Halloran", "D01", "Marigold", "P01"),
    Given("Leonard Pruitt", "D01", "Crosby", "P02"),
    Given("Deacon", "D01", "Crosby", "P02"),
    Given("Alicia Montes Rivera", "D01", "Paloma", "P03"),
    Given("Émile Fontenot", "D01", "Baptiste", "P08"),
    Given("Will Marsh", "D01", "Ike", "P04"),
    Given("Hope Mayer", "D02", "[a friend]"),
    Given("Lantern Row", "D03", "[the house]"),
    Given("St. Brannock's", "D03", "[a hospital]"),
    Given("Cask Street", "D04", "[a street]"),
    Given("Harrow Lane", "D04", "[a street]"),
    Given("5 March 2019", "D05", "[a spring]"),
    Given("14 August 2011", "D05", "[a summer]"),
]
KNOWN = ["Marigold", "Crosby", "Paloma", "Baptiste", "Ike", "Sam", "Lena"]

# What stands in a text, and after the bar the part of it that must be covered.
PLANTED = """
Asked D.H. about the cups.|D.H.
D. H. said no.|D. H.
As D. Halloran put it|D. Halloran
with Denise H. at the door|Denise H.
DH: It's the kettle.|DH
a call from L. Pruitt today|L. Pruitt
A.M.R. came along|A.M.R.
Lenny sat with him|Lenny
We asked Len to come|Len
told Leo and the others|Leo
then Denice made tea|Denice
Willy had the key|Willy
Denize has the key|Denize
Denise Haloran was there|Denise Haloran
with Holloran at ten|Holloran
Mr. Pruit came by|Pruit
Leonerd Pruitt said so|Leonerd Pruitt
ask Alica about it|Alica
Emile Fontenot left|Emile Fontenot
seen by Fontenots car|Fontenots
Fontenot’s group|Fontenot
Émile's circle|Émile
emile fontenot, group|emile fontenot
i talked with denise today|denise
DENISE is in the kitchen|DENISE
DenisH_interview|DenisH
DENISE-HALLORAN.docx|DENISE-HALLORAN
2019_halloran_final.txt|halloran
dhalloran.mp3|dhalloran
denisehalloran2.wav|denisehalloran
P02_Pruitt_L.docx|Pruitt
interview-lenny.mp3|lenny
HalloranDenise.pdf|HalloranDenise
MontesRivera_consent.pdf|MontesRivera
write to denise.halloran@post.example.org|denise.halloran
notes_dh_2.docx|dh
LeonardP.odt|LeonardP
by the stairs on Cask St.|Cask St.
on Cask st, Mondays|Cask st
in Caske Street|Caske Street
CaskStreet_map.png|CaskStreet
at Harrow Ln, class four|Harrow Ln
at Harow Lane|Harow Lane
on 05/03/2019 we met|05/03/2019
on March 5th we met|March 5th
on the fifth of March|fifth of March
visit_2019-03-05.txt|2019-03-05
the 5. 3. meeting of 5.3.19|5.3.19
on Aug 14, 2011 she came|Aug 14, 2011
the boiler at the Row|the Row
Lanten Row has tea|Lanten Row
LanternRow_floorplan.pdf|LanternRow
held at Saint Brannock's then|Brannock
at St Brannocks then|St Brannocks
Will's coat was wet|Will
then Will Marsch left|Will Marsch
I asked Hope about it|Hope
Deacon said grace|Deacon
""".strip().splitlines()

INNOCENT = """
Mark the date, please.
Will you come in?
I hope so. Hope springs.
March on, they said.
may I sit? May I?
It was in March, on a Monday.
I will mark it in May.
a dense crowd at the door
Dense fog, all day.
We sat by the marsh.
The marsh was wet in August.
Rows of chairs, and a row of cups.
a lantern by the bed
She has a cask of cider there.
The street was dark at 5 a.m.
At 7 A.M. I came, at 3 P.M. I left.
on 6 March 2019 it rained
on 5 April 2019 it rained
on March 6th, not before
the fifth of them
He is a deacon now.
Marigold sat with Paloma and Crosby.
MARIGOLD: It's the kettle.
Leonine, he looked.
Learned that, and a lesson.
He was in denial about it.
Leave the door, will you?
a harrowing day in the lane
The harrow and the plough
mountains and rivers
the river rose again
Alice was not there, a neighbour of ours was.
My will is in the drawer.
We hope for the best.
Hopeful people, hopefully.
the halo round the lamp
He left at the hour of dinner.
It's all of it true.
The fountain is broken.
a font of knowledge
Emily's cat sleeps.
the street, the row, the house
No, not on that road.
in May, in June, in autumn
A mayor came by.
Sam asked, and Lena wrote.
OK, DVD, TV, PM, AM
Ten of them, and then one more.
Len-gth matters? No.
The denizens of the house
pruning and fruit
They are willing.
the willows by the water
He pulled the lever.
The row was loud.
The pm and the am trains
interview_01_final.docx
visit-2019-03-06.txt
the_house_rules.pdf
Marigold_interview_2.docx
""".strip().splitlines()


def near(text: str) -> list[tuple[Span, str]]:
    """Hints at what was given, in whatever form; an address that has it in it goes as a whole."""
    found = hints([Document("a", text)], GIVEN, known=KNOWN, near=True)
    told = ("given", "near", "pattern: mail", "pattern: page")
    return [(hint.span, hint.why) for hint in found if hint.why.startswith(told)]


def test_there_are_enough_of_both() -> None:
    assert len(PLANTED) >= 40
    assert len(INNOCENT) >= len(PLANTED)


@pytest.mark.parametrize("line", PLANTED)
def test_what_slipped_through_is_found(line: str) -> None:
    text, _, planted = line.partition("|")
    start = text.index(planted)
    covered = {place for span, _why in near(text) for place in range(span.start, span.end)}
    missing = [place for place in range(start, start + len(planted)) if place not in covered]
    assert not [text[place] for place in missing if text[place].isalnum()]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_innocent_is_not_found(text: str) -> None:
    assert [(span.words_in(text), why) for span, why in near(text)] == []
