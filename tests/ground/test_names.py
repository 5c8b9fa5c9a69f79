"""What studies and members are called: in one line, of signs that can be read, as long as every database keeps."""

from __future__ import annotations

import pytest

from conftest import Cast
from firsthand.core.problems import Problem
from firsthand.ground.studies.entrance import installation_secret
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.services import add_member, start_study


def started(title: str, lead: str) -> Membership:
    return start_study(installation_secret(), title=title, lead=lead)


def test_signs_that_nobody_can_read_are_left_out(cast: Cast) -> None:
    lead = started("Our\0 own\nhouse ", " Ada\x07 ")
    other = add_member(lead, name="Bo\0b  B", role="coder", secret=installation_secret())
    assert (lead.study.title, lead.name, other.name) == ("Our own house", "Ada", "Bob B")


@pytest.mark.parametrize(("title", "lead"), [("t" * 201, "Ada"), ("Ours", "a" * 81)])
def test_what_no_page_could_show_gets_a_sentence(cast: Cast, title: str, lead: str) -> None:
    with pytest.raises(Problem, match=r"too long: (200|80) characters at most"):
        started(title, lead)
    with pytest.raises(Problem, match="too long: 80 characters"):
        add_member(cast.lea, name="b" * 81, role="coder", secret=installation_secret())
