"""What one process destroys, another that runs all the while does not show any more."""

from __future__ import annotations

from urllib.error import HTTPError

import pytest

from commands import done
from exchange.test_marker_while_serving import Site, site
from exchange.test_words_taken_out import MARKER, TALK, _run

pytestmark = pytest.mark.process

__all__ = ["site"]


def status(served: Site, path: str) -> tuple[int, str]:
    try:
        return 200, served.get(path)
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


@pytest.fixture
def talk(site: Site) -> str:
    """The address of a talk that the server has opened, and keeps in memory."""
    file = site.temporary.parent / "talk.txt"
    file.write_text(TALK, "utf-8")
    done(site.data, "import", file, "--participants")
    (source,) = done(site.data, "sources", "--json").json["sources"]
    path = f"/api/s/kept/sources/{source['id']}/text"
    assert MARKER in site.get(path)
    return path


def test_after_a_withdrawal_in_another_process_the_next_page_shows_none_of_it(site: Site, talk: str) -> None:
    memo = {
        "kind": "theory",
        "title": "Stairs",
        "body": f"He says: I kept {MARKER} under the stairs for nine winters.",
    }
    site.get("/s/kept/sources/import/")  # for the form's token
    site.send("/api/s/kept/memos", **memo)
    assert MARKER in site.get("/s/kept/memos/")
    done(site.data, "withdraw", "--participant", "P01", "--level", "L3")
    assert status(site, talk)[0] == 404
    for page in ("/s/kept/", "/s/kept/sources/", "/s/kept/memos/", "/s/kept/people/", "/s/kept/trail/", talk):
        assert MARKER not in status(site, page)[1].lower(), page


def test_words_whose_key_another_process_destroyed_are_not_shown_from_memory(site: Site, talk: str) -> None:
    """The rows still name them: it is the memory of the server that has to know."""
    _run(
        site.data,
        """
from firsthand.field.sources.selectors import source
from firsthand.field.sources.texts import standing_version
from firsthand.ground.vault import store
version = standing_version(by, source(by, "S1"))
store.destroy_keys(by.study_id, [version.text, version.structure])
""",
    )
    code, answer = status(site, talk)
    assert code == 404
    assert MARKER not in answer
    assert "taken out" in answer
