"""serve --production: what it refuses, whom it believes, what it says of itself, and no word of anybody's in it."""

from __future__ import annotations

import json
import logging
import re
import signal
import socket
import sqlite3
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from uvicorn.config import create_ssl_context

from commands import done
from firsthand.config import logs
from firsthand.config.databases import DATA_FILE
from firsthand.core.problems import Problem
from firsthand.doors.commands import production
from live.house import House

pytestmark = pytest.mark.embedded("Its server stands on files, wherever the suite is.")

CANARY = "Zaunkoenig"
PLAIN = production.Wanted(0, None, "127.0.0.1", None, None, None, without_tls=True)
GOOD = {
    "ACCOUNTS": True,
    "ADDRESS": "https://firsthand.example",
    "ALLOWED_HOSTS": ["localhost", "firsthand.example"],
}


# What is refused ------------------------------------------------------------------------------------------------------


def test_it_does_not_begin_where_nothing_keeps_words_from_being_read_on_the_way(tmp_path: Path) -> None:
    bare = replace(PLAIN, without_tls=False)
    for wanted, said in (
        (bare, "can read all words and secrets"),
        (replace(PLAIN, behind_proxy="127.0.0.1"), "Choose one"),
        (replace(bare, tls_cert=tmp_path / "cert"), "come together"),
        (replace(bare, tls_cert=tmp_path / "cert", tls_key=tmp_path / "key"), "cannot be read"),
        (replace(bare, behind_proxy="*"), "is no address"),
        (replace(bare, behind_proxy="proxy.example"), "is no address"),
    ):
        with pytest.raises(Problem, match=said):
            production._require_safe(wanted)
    assert production._require_safe(PLAIN) == []
    assert production._require_safe(replace(bare, behind_proxy="127.0.0.1, 10.0.0.0/8")) == [
        "127.0.0.1",
        "10.0.0.0/8",
    ]


def test_it_does_not_begin_where_anybody_could_act_as_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTHAND_ADDRESS", "https://firsthand.example")
    monkeypatch.setenv("FIRSTHAND_HOSTS", "firsthand.example")
    production._require_settings(SimpleNamespace(**GOOD), plain=False)
    for wrong, said in (
        ({"ACCOUNTS": False}, "FIRSTHAND_ACCOUNTS=1"),
        ({"ADDRESS": "http://firsthand.example"}, "has to begin with https"),
        ({"ALLOWED_HOSTS": ["*"]}, "names the names themselves"),
        ({"ALLOWED_HOSTS": ["other.example"]}, "does not name"),
    ):
        with pytest.raises(Problem, match=said):
            production._require_settings(SimpleNamespace(**GOOD | wrong), plain=False)
    for name in ("FIRSTHAND_HOSTS", "FIRSTHAND_ADDRESS"):
        monkeypatch.delenv(name)
        with pytest.raises(Problem, match=name):
            production._require_settings(SimpleNamespace(**GOOD), plain=False)


def test_it_says_where_it_cannot_listen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(Problem, match="is in use"):
        production._listening(replace(PLAIN, port=other.getsockname()[1]))
    with pytest.raises(Problem, match="no address of this machine"):
        production._listening(replace(PLAIN, host="everywhere"))


# What is logged -------------------------------------------------------------------------------------------------------


def test_of_what_a_library_says_only_the_place_is_kept_and_of_an_exception_its_kind() -> None:
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as first:
            raise KeyError(f"{CANARY} again") from first
    except KeyError as broken:
        problem = broken
    whole = (KeyError, problem, problem.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 7, "Broken: %s", (CANARY,), whole)
    record.path = record.user = CANARY
    for formatter in (logs.AsJson(), logs.AsText()):
        assert CANARY not in formatter.format(record)
    told = json.loads(logs.AsJson().format(record))
    assert told["event"] == "django.request"
    assert told["exception"] == "builtins.KeyError from builtins.ValueError"
    assert told["at"].startswith("test_serving.py:")
    ours = logging.LogRecord("firsthand.requests", logging.INFO, __file__, 7, "", (), None)
    vars(ours).update(event="request", route="study", status=200, milliseconds=1.5, words=CANARY)
    told = json.loads(logs.AsJson().format(ours))
    assert {name: told[name] for name in told if name != "time"} == {
        "level": "INFO", "event": "request", "route": "study", "status": 200, "milliseconds": 1.5,
    }  # fmt: skip
    plain = logging.Formatter().format(record)  # as it would be without ours
    assert CANARY in plain


# A server -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server for many, with TLS in front of it, as it says."""
    one = House(tmp_path_factory.mktemp("serving") / "data", tls=["--behind-proxy", "127.0.0.1"])
    one.more = {
        "FIRSTHAND_ADDRESS": "https://firsthand.example",
        "FIRSTHAND_HOSTS": "firsthand.example,127.0.0.1",
    }
    one.peopled()
    one.begin()
    one.found()
    yield one
    one.end(signal.SIGKILL)


@pytest.fixture
def house(standing: House) -> House:
    """The same, and its server is there, whatever a test before did to it."""
    if standing.server is None:
        standing.begin()
    return standing


def said(house: House, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and words of an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(f"http://127.0.0.1:{house.port}{path}", headers=named)

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_all: object) -> None:
            return None

    try:
        with build_opener(Stay).open(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers), refused.read().decode()


@pytest.mark.process
def test_a_proxy_that_was_named_is_believed_and_nobody_else(house: House) -> None:
    over_tls = said(house, "/health", X_Forwarded_Proto="https", X_Forwarded_For="203.0.113.9")
    assert over_tls[0] == 200
    assert (
        "max-age=31536000"
        in {name.lower(): value for name, value in over_tls[1].items()}["strict-transport-security"]
    )
    without = {name.lower() for name in said(house, "/health")[1]}
    assert "strict-transport-security" not in without
    assert "server" not in without
    assert said(house, "/health", Host="elsewhere.example")[0] == 400


@pytest.mark.process
def test_health_and_figures_tell_how_it_is_and_nothing_of_any_study(house: House) -> None:
    assert json.loads(said(house, "/health")[2]) == {"status": "ok"}
    body = {
        "act_id": "00000000-0000-4000-8000-000000000001",
        "version": house.version,
        "start": 0,
        "end": 3,
        "path": [CANARY],
    }
    house.ask(f"sources/{house.source}/codings", "Lea", body)
    status, _headers, told = said(house, "/metrics")
    assert status == 200
    assert 'firsthand_acts_total{act="coding.apply"} 1.0' in told
    assert 'firsthand_requests_total{method="POST",route="api:codings",status="200"} 1.0' in told
    assert 'firsthand_database_up{database="keyring"} 1.0' in told
    assert "firsthand_held_requests 0.0" in told
    for word in (CANARY, "waiting", house.source, house.source.replace("-", ""), "Lea", "talk"):
        assert word not in told
    assert said(house, "/metrics", X_Forwarded_For="203.0.113.9")[0] == 404
    assert said(house, "/metrics", Forwarded="for=203.0.113.9")[0] == 404


@pytest.mark.process
def test_no_word_that_is_sent_is_in_a_log_or_in_a_file_beside_the_data(house: House) -> None:
    for path in (
        f"/s/{CANARY}/",
        f"/s/waiting/?q={CANARY}",
        f"/{CANARY}",
        f"/api/s/waiting/query?q={CANARY}",
    ):
        said(house, path, Cookie=f"sessionid={CANARY}", Referer=f"http://x/{CANARY}", User_Agent=CANARY)
    for body in ({"path": [CANARY], "version": CANARY}, {CANARY: CANARY}):
        with pytest.raises(HTTPError):
            house.ask(f"sources/{house.source}/codings", "Cody", body)
    with closing(sqlite3.connect(house.data / DATA_FILE)) as file:  # and something breaks
        file.execute("ALTER TABLE memos_memo RENAME TO memos_aside")
        assert said(house, f"/s/waiting/memos/?about={CANARY}")[0] in (302, 401, 500)
        with pytest.raises(HTTPError) as broken:
            house.ask(f"sources/{house.source}/beside?about={CANARY}")
        assert broken.value.code == 500
        assert CANARY not in broken.value.read().decode()
        file.execute("ALTER TABLE memos_aside RENAME TO memos_memo")
    written = house.log.read_text("utf-8")
    complaints = (house.data / "warnings.log").read_text("utf-8")
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert any(line.get("exception", "").startswith("django.db.utils.OperationalError") for line in lines)
    assert any(
        line["event"] == "request" and line["route"] == "api:beside" and line["status"] == 500
        for line in lines
    )
    assert all({"time", "level", "event"} <= set(line) for line in lines)
    for word in (CANARY, "waiting", house.source, "Lea", "soup", "memos_memo", "firsthand_"):
        assert word not in complaints
        assert word not in written.replace("firsthand_doors", "")
    assert json.loads(house.run("doctor", "--json"))["well"]


@pytest.mark.process
def test_a_server_that_is_told_to_stop_answers_who_is_held_and_lets_go_of_the_folder(house: House) -> None:
    entry = house.ask(f"sources/{house.source}/feed?since=0")["entry"]
    heard: list[object] = []
    waiting = threading.Thread(
        target=lambda: heard.append(house.ask(f"sources/{house.source}/feed?since={entry}&wait=25"))
    )
    waiting.start()
    end = time.monotonic() + 30
    while "firsthand_held_requests 1.0" not in said(house, "/metrics")[2]:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert house.end() == 0
    waiting.join(5)
    assert heard[0]["entry"] == entry  # type: ignore[index]
    house.begin()
    assert house.ask(f"sources/{house.source}/feed?since={entry}")["entry"] == entry


@pytest.mark.process
def test_what_a_command_writes_beside_the_server_reaches_who_is_held(house: House) -> None:
    entry = house.ask(f"sources/{house.source}/feed?since=0")["entry"]
    who = house.ask(f"sources/{house.source}/feed?since={entry}")["who"]
    heard: list[dict[str, object]] = []
    asked = f"sources/{house.source}/feed?since={entry}&wait=25&who={who}"
    waiting = threading.Thread(target=lambda: heard.append(house.ask(asked)))
    waiting.start()
    opened = done(house.data, "unlock", "--as", "Lea", env=house.env, said="four words that are mine\n").out
    key = opened.partition("FIRSTHAND_UNLOCKED=")[2].split()[0].strip("'\"")
    words = ("--source", "S1", "--code", "By command", "--start", 20_000, "--end", 20_010)
    done(house.data, "apply", *words, env=house.env | {"FIRSTHAND_UNLOCKED": key})
    waiting.join(60)
    assert heard[0]["entry"] > entry  # type: ignore[operator]
    assert len(heard[0]["changed"]) == 1  # type: ignore[arg-type]


@pytest.mark.process
def test_two_who_read_the_same_see_each_other_though_they_are_held(house: House) -> None:
    entry = house.ask(f"sources/{house.source}/feed?since=0")["entry"]
    first = house.ask(f"sources/{house.source}/feed?since={entry}", "Sam")
    heard: list[dict[str, object]] = []
    waiting = threading.Thread(
        target=lambda: heard.append(
            house.ask(f"sources/{house.source}/feed?since={entry}&wait=25&who={first['who']}", "Sam")
        )
    )
    waiting.start()
    house.ask(f"sources/{house.source}/feed?since={entry}", "Juno")
    waiting.join(30)
    assert "Juno" in [one["name"] for one in heard[0]["here"]]  # type: ignore[attr-defined]
    assert heard[0]["entry"] == entry


@pytest.mark.process
def test_with_a_certificate_of_its_own_it_speaks_tls_alone(house: House, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    house.end()
    server = replace(house, tls=["--tls-cert", str(cert), "--tls-key", str(key)], server=None)
    try:
        server.log = tmp_path / "tls.log"
        trusting = ssl.create_default_context(cafile=str(cert))
        server.answers = lambda: health(server.port, trusting)  # type: ignore[method-assign]
        server.begin()
        assert health(server.port, trusting)
        assert not House.answers(server)
    finally:
        server.end()


def test_of_tls_only_what_is_sound_is_spoken(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    config = production._config(replace(PLAIN, without_tls=False, tls_cert=cert, tls_key=key), [], 1)
    spoken = create_ssl_context(
        cert, config.ssl_keyfile, None, config.ssl_version, config.ssl_cert_reqs, None, config.ssl_ciphers
    )
    assert spoken.minimum_version == ssl.TLSVersion.TLSv1_2
    names = [one["name"] for one in spoken.get_ciphers() if not one["name"].startswith("TLS_")]
    assert names
    assert [
        one for one in names if not re.fullmatch(r"ECDHE-\w+-(AES\d+-GCM-SHA\d+|CHACHA20-POLY1305)", one)
    ] == []


def health(port: int, trusting: ssl.SSLContext) -> bool:
    try:
        with urlopen(f"https://127.0.0.1:{port}/health", timeout=5, context=trusting) as answer:
            return bool("max-age" in answer.headers["Strict-Transport-Security"])
    except OSError:
        return False


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    from ipaddress import ip_address

    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder / "cert.pem", folder / "key.pem"
