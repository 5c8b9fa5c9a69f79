"""What Lea, Pia, Hope and Gil come for, by keyboard alone at both widths, on a server on which each has a secret.

Lea leads, Pia takes part, Hope hosts, Gil guards the names. How many actions something takes is counted where the
design promises a number, and where a person would mind.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from commands import done, firsthand
from exchange.test_keeping import clear_texts
from journeys.conftest import shut_out
from journeys.house import House, peopled
from journeys.reading import Server
from journeys.walking import SIZES

pytestmark = pytest.mark.journey


@pytest.fixture(scope="session")
def prepared(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A data folder in which Lea invited the others: made once, to be copied and not to be served."""
    data = tmp_path_factory.mktemp("house") / "data"
    return data, peopled(demonstration, data)


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size[0]}-{size[1]}")
def house(
    request: pytest.FixtureRequest,
    prepared: tuple[Path, dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(prepared[0], data)
    server = Server(data)
    server.start()
    yield House(server.served, prepared[1], *request.param)
    server.kill()


def test_lea_invites_cody_registers_somebody_puts_on_hold_and_carries_out_what_ike_decided(
    house: House, browser: Browser
) -> None:
    with house.somebody(browser) as lea, house.somebody(browser) as cody:
        lea.comes_in("Lea")
        assert lea.counted() == 1
        lea.follow("Who can read this?", within="main")
        lea.sees(
            "Lea, lead: can read everything in it. Can read real names.", "Hope, host: cannot read its words."
        )
        lea.fine("lea-who-can-read")
        lea.write("Name", "Cody")
        lea.send("Invite them")
        assert lea.counted() == 2
        lea.fine("lea-invitation")
        cody.takes_up("Cody", lea.is_shown_a_code(), looked_at="cody")
        expect(cody.page.locator(".bar-you > summary")).to_have_text("You are Cody")
        lea.follow("I have handed it on")
        lea.sees("Cody, coder: can read everything in it.")
        lea.misses("Invited, and not come in yet: until then the code of the invitation opens it. Cody")

        lea.follow("People", within=".tabs")
        lea.counted()
        lea.follow("Somebody new")
        lea.write("Chosen name", "Wren")
        lea.fine("lea-somebody-new")
        lea.send("Keep, and ask them now")
        expect(lea.page.locator("main form :checked:not(option)")).to_have_count(0)  # nothing beforehand
        lea.fine("lea-asks")
        lea.answers("Would you like to be part of this study?", "Yes")
        lea.answers("May we talk with you for about an hour?", "Yes")
        lea.choose("How were they asked?", "on paper")
        lea.send("Keep these answers")
        lea.told("Kept.")
        assert lea.counted() == 6  # what the design promises; each further answer is one more
        lea.sees("Not asked yet, which is a no")
        lea.fine("lea-consent")

        lea.follow("Consent", within=".crumbs")
        lea.fine("lea-consents")
        lea.follow("Baptiste", within="main")
        lea.counted()
        lea.send("Put everything on hold")
        lea.told("On hold.")
        assert lea.counted() == 1
        lea.fine("lea-on-hold")
        cody.starts_at("/s/demo/people/")
        cody.misses("Baptiste")
        lea.send("Take it off hold")
        assert lea.counted() == 1
        cody.starts_at("/s/demo/people/")
        cody.sees("Baptiste", "Ike")

        lea.follow("People", within=".tabs")
        lea.counted()
        lea.follow("Ike", within="main")
        lea.fine("lea-ike")
        lea.follow("Leave or take out")
        lea.fine("lea-leaving")
        lea.answers("In which way", "Take out my words, and what you made of them.")
        lea.write("Whom they may ask", "Lea, at the desk by the stairs")
        carry_out = lea.page.locator("main section").get_by_role("button", name="Carry it out")
        lea.to(carry_out)
        lea.press("Enter")
        sure = lea.page.get_by_role("dialog", name="Carry it out now?")
        sure.wait_for()
        lea.fine("lea-sure")
        lea.to(sure.get_by_role("button", name="Carry it out"))
        lea.leave("Enter")
        lea.told("Done. This is the receipt for them.")
        assert lea.counted() == 5  # to him, to leaving, which way, and twice yes
        lea.fine("lea-receipt")
        cody.starts_at("/s/demo/sources/")
        cody.misses("Interview with Ike")


def test_pia_is_asked_beside_lea_changes_an_answer_and_keeps_her_words_from_rea(
    house: House, browser: Browser
) -> None:
    """Her own page is another journey; this is what she does together with Lea, and what she sees by herself."""
    with house.somebody(browser) as lea, house.somebody(browser) as rea, house.somebody(browser) as pia:
        rea.takes_up("Rea", house.codes["Rea"])
        rea.starts_at("/s/demo/people/")
        rea.sees("Juno")  # the name that Pia chose

        lea.comes_in("Lea")
        lea.follow("People", within=".tabs")
        lea.follow("Juno", within="main")
        lea.follow("What they agreed to")
        sheet = lea.page.request.get(f"{house.served.address}/s/demo/consents/all.html")
        paper = lea.page.context.new_page()
        paper.set_content(sheet.text())
        assert shut_out(paper) == []
        paper.close()

        lea.counted()
        lea.follow("After the talk")
        expect(lea.page.locator("main form :checked:not(option)")).to_have_count(0)
        lea.fine("pia-is-asked")
        lea.answers(
            "How may we use your own words when we write about this?", "Use them once I have seen each one"
        )
        lea.choose("How were they asked?", "together")
        lea.send("Keep these answers")
        lea.told("Kept. What was said before is kept as well.")
        assert lea.counted() == 4
        lea.unfold("Everything they ever answered")
        lea.sees("Use short pieces of what I said", "Use them once I have seen each one")
        lea.fine("pia-answered")
        lea.counted()
        lea.send("Cross out Rea")
        lea.told("They do not read it, and are not told.")
        assert lea.counted() == 1
        lea.fine("pia-crossed-out")
        rea.starts_at("/s/demo/people/")
        rea.misses("Juno")
        rea.starts_at("/s/demo/sources/")
        rea.misses("Juno")

        pia.takes_up("Pia", house.codes["Pia"], looked_at="pia")
        pia.sees("The two-minute log", "I took part: my own page")  # and of the study nothing
        pia.misses("Read and code", "Learning cards")
        pia.fine("pia-home")
        pia.follow("Who can read this?", within="main")
        pia.sees("Lea, lead: can read everything in it.", "Hope, host: cannot read its words.")
        pia.fine("pia-who-can-read")
        pia.is_shut_out_of("/s/demo/sources/", "pia-shut-out")
        pia.follow("Back to the study")
        expect(pia.page.get_by_role("heading", level=1)).to_have_text("Lantern Row")


def test_hope_keeps_the_server_makes_a_backup_and_reads_nothing(
    house: House, browser: Browser, tmp_path: Path
) -> None:
    with house.somebody(browser) as hope, house.somebody(browser) as lea:
        hope.takes_up("Hope", house.codes["Hope"], looked_at="hope")
        hope.sees("Nothing behind this door is yours to do in this study.")
        hope.fine("hope-home")
        hope.follow("Who can read this?", within="main")
        hope.sees("Hope, host: cannot read its words.", "The lead of the study does this.")  # she adds nobody
        expect(hope.page.get_by_role("button", name="Invite them")).to_have_count(0)
        hope.fine("hope-who-can-read")
        for place in ("sources", "people", "codebook", "memos", "themes", "trail", "reports", "consents"):
            hope.is_shut_out_of(f"/s/demo/{place}/", "hope-shut-out" if place == "sources" else "")
        hope.starts_at("/s/demo/")
        hope.send("Lock")
        hope.write("Name", "")
        hope.page.get_by_label("Name", exact=True).fill("Lea")
        hope.write("Passphrase", "lantern lantern lantern")
        with hope.page.expect_navigation():
            hope.to(hope.page.get_by_role("button", name="Open the study"))
            hope.press("Enter")
        expect(hope.page.get_by_text("That opens nothing here")).to_be_visible()
        hope.fine("hope-refused")
        hope.noted("400 (Bad Request)")

        lea.comes_in("Lea")
        lea.follow("Trail", within=".tabs")
        lea.sees("was not let in: what came with this name opens nothing")
        lea.fine("lea-trail")

        made = done(house.served.data, "backup", tmp_path / "monday.fhb").out
        assert "Keep the two apart." in made
        assert firsthand(house.served.data, "sources", "--as", "Lea").status == 1
        words = b"Beaten. I owe one man nine"
        kept = [file for file in tmp_path.rglob("*") if file.is_file()]
        assert not [file for file in kept for text in clear_texts(file) if words in text]


def test_gil_finds_whom_a_name_belongs_to_asks_anew_keeps_a_reader_out_and_sees_a_name_go(
    house: House, browser: Browser
) -> None:
    with house.somebody(browser) as gil, house.somebody(browser) as lea:
        gil.takes_up("Gil", house.codes["Gil"], looked_at="gil")
        gil.sees("What people agreed to", "For the ethics board")
        gil.fine("gil-home")
        gil.is_shut_out_of("/s/demo/sources/", "gil-shut-out")
        gil.follow("Back to the study")
        gil.counted()
        gil.follow("What people agreed to", within="main")
        gil.follow("Marigold", within="main")
        gil.misses("Denise Halloran")
        gil.follow("Show it")
        gil.sees("Denise Halloran")
        assert gil.counted() == 3  # in by the door, to her, and whose name it is
        gil.fine("gil-name")

        gil.follow("When you want")
        gil.fine("gil-asks")
        gil.answers("Do you want to give us some notes from your work log?", "Yes, I will choose which")
        gil.choose("How were they asked?", "out loud")
        gil.send("Keep these answers")
        gil.told("Kept. What was said before is kept as well.")
        assert gil.counted() == 4  # she telephoned
        gil.send("Cross out Sam")
        gil.told("They do not read it, and are not told.")
        assert gil.counted() == 1
        gil.fine("gil-crossed-out")

        lea.comes_in("Lea")
        lea.follow("What tells who somebody is")
        lea.send("Look through everything")
        lea.fine("lea-names-found")
        lea.to(lea.page.get_by_role("button", name="Replace all of these"))
        lea.press("Enter")
        lea.send("Replace")
        lea.told("Replaced everywhere. The originals are under the guardian’s key.")
        lea.fine("lea-names-replaced")

        lea.follow("People", within=".tabs")
        lea.follow("Marigold", within="main")
        lea.follow("Leave or take out")
        lea.answers("In which way", "Take out everything, also where I am mentioned in notes.")
        lea.to(lea.page.locator("main section").get_by_role("button", name="Carry it out"))
        lea.press("Enter")
        lea.to(lea.page.get_by_role("dialog").get_by_role("button", name="Carry it out"))
        lea.leave("Enter")
        lea.told("Done. This is the receipt for them.")
        lea.fine("lea-receipt-of-all")

        gil.starts_at("/s/demo/consents/")
        gil.fine("gil-after")
        gil.misses("Marigold")
