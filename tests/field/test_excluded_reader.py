"""A member whom a participant keeps out sees the study as it would be without that participant: byte by byte.

The two studies are in `twins.py`. Ids, times, keys and tokens differ between any two studies, and are evened out here;
nothing else is: not numbers, not counts, not the order of anything.
"""

from __future__ import annotations

import difflib
import io
import json
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import pytest_django
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from twins import SECRET, Twin, build

from conftest import for_a_module
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.counts import counts, counts_by_source
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.selectors import all_codings
from firsthand.analysis.compare.agreement import agreement
from firsthand.analysis.compare.attributes import by_attribute
from firsthand.analysis.compare.coded_then import coding_days
from firsthand.analysis.compare.cooccurrence import cooccurrence
from firsthand.analysis.compare.estimates import estimates
from firsthand.analysis.compare.matrix import COLUMNS, COUNTS, matrix
from firsthand.analysis.compare.saturation import saturation
from firsthand.analysis.compare.segments import segments
from firsthand.analysis.framework.frame import CASES, frame
from firsthand.analysis.framework.selectors import summaries
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.themes.selectors import themes
from firsthand.core.problems import NotAllowed, NotThere
from firsthand.core.spans import Span
from firsthand.doors.tables.made import KINDS
from firsthand.field.consent.selectors import crossed_out, history
from firsthand.field.consent.services import exclude_reader, include_reader, set_answers
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.fieldwork.selectors import visit, visit_line, visits
from firsthand.field.people.selectors import participant, people, people_asked
from firsthand.field.people.services import add_participant
from firsthand.field.sources.importing import Part, import_sources, read_files
from firsthand.field.sources.selectors import source, sources
from firsthand.field.sources.sight import version_for
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.member_checks.selectors import packs
from firsthand.giving_back.member_checks.services import send_pack
from firsthand.giving_back.record import last_of_others, latest, told
from firsthand.giving_back.reports import make
from firsthand.giving_back.writing.selectors import documents
from firsthand.giving_back.writing.shape import paragraph, pieces, words_of
from firsthand.ground.studies.entrance import enter
from guard import undone

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
DIFFERS = [
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(r"[A-Za-z0-9+/_-]{43}="),  # a key
    re.compile(r"[A-Za-z0-9]{64}"),  # a token
    re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?"),
    re.compile(r"\b\d\d:\d\d(:\d\d)?\b"),
    re.compile(r'nonce="[^"]*"'),
    re.compile(r'name="seed" value="\d+"'),  # drawn anew for each page
    re.compile(r'"seen": "[0-9a-f]{16}"'),  # a keyed sign, another one in each study
]
PAGES = re.compile(r'href="([^"#]+)')
ANSWERS = 'answer\n"LENA: Well?\nIKE: Tea."\n"LENA: Well?\nMARIGOLD: Tea."\n"LENA: Well?\nJUNO: Her tap."\n'
ASKED = {
    "find": {"query": "everything"},
    "search": {"words": "t*"},
}  # of tables that are not to be had without


def evened(written: str, slug: str) -> str:
    """What was written, with each id as the number of the thing that it names, in order of first mention."""
    known: dict[str, str] = {}
    for pattern in DIFFERS:
        written = pattern.sub("~", written)
    written = ID.sub(lambda found: known.setdefault(found[0].replace("-", ""), f"#{len(known)}"), written)
    return (
        written.replace(f"/{slug}/", "/study/").replace(f'"{slug}"', '"study"').replace(f"{slug}-", "study-")
    )


def same(one: object, other: object) -> None:
    """Fails with the lines that differ, where two things are not the same to the letter."""
    if one != other:
        lines = [str(each).replace("\\n", "\n").split("\n") for each in (one, other)]
        raise AssertionError("\n".join(difflib.unified_diff(*lines, "with her", "without", n=1, lineterm="")))


class Sitting(Client):
    """A browser in which a member sits."""

    def __init__(self, member: Any) -> None:
        super().__init__(SERVER_NAME="127.0.0.1")
        self.member, self.slug = member, member.study.slug
        self.post(reverse("acting", args=[self.slug]), {"name": member.name})

    def says(self, address: str) -> tuple[int, str]:
        answer = self.get(address)
        return answer.status_code, b"".join(answer).decode("utf-8", "replace")

    def pages(self) -> Iterator[tuple[int, str]]:
        """Every page that can be reached from the study's first, in the order in which they are met."""
        first = f"/s/{self.slug}/"
        waiting, met = deque([first]), {first}
        while waiting:
            address = waiting.popleft()
            status, body = self.says(address)
            yield status, evened(f"{address}\n{body}", self.slug)
            for found in PAGES.findall(body):
                link = unescape(found)
                full = address.split("?")[0] + link if link.startswith("?") else link
                if (
                    full.startswith(first)
                    and full not in met
                    and not full.split("?")[0].endswith((".pdf", "/original/"))
                ):
                    met.add(full)
                    waiting.append(full)

    def file_as_it_came(self, source_id: object) -> tuple[int, str]:
        answer = self.post(reverse("original", args=[self.slug, source_id]))
        return answer.status_code, b"".join(answer).decode("utf-8", "replace")

    def files_as_they_came(self) -> Iterator[tuple[int, bool, str]]:
        """Of each source that the member knows of, whether its file is offered, and what comes when it is asked for."""
        for line in sources(self.member):
            offered = (
                reverse("original", args=[self.slug, line.id])
                in self.says(reverse("source-details", args=[self.slug, line.id]))[1]
            )
            status, body = self.file_as_it_came(line.id)
            yield status, offered, evened(body, self.slug)

    def answers(self) -> Iterator[tuple[int, str]]:
        """Every answer of the API about what the member knows of."""
        base = f"/api/s/{self.slug}"
        now = latest(self.member)
        wanted = [f"{base}/things", f"{base}/field"]
        for line in sources(self.member):
            wanted += [f"{base}/sources/{line.id}/{what}" for what in ("text", "codings", "beside")]
            wanted += [
                f"{base}/sources/{line.id}/feed?since={since}" for since in (0, now // 2, now - 2, now)
            ]
        wanted += [f"{base}/codes/{code.id}/excerpts" for code in codebook(self.member)]
        for address in wanted:
            status, body = self.says(address)
            yield status, evened(body, self.slug)
        for name in KINDS:
            if (
                name == "similar"
            ):  # off in this study; tests/analysis/test_similar.py has it of one where it is on
                continue
            sent = {"asked": ASKED.get(name, {})}
            answer = self.post(f"{base}/tables/{name}", sent, content_type="application/json")
            yield answer.status_code, evened(b"".join(answer).decode(), self.slug)


def counted(member: Any) -> Iterator[object]:
    """Everything that is counted; but for where codes are drawn, which depends on their ids."""
    yield from (matrix(member, columns=columns, count=count) for columns in COLUMNS for count in COUNTS)
    yield matrix(member, rows="families")
    named = {name for person in people(member) for name in person.attributes}
    yield from (by_attribute(member, name, asked=True) for name in sorted(named))
    together = cooccurrence(member)
    yield from together.pairs
    yield [(node.code, node.codings, node.people, node.place) for node in together.nodes]
    yield coding_days(member)
    for at in (None, latest(member) // 2, latest(member)):
        found = saturation(member, at=at)
        yield from (
            found.steps,
            found.incidence.table.tolist(),
            found.uncoded,
            found.undated,
            estimates(found),
        )


def framed(member: Any) -> Iterator[object]:
    """Both framework matrices, cell by cell."""
    for rows in CASES:
        found = frame(member, rows=rows)
        yield from (
            (
                one.case.name,
                one.code.path,
                one.state,
                one.words,
                len(one.marks),
                len(one.whose),
                one.since.told,
            )
            for one in found
        )
        yield found.written, found.asked, len(summaries(member))


def seen_by_a_page(member: Any) -> list[Any]:
    """What a page that is open says of others, whatever it has been told before."""
    until = latest(member)
    return [
        last_of_others(member, since, upto) for since in (0, until // 2) for upto in range(since, until + 1)
    ]


def told_to(member: Any) -> list[str]:
    """What the selectors give a member, written out."""
    found = [
        *people(member), *sources(member), *all_codings(member), *excerpts(member), *memos(member), *themes(member),
        *told(member, limit=10_000), *seen_by_a_page(member), *told(member, whose=member),
        sorted(counts(member).values(), key=repr), sorted(counts_by_source(member).values()), latest(member),
        *counted(member),
        *framed(member),
        *(agreement(member, unit=unit) for unit in ("character", "sentence", "turn")), *segments(member),
    ]  # fmt: skip
    slug = member.study.slug
    return [
        evened(re.sub(r"datetime\.datetime\([^)]*\)+|entry_id=\d+", "~", repr(one)), slug) for one in found
    ]


def files_of(member: Any) -> Iterator[tuple[str, str]]:
    """Every report, opened up."""
    for what, formats in {
        "themes": ("html", "docx"), "codebook": ("html", "docx", "csv", "xlsx"), "codings": ("csv", "xlsx"),
    }.items():  # fmt: skip
        for form in formats:
            data = make(member, what=what, format=form).data
            if form == "xlsx":  # which cells share a string depends on whether two times are the same
                rows = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
                parts = {"": "\n".join(map(repr, rows))}
            elif form == "docx":
                archive = zipfile.ZipFile(io.BytesIO(data))
                parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
            else:
                parts = {"": data.decode("utf-8")}
            for name, body in parts.items():
                yield f"{what}.{form} {name}", evened(body, member.study.slug)


@pytest.fixture(scope="module")
def without(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker, secret: Any
) -> Iterator[Twin]:
    """The study that never had her: one for both ways of keeping Cody out of the other."""
    with for_a_module(django_db_blocker):
        yield build(secret, "without", with_juno=False)


@pytest.fixture(scope="module")
def pages_without(without: Twin) -> list[tuple[int, str]]:
    """All that Cody can come to in the study that never had her."""
    with undone():  # who has opened a page can be told of it
        return list(Sitting(without.afresh().cody).pages())


@pytest.fixture(scope="module", params=["at the end", "before anything"])
def built(request: pytest.FixtureRequest, without: Twin, secret: Any) -> Iterator[tuple[Twin, Twin]]:
    first = request.param == "before anything"
    with undone():
        yield build(secret, "with-her", with_juno=True, exclude_first=first), without


@pytest.fixture
def twins(built: tuple[Twin, Twin], db: None) -> tuple[Twin, Twin]:
    """The study with Juno, who keeps Cody out, and the study without."""
    ours, theirs = built
    return ours.afresh(), theirs.afresh()


def test_every_page_is_that_of_the_study_without_her(
    pages_without: list[tuple[int, str]], twins: tuple[Twin, Twin]
) -> None:
    ours, theirs = list(Sitting(twins[0].cody).pages()), pages_without
    assert len(theirs) > 60
    for one, other in zip(ours, theirs, strict=False):
        same(one, other)
    assert len(ours) == len(theirs)
    assert not [word for word in SECRET for _status, page in ours if word in page]


def test_every_answer_of_the_api_is_that_of_the_study_without_her(twins: tuple[Twin, Twin]) -> None:
    ours, theirs = (list(Sitting(twin.cody).answers()) for twin in twins)
    assert len(theirs) > 30
    assert all(status == 200 for status, _body in ours)
    for one, other in zip(ours, theirs, strict=True):
        same(one, other)
    assert not [word for word in SECRET for _status, body in ours if word in body]


def test_every_list_and_count_is_that_of_the_study_without_her(twins: tuple[Twin, Twin]) -> None:
    ours, theirs = (told_to(twin.cody) for twin in twins)
    for one, other in zip(ours, theirs, strict=True):
        same(one, other)


def test_every_report_is_that_of_the_study_without_her(twins: tuple[Twin, Twin]) -> None:
    ours, theirs = (list(files_of(twin.cody)) for twin in twins)
    for one, other in zip(ours, theirs, strict=True):
        same(one, other)
    assert not [word for word in SECRET for _name, body in ours if word in body]


def test_the_others_see_her_and_all_that_is_hers(twins: tuple[Twin, Twin]) -> None:
    ours, theirs = twins
    assert "Juno" in [one.pseudonym for one in people(ours.lea)]
    assert len(sources(ours.lea)) > len(sources(theirs.lea))
    assert any("cert" in one.words for one in excerpts(ours.lea))
    assert "paid in tea" in text_of(ours.lea, ours.sources["shared"]).words


def test_her_things_are_to_him_what_nobodys_are(twins: tuple[Twin, Twin]) -> None:
    ours, _theirs = twins
    sitting = Sitting(ours.cody)
    hers = {
        "source": ours.sources["juno"].id, "reader": ours.sources["group with juno"].id,
        "source-details": ours.sources["alone"].id, "person": ours.juno.id,
        "coding": ours.codings[1].id, "interview": ours.sources["juno"].id,
    }  # fmt: skip
    for name, row_id in hers.items():
        there, nothing = (sitting.says(reverse(name, args=[sitting.slug, one])) for one in (row_id, uuid4()))
        assert there[0] == 404, name
        assert evened(there[1], sitting.slug) == evened(nothing[1], sitting.slug), name
    for what in ("text", "codings", "beside", "feed?since=0"):
        status, body = sitting.says(f"/api/s/{sitting.slug}/sources/{ours.sources['juno'].id}/{what}")
        assert status == 404
        assert evened(body, sitting.slug) == evened(
            sitting.says(f"/api/s/{sitting.slug}/sources/{uuid4()}/{what}")[1], sitting.slug
        )


def test_the_files_that_he_can_take_out_are_those_of_the_study_without_her(twins: tuple[Twin, Twin]) -> None:
    ours, theirs = (list(Sitting(twin.cody).files_as_they_came()) for twin in twins)
    assert ours == theirs
    assert [status for status, _offered, _file in ours].count(200) == 3
    assert not [word for word in SECRET for _status, _offered, file in ours if word in file]


def test_he_takes_no_table_out_by_its_first_row_where_she_stands_in_another(twins: tuple[Twin, Twin]) -> None:
    ours, _theirs = twins
    incoming, _refused = read_files(ours.lea, [("answers.csv", ANSWERS.encode())])
    for item in incoming:
        item.parts = [
            Part("participant", ours.people[label.title()].id)
            if label.title() in ours.people
            else Part("interviewer")
            for label in item.voices
        ]
    first, _second, third = import_sources(ours.lea, incoming=incoming)
    *_before, (status, offered, answer), _second_row = Sitting(ours.cody).files_as_they_came()
    typed = ours.sources["shared"].id  # written here: it came from no file
    assert (status, offered) == (404, False)
    nothing = Sitting(ours.cody).file_as_it_came(typed)
    assert (nothing[0], evened(nothing[1], ours.cody.study.slug)) == (404, answer)
    assert third.id not in {one.id for one in sources(ours.cody)}
    assert Sitting(ours.lea).file_as_it_came(first.id)[0] == 200


def test_what_he_writes_in_a_cut_text_stands_on_the_words_he_chose(twins: tuple[Twin, Twin]) -> None:
    from firsthand.analysis.coding.services import apply_code, resize_coding

    ours, _theirs = twins
    row = ours.sources["shared"]
    words = text_of(ours.cody, row).words
    start = words.index("Ike laughs.")
    coding = apply_code(
        ours.cody, source=row, code=codes(ours)["Tea"], span=Span(start, start + len("Ike laughs."))
    )
    (seen,) = excerpts(ours.cody, coding_ids=[coding.id])
    (whole,) = excerpts(ours.lea, coding_ids=[coding.id])
    assert (seen.words, whole.words) == ("Ike laughs.", "Ike laughs.")
    end = words.index("The kettle is on.") + len("The kettle is on.")
    resize_coding(ours.cody, coding=coding, span=Span(start, end))
    assert excerpts(ours.lea, coding_ids=[coding.id])[0].words == "Ike laughs. The kettle is on."


def test_what_he_corrects_leaves_her_words_where_they_were(twins: tuple[Twin, Twin]) -> None:
    from firsthand.field.sources.correcting import correct_typed

    ours, _theirs = twins
    row = ours.sources["shared"]
    words = text_of(ours.cody, row).words
    version = version_for(ours.cody, row.current)
    correct_typed(
        ours.cody, source=row, version=version, text=words.replace("Ike laughs.", "Ike laughed aloud.")
    )
    row = source(ours.lea, row.id)
    assert "paid in tea)." in text_of(ours.lea, row).words
    assert text_of(ours.lea, row).words.index("paid in tea") < text_of(ours.lea, row).words.index(
        "laughed aloud"
    )
    assert "paid in tea" not in text_of(ours.cody, row).words
    assert "Ike laughed aloud." in text_of(ours.cody, row).words


def test_what_he_says_of_a_visit_leaves_her_there_and_what_was_written_of_it_absent(
    twins: tuple[Twin, Twin],
) -> None:
    ours, theirs = twins
    met = [next(one for one in visits(twin.cody) if one.doing == "grant form") for twin in twins]
    lena = enter(ours.lea.study, "Lena")
    hers = write_note(
        ours.lea, visit=visit(lena, met[0].id), layers={"description": "Juno brings her own cup."}
    )
    for twin, one in zip(twins, met, strict=True):
        sitting = Sitting(twin.cody)
        said = {"doing": "the form again", "present": [person.id for person in one.present]}
        assert sitting.post(reverse("visit-change", args=[sitting.slug, one.id]), said).status_code == 302
    for told_one, other in zip(told_to(ours.cody), told_to(theirs.cody), strict=True):
        same(told_one, other)
    assert hers.id not in {one.id for one in sources(ours.cody)}
    assert "Juno" in [one.pseudonym for one in visit_line(lena, visit(lena, met[0].id)).present]


def test_what_he_writes_on_a_document_leaves_her_words_where_they_were(twins: tuple[Twin, Twin]) -> None:
    ours, theirs = twins
    (stands,) = documents(ours.lea)
    answers = []
    for twin in twins:
        (line,) = documents(twin.cody)
        sitting, address = Sitting(twin.cody), f"/api/s/{twin.cody.study.slug}/documents/{line.id}"
        asked = json.loads(sitting.says(address)[1])["document"]
        answers.append(evened(json.dumps(asked), sitting.slug))
        blocks = [*asked["blocks"], paragraph("He writes on.")]
        blocks[1]["text"] = blocks[1]["text"].replace("helps", "always helps")
        sent = {
            "title": asked["title"],
            "blocks": blocks,
            "version": asked["version"],
            "act_id": str(uuid4()),
        }
        said = sitting.patch(address, sent, content_type="application/json")
        assert said.status_code == 200, said.content
        answers.append(evened(b"".join(said).decode(), sitting.slug))
        answers.append(
            evened(sitting.says(reverse("document", args=[sitting.slug, line.id]))[1], sitting.slug)
        )
    for one, other in zip(answers[:3], answers[3:], strict=True):
        same(one, other)
    assert "was here" not in answers[2]
    (now,) = documents(ours.lea)
    assert [one["value"] for one in pieces(now.blocks)] == [one["value"] for one in pieces(stands.blocks)]
    assert [words_of(one) for one in now.blocks] == [
        words_of(one).replace("helps", "always helps") for one in stands.blocks
    ] + ["He writes on."]
    (same_as_sent,) = documents(ours.cody)
    assert len(same_as_sent.blocks) == len(documents(theirs.cody)[0].blocks)


def test_what_was_shown_to_people_is_numbered_as_in_the_study_without_her(twins: tuple[Twin, Twin]) -> None:
    for twin in twins:
        for person in twin.people.values():
            answers = {"check": ("short_summary",)}
            set_answers(
                twin.lea, participant=person, answers=answers, moment="after_interview", how="by hand"
            )
            send_pack(twin.lea, participant=person, summary="Tea comes first.")
    ours, theirs = ([(one.number, one.person.label) for one in packs(twin.cody)] for twin in twins)
    assert ours == theirs
    assert [number for number, _whom in ours] == [2, 1]
    assert [one.number for one in packs(twins[0].lea)] == [3, 2, 1]


def test_he_can_give_somebody_the_name_that_she_has(twins: tuple[Twin, Twin]) -> None:
    ours, theirs = twins
    made = [
        add_participant(twin.cody, pseudonym="Juno", label=label)
        for twin, label in ((ours, ""), (theirs, ""))
    ]
    labels = [
        next(one.label for one in people(twin.cody) if one.id == row.id)
        for twin, row in zip(twins, made, strict=True)
    ]
    assert labels[0] == labels[1]
    assert participant(ours.cody, labels[0]).id == made[0].id
    again = [add_participant(twin.cody, pseudonym="Another", label="P04") for twin in twins]
    assert len(again) == 2


def test_taken_back_it_is_all_there_again(twins: tuple[Twin, Twin]) -> None:
    ours, _theirs = twins
    include_reader(ours.gil, participant=ours.juno, reader=ours.cody)
    assert told_to(ours.cody)[: len(people(ours.lea))] == told_to(ours.lea)[: len(people(ours.lea))]
    assert len(excerpts(ours.cody)) == len(excerpts(ours.lea))
    assert latest(ours.cody) == latest(ours.lea)


def test_who_may_say_so_and_who_knows(twins: tuple[Twin, Twin]) -> None:
    ours, _theirs = twins
    assert crossed_out(ours.gil, ours.juno.id) == (str(ours.cody.id),)
    assert "readers" in [one.answer.scope for one in history(ours.gil, ours.juno.id)]
    assert history(ours.cody, ours.juno.id) == []
    assert "Juno" not in [one.pseudonym for one in people_asked(ours.cody)]
    lena = enter(ours.lea.study, "Lena")
    assert "readers" not in [one.answer.scope for one in history(lena, ours.juno.id)]
    with pytest.raises(NotAllowed):
        crossed_out(lena, ours.juno.id)
    with pytest.raises(NotAllowed):
        exclude_reader(lena, participant=ours.juno, reader=ours.cody)
    with pytest.raises(NotAllowed):
        exclude_reader(ours.lea, participant=ours.juno, reader=ours.lea)
    with pytest.raises(NotThere):
        participant(ours.cody, "Juno")
    sentences = [one.sentence for one in told(lena, limit=1000)]
    assert not [one for one in sentences if "may not read" in one]


def test_the_lead_can_be_kept_out_as_well(without: Twin, db: None, secret: Any) -> None:
    ours, theirs = build(secret, "with-her-too", with_juno=True), without.afresh()
    include_reader(ours.gil, participant=ours.juno, reader=ours.cody)
    exclude_reader(ours.gil, participant=ours.juno, reader=ours.lea)
    for told_one, other in zip(told_to(ours.lea), told_to(theirs.lea), strict=False):
        same(told_one, other)
    assert len(told_to(ours.lea)) == len(told_to(theirs.lea))
    for one, other in zip(Sitting(ours.lea).pages(), Sitting(theirs.lea).pages(), strict=True):
        same(one, other)
    with pytest.raises(NotThere):
        exclude_reader(ours.lea, participant=ours.juno, reader=ours.cody)


def test_nothing_on_disk_says_who_keeps_out_whom(twins: tuple[Twin, Twin]) -> None:
    from firsthand.field.consent.models import Consent
    from firsthand.ground.trail.models import Entry

    ours, _theirs = twins
    rows = [vars(row) for row in Consent.objects.filter(study=ours.lea.study)]
    written = json.dumps(
        [rows, *Entry.objects.filter(study=ours.lea.study, act="consent.set").values_list("changes")],
        default=str,
    )
    assert ours.cody.id.hex not in written.replace("-", "")
    assert "readers" not in written
    assert "short_quotes" not in written


def codes(twin: Twin) -> dict[str, Any]:
    from firsthand.analysis.codebook.selectors import code

    return {line.name: code(twin.lea, line.id) for line in codebook(twin.lea)}
