"""What peers of the demonstration did for themselves: logs of one spring, of which the picture of the work is left."""

from __future__ import annotations

from firsthand.demo.material import listed
from firsthand.ground.studies.entrance import installation_secret
from firsthand.ground.studies.models import Membership, Role
from firsthand.ground.studies.services import add_member
from firsthand.work.due import do_what_is_due
from firsthand.work.log.entries import Said
from firsthand.work.log.services import write_entry


def keep_logs(lead: Membership) -> None:
    """Entries of peers, on the days on which they wrote them; then the quarter is over, and what is due is done."""
    spring = listed("log")
    secret = installation_secret()
    do_what_is_due(lead, spring["entries"][0]["day"])
    peers = {name: add_member(lead, name=name, role=Role.PEER, secret=secret) for name in spring["peers"]}
    for row in spring["entries"]:
        said = Said(
            day=row["day"], moment=row["moment"], what=tuple(row["what"]), barrier=tuple(row.get("barrier", ()))
        )  # fmt: skip
        write_entry(peers[row["who"]], said=said, today=row["day"])
    do_what_is_due(lead, spring["today"])
