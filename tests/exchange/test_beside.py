"""Two sites side by side: claims in words, for what both kept of the kit's core, and never a number."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from counting import brought

from conftest import Cast
from core.kits import in_spanish, starter, with_changes
from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import change_code, make_code
from firsthand.analysis.coding.services import apply_code, delete_code
from firsthand.analysis.themes.models import Theme
from firsthand.analysis.themes.services import add_evidence, make_claim, make_theme
from firsthand.core.guide import Guide, Question
from firsthand.core.kit.findings import FoundClaim, read_findings, written
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.exchange.kits.beside import beside
from firsthand.exchange.kits.found import findings
from firsthand.exchange.kits.services import begin_with_kit, open_codes
from firsthand.field.interviews.selectors import guide, guides
from firsthand.field.interviews.services import import_guide
from firsthand.field.people.services import add_participant
from firsthand.field.sources.sight import readable
from firsthand.giving_back.findings import release_findings
from firsthand.giving_back.models import Release

SAID = "He held the other end of the table, and that was how we met."


def files() -> dict[str, bytes]:
    """The small kit, with facets in its core."""
    return with_changes(
        "kit.yaml", ("codebook_level: theme", "codebook_level: theme\n  facets: [standpoint, stance]")
    )


def site(by: Any, sentence: str, *, kit: dict[str, bytes] | None = None, language: str = "") -> Any:
    """A study that began with the kit, opened its codes, and claims something under its theme."""
    begin_with_kit(by, files=kit or files(), language=language)
    ike = add_participant(by, pseudonym="Ike")
    source = brought(by, "ike.txt", f"LEA: And?\nIKE: {SAID}\n", ike)
    apply_code(by, source=source, code=make_code(by, name="Tables"), span=Span(15, 30))
    open_codes(by)
    code = _code(by, "ME-START")
    coding = apply_code(by, source=source, code=code, span=Span(15, 20), standpoint="self", stance="supports")
    theme = make_theme(by, name="Carrying", idea="Both ends.")
    claim = make_claim(by, theme=theme, sentence=sentence)
    add_evidence(by, theme=theme, claim=claim, coding=coding, side="for")
    return by


def _code(by: Any, handle: str) -> Code:
    return next(Code.objects.get(pk=one.id) for one in codebook(by) if one.handle == handle)


@pytest.fixture
def here(cast: Cast) -> Any:
    return site(cast.lea, "It begins with a thing to carry.")


@pytest.fixture
def there(cast: Cast) -> Any:
    return site(cast.xeno, "It begins with a smoke outside.")


def test_what_both_kept_is_laid_side_by_side_in_words(here: Any, there: Any) -> None:
    (theme,) = beside(
        here, there=read_findings("x.json", release_findings(there, found=findings(there)).data)
    )
    assert (theme.theme.name, theme.missing) == ("What works between people", ())
    (part,) = theme.parts
    assert [one.sentence for one in part.here] == ["It begins with a thing to carry."]
    assert [one.sentence for one in part.there] == ["It begins with a smoke outside."]
    assert part.there[0].grounds == ("For it: fewer than three people; of themselves.",)


def test_what_leaves_has_no_passage_no_name_and_no_number_of_people(here: Any) -> None:
    made = release_findings(here, found=findings(here, title="The first site"))
    told = made.data.decode()
    for words in ("the other end of the table", "Ike", "Tables", "How peer work works"):
        assert words not in told
    claim = json.loads(told)["claims"][0]
    assert claim["grounds"] == [
        {
            "side": "for",
            "people": "fewer than three",
            "standpoints": [{"said": "self", "times": 1}],
            "stances": [{"said": "supports", "times": 1}],
        }
    ]
    assert Release.objects.get().what == "findings"


def test_a_claim_with_somebodys_words_does_not_leave(cast: Cast) -> None:
    by = site(cast.lea, f"They say: {SAID}")
    with pytest.raises(Problem, match="did not say that they may be quoted"):
        release_findings(by, found=findings(by))
    assert not Release.objects.exists()


def test_where_one_changed_a_question_or_a_theme_it_says_so_and_shows_nothing(here: Any, there: Any) -> None:
    theirs = findings(there)
    other = Question("Q02", "Another question altogether?", core=True, themes=("T1",))
    import_guide(here, guide=Guide((guides(here)[0].questions[0], other)), into=guide(here, 1))
    (theme,) = beside(here, there=theirs)
    assert theme.missing == ("Here: “Q02” is changed.",)
    assert theme.parts == ()
    change_code(there, code=_code(there, "T1"), definition="Something else.")
    (theme,) = beside(here, there=findings(there))
    assert theme.missing == ("Here: “Q02” is changed.", "There: “What works between people” is changed.")
    delete_code(there, code=_code(there, "ME-START"))  # below the core: nothing is missing for that


def test_codes_below_the_core_may_change_and_a_code_of_ones_own_below_them_counts_to_the_theme_above(
    here: Any, there: Any
) -> None:
    change_code(there, code=_code(there, "ME-START"), definition="Changed below the core.")
    own = make_code(there, name="Own", parent=_code(there, "ME-START"))
    source = readable(there).get()
    coding = apply_code(there, source=source, code=own, span=Span(30, 40), stance="goes_against")
    theme = Theme.objects.get(study_id=there.study_id)
    claim = make_claim(there, theme=theme, sentence="Or with nothing at all.")
    add_evidence(there, theme=theme, claim=claim, coding=coding, side="against")
    (theme_told,) = beside(here, there=findings(there))
    assert theme_told.missing == ()
    assert [(one.sentence, one.grounds) for one in theme_told.parts[0].there][1] == (
        "Or with nothing at all.",
        ("Against it: fewer than three people.",),
    )


def test_while_codes_are_closed_only_the_lead_is_told_what_is_missing(cast: Cast, there: Any) -> None:
    theirs = findings(there)
    begin_with_kit(cast.lea, files=files())
    (theme,) = beside(cast.lea, there=theirs)
    assert "Here: “What works between people” is still closed." in theme.missing
    assert "Here: “standpoint” is not used." in theme.missing
    with pytest.raises(Problem, match="Codes of the kit are still closed"):
        beside(cast.cody, there=theirs)


def test_another_version_of_the_kit_has_to_word_it_alike_and_another_language_not(
    cast: Cast, here: Any
) -> None:
    newer = {**files(), "kit.yaml": files()["kit.yaml"].replace(b"0.1.0", b"0.2.0")}
    newer["interview/guide.yaml"] = newer["interview/guide.yaml"].replace(
        b"when it went well", b"when it went"
    )
    site(cast.xeno, "It begins outside.", kit=newer)
    (theme,) = beside(here, there=findings(cast.xeno))
    assert theme.missing == ("There: “Q02” is worded otherwise in its version of the kit.",)
    theirs = replace(findings(cast.xeno), language="es")
    assert beside(here, there=theirs)[0].missing == ()


def test_a_study_in_spanish_and_one_in_english_stand_side_by_side(cast: Cast, here: Any) -> None:
    spanish = {**in_spanish(), "kit.yaml": files()["kit.yaml"] + b"languages: [{code: es}]\n"}
    site(cast.xeno, "Empieza con algo que cargar.", kit=spanish, language="es")
    (theme,) = beside(here, there=findings(cast.xeno))
    assert [one.sentence for one in theme.parts[0].there] == ["Empieza con algo que cargar."]


def test_other_kits_and_other_files_are_refused_with_what_to_do(here: Any) -> None:
    with pytest.raises(Problem, match="different kits"):
        beside(here, there=replace(findings(here), kit="another"))
    for data in (b"{}", b"no", b"[]", b'{"kind": 3}', b"\xff", b"[" * 100_000):
        with pytest.raises(Problem, match="holds no findings"):
            read_findings("x.json", data)
    hostile = {
        "kind": "firsthand findings",
        "format": 1,
        "claims": [{"sentence": ["x"], "grounds": [3]}],
        "core": {},
    }
    assert read_findings("x.json", json.dumps(hostile).encode()).claims == (FoundClaim(""),)


def test_findings_come_back_as_they_left(here: Any) -> None:
    assert read_findings("x.json", written(findings(here))) == findings(here)


def test_a_kit_without_a_core_lays_nothing_beside_anything(cast: Cast) -> None:
    bare = starter()
    bare["kit.yaml"] = bare["kit.yaml"].split(b"# What two sites both keep")[0]
    begin_with_kit(cast.lea, files=bare)
    with pytest.raises(Problem, match="names nothing that two sites both keep"):
        findings(cast.lea)
