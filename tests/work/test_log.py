"""The log of two minutes: its writer's alone, there once however often it is sent, and forgotten after ninety days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import click
import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.giving_back.record import told
from firsthand.ground.studies import signing
from firsthand.ground.studies.entrance import enter, installation_secret
from firsthand.ground.studies.secrets import change_passphrase
from firsthand.ground.studies.selectors import member_named
from firsthand.ground.studies.services import add_member, invite_again, remove_member
from firsthand.ground.vault import cipher, private
from firsthand.ground.vault.keyring.models import NotesWrap, PrivateKey
from firsthand.ground.vault.models import Private
from firsthand.ground.vault.secret import Secret
from firsthand.work.contact import choose_contact, my_contact
from firsthand.work.forgetting import forget_what_is_due
from firsthand.work.log.entries import telling
from firsthand.work.log.fields import FIELDS, KEEP_DAYS
from firsthand.work.log.selectors import my_entries, my_entry
from firsthand.work.log.services import delete_entry, keep_entry, write_entry
from own import Own, own_secrets, passphrase
from work.entries import TODAY, said


def written(by: Any, today: date = TODAY, **other: Any) -> Any:
    entry_id = uuid4()
    assert write_entry(by, said=said(**other), entry_id=entry_id, today=today)
    return entry_id


def test_the_form_asks_what_i_did_and_has_no_place_for_who_it_was() -> None:
    assert [one.id for one in FIELDS] == ["what", "moment", "used", "lead", "words", "barrier", "me"]
    assert [one.id for one in FIELDS if one.needed] == ["what", "moment"]
    assert [(one.id, len(one.options)) for one in FIELDS if one.options] == [
        ("what", 11), ("used", 3), ("lead", 4), ("barrier", 9), ("me", 4),
    ]  # fmt: skip


def test_an_entry_is_its_writers_and_nobody_elses(cast: Cast) -> None:
    made = uuid4()
    write_entry(
        cast.cody,
        said=said(words="A room with a door.", me="talk"),
        ok_words=True,
        entry_id=made,
        today=TODAY,
    )
    (mine,) = my_entries(cast.cody)
    assert (mine.id, mine.said.words, mine.me) == (made, "A room with a door.", "I want to talk to someone")
    assert mine.forget_on == TODAY + timedelta(days=KEEP_DAYS)
    for other in (cast.lea, cast.rea, cast.gil, cast.pia):
        assert my_entries(other) == []
        for look in (my_entry, keep_entry, delete_entry):
            with pytest.raises(NotThere):
                look(other, made)
    with pytest.raises(NotAllowed):
        my_entries(cast.hope)
    assert my_entry(cast.cody, made).said.moment.startswith("We sat")


def test_no_key_of_the_study_nor_another_members_secret_opens_it(cast: Cast) -> None:
    own = own_secrets(cast.lea, "Cody")
    made = written(own.by("Cody"))
    row, key = Private.objects.get(), PrivateKey.objects.get()
    lea = own.by("Lea")
    with pytest.raises(cipher.WrongKey):
        lea.key.opened(bytes(key.box), made.bytes)
    with pytest.raises(cipher.WrongKey):
        lea.notes.opened(bytes(key.box), made.bytes)
    for secret in (installation_secret(), lea.secret):
        with pytest.raises(cipher.WrongKey):
            private.opened_by(own.by("Cody").id, lea.study_id, secret)
    assert b"rain" not in bytes(row.box)


def test_neither_trail_nor_row_tells_who_wrote(cast: Cast) -> None:
    before = len(told(cast.lea))
    written(cast.cody)
    written(cast.rea)
    assert len(told(cast.lea)) == before
    fields = {one.attname for one in Private._meta.concrete_fields}
    assert fields == {"id", "whose", "box", "forget_on"}
    marks = {bytes(one) for one in Private.objects.values_list("whose", flat=True)}
    assert len(marks) == 2
    assert all(member.id.bytes not in mark for mark in marks for member in (cast.cody, cast.rea))


def test_sent_three_times_it_is_there_once_and_deleted_it_stays_away(cast: Cast) -> None:
    made = written(cast.cody)
    for moment in ("We sat on the step until the rain was over.", "Something else."):
        assert not write_entry(cast.cody, said=said(moment=moment), entry_id=made, today=TODAY)
    assert [one.said.moment for one in my_entries(cast.cody)] == [said().moment]
    delete_entry(cast.cody, made)
    assert not write_entry(cast.cody, said=said(), entry_id=made, today=TODAY)
    assert my_entries(cast.cody) == []
    assert not write_entry(cast.rea, said=said(), entry_id=made, today=TODAY)
    assert my_entries(cast.rea) == []


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"what": ()}, "What was I doing?"),
        ({"what": ("talk", "share", "along", "find")}, "3 at most"),
        ({"what": ("diagnosis",)}, "no such answer"),
        ({"me": "risk"}, "no such answer"),
        ({"moment": "  "}, "One line will do"),
        ({"moment": "x" * 601}, "these are 601"),
        ({"words": "A room."}, "where they said so"),
        ({"day": TODAY + timedelta(days=2)}, "has not come yet"),
        ({"day": TODAY - timedelta(days=KEEP_DAYS)}, "the log forgets by then"),
    ],
)
def test_what_is_not_of_the_form_is_refused_with_a_sentence(
    cast: Cast, other: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Problem, match=sentence.replace("?", r"\?")):
        write_entry(cast.cody, said=said(**other), today=TODAY)
    assert my_entries(cast.cody) == []


def test_after_ninety_days_it_is_gone_unless_its_writer_keeps_it(cast: Cast) -> None:
    goes, stays = written(cast.cody), written(cast.cody)
    keep_entry(cast.cody, stays)
    last = TODAY + timedelta(days=KEEP_DAYS)
    assert forget_what_is_due(last - timedelta(days=1)) == 0
    assert forget_what_is_due(last) == 1
    assert [one.id for one in my_entries(cast.cody)] == [stays]
    assert PrivateKey.objects.get(pk=goes).box is None
    assert forget_what_is_due(last + timedelta(days=9_000)) == 0


def test_whoever_comes_in_next_lets_what_is_due_be_forgotten(cast: Cast) -> None:
    written(cast.cody)
    Private.objects.update(forget_on=date(2026, 1, 1))
    Client().get(reverse("rights", args=[cast.lea.study.slug]))
    assert not Private.objects.exists()


def test_a_gentle_question_names_what_looks_like_a_name_a_number_or_a_place() -> None:
    assert telling(said(moment="Called Denise Halloran on 555-867-5309 about Thursday.")) != []
    assert telling(said(moment="We sat on the step until the rain was over.")) == []


# --- secrets: nothing is lost when one gets or changes their own ---


def _kept(by: Any) -> tuple[list[str], str]:
    return [one.said.moment for one in my_entries(by)], my_contact(by)


def test_what_was_written_goes_along_to_a_secret_of_ones_own(cast: Cast) -> None:
    written(cast.lea)
    written(cast.cody)
    for by in (cast.lea, cast.cody):
        choose_contact(by, "Rea, on Thursdays")
    own = own_secrets(cast.lea, "Cody")
    for name in ("Lea", "Cody"):
        assert _kept(own.by(name)) == ([said().moment], "Rea, on Thursdays")
    written(own.by("Cody"), moment="Later.")
    own.keys["Cody"] = change_passphrase(
        own.by("Cody"), current=passphrase("Cody"), passphrase="another four words entirely"
    )
    assert sorted(_kept(own.by("Cody"))[0]) == ["Later.", said().moment]
    own.keep(signing.recover(own.study, name="Cody", code=own.codes["Cody"], passphrase=passphrase("Cody")))
    assert sorted(_kept(own.by("Cody"))[0]) == ["Later.", said().moment]


def test_who_could_open_it_before_opens_nothing_that_is_written_later(cast: Cast) -> None:
    made = written(cast.cody)
    before = enter(cast.lea.study, "Cody").notes
    own = own_secrets(cast.lea, "Cody")
    later = written(own.by("Cody"), moment="Later.")
    assert private.held_one(before, "log", made).words["moment"] == said().moment
    with pytest.raises(cipher.WrongKey):
        private.held_one(before, "log", later)


def test_invited_anew_one_begins_with_nothing(cast: Cast) -> None:
    own = own_secrets(cast.lea, "Cody")
    written(own.by("Cody"))
    _invited_anew(own)
    assert _kept(own.by("Cody")) == ([], "")
    written(own.by("Cody"), moment="Anew.")
    assert _kept(own.by("Cody"))[0] == ["Anew."]


def _invited_anew(own: Own) -> None:
    invited = invite_again(own.by("Lea"), member=member_named(own.by("Lea"), "Cody"))
    own.keep(signing.redeem(own.study, name="Cody", code=invited.code, passphrase=passphrase("Cody")))


def test_who_is_taken_out_of_the_study_leaves_nothing_that_opens(cast: Cast) -> None:
    written(cast.cody)
    cody = cast.cody.id
    remove_member(cast.lea, member=member_named(cast.lea, "Cody"))
    assert not NotesWrap.objects.filter(member_id=cody).exists()


def test_a_peer_works_here_and_reads_nothing_of_the_study(cast: Cast, secret: Secret) -> None:
    pru = add_member(cast.lea, name="Pru", role="peer", secret=secret)
    written(pru)
    assert len(my_entries(enter(cast.lea.study, "Pru"))) == 1
    with pytest.raises(NotAllowed):
        _ = pru.key


# --- to whom one turns ---


def test_the_contact_is_ones_own_and_another_takes_its_place(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        choose_contact(cast.cody, "Rea, on Thursdays")
    with django_capture_on_commit_callbacks(execute=True):
        choose_contact(cast.cody, "The warm line, evenings")
    assert my_contact(cast.cody) == "The warm line, evenings"
    assert my_contact(cast.lea) == ""
    with django_capture_on_commit_callbacks(execute=True):
        choose_contact(cast.cody, "")
    assert my_contact(cast.cody) == ""
    assert Private.objects.count() == 0


def test_the_command_offers_the_answers_of_the_form_and_no_others() -> None:
    from firsthand.doors.commands.working import add

    offered = {
        one.name: [choice for choice in one.type.choices if choice]
        for one in add.params
        if isinstance(one.type, click.Choice)
    }
    assert offered == {one.id: [*one.options] for one in FIELDS if one.options}
