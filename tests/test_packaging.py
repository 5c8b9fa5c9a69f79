"""What a host copies to run the server by is held to the program: each command, path and figure in it is real."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from firsthand.doors.commands.production import CIPHERS
from firsthand.doors.live import bodies, holding

ROOT = Path(__file__).parent.parent
PACKAGING = ROOT / "packaging"
UNIT = PACKAGING / "firsthand.service"


def unit() -> dict[str, list[str]]:
    """What a unit says, each name with all its values."""
    said: dict[str, list[str]] = {}
    for line in UNIT.read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            said.setdefault(name, []).append(value)
    return said


def commands() -> list[str]:
    """Every line in which the program is begun."""
    told = [line for name in ("ExecStart", "ExecStartPre") for line in unit()[name]]
    made = re.findall(
        r"exec (/opt/firsthand/bin/firsthand [^\"]*)", (PACKAGING / "Containerfile").read_text("utf-8")
    )
    return [*told, *(line.replace("\\", "") + "X" for line in made)]


@pytest.mark.parametrize("line", commands())
def test_every_command_in_it_is_one_of_the_programs_own_with_options_that_it_has(line: str) -> None:
    from firsthand.doors.commands import whole

    program, name, *words = shlex.split(line)
    assert program == "/opt/firsthand/bin/firsthand"
    command = whole().commands[name]
    assert isinstance(command, click.Command)
    known = {one for parameter in command.params for one in parameter.opts}
    assert [one for one in words if one.startswith("--") and one not in known] == []


def test_the_unit_shuts_in_what_it_can_and_stops_as_a_server_stops() -> None:
    said = unit()
    wanted = {
        "ProtectSystem": "strict", "NoNewPrivileges": "true", "PrivateTmp": "true", "StateDirectory": "firsthand",
        "UMask": "0077", "LimitCORE": "0", "MemorySwapMax": "0", "ProtectHome": "true", "CapabilityBoundingSet": "",
    }  # fmt: skip
    assert {name: said[name] for name in wanted} == {name: [value] for name, value in wanted.items()}
    assert "FIRSTHAND_DATA=/var/lib/firsthand" in said["Environment"]
    from firsthand.doors.commands.production import GRACE

    assert int(said["TimeoutStopSec"][0]) > GRACE


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    here = tmp_path / "firsthand.service"
    here.write_text(UNIT.read_text("utf-8").replace("/opt/firsthand/bin/firsthand", "/bin/true"), "utf-8")
    said = subprocess.run(["systemd-analyze", "verify", here], capture_output=True, text=True, check=False)
    assert "firsthand.service" not in said.stderr, said.stderr
    strict = ["systemd-analyze", "security", "--offline=true", "--threshold=20", here]
    said = subprocess.run(strict, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout


def test_the_container_is_made_of_what_is_here() -> None:
    text = (PACKAGING / "Containerfile").read_text("utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for one in line.split()[:-1]:
            assert (ROOT / one).exists(), one
    assert "USER firsthand" in text
    assert "/health" in text


def test_settings_in_the_example_are_in_the_docs() -> None:
    named = set(re.findall(r"FIRSTHAND_[A-Z_]+", (PACKAGING / "env.example").read_text("utf-8")))
    assert named <= set(re.findall(r"FIRSTHAND_[A-Z_]+", (ROOT / "docs" / "settings.md").read_text("utf-8")))


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_who_stands_in_front_waits_as_long_lets_as_much_in_and_writes_nothing_down(name: str) -> None:
    text = (PACKAGING / name).read_text("utf-8")
    (seconds,) = re.findall(r"read_timeout (\d+)s", text)
    assert int(seconds) > holding.LONGEST
    (megabytes,) = re.findall(r"(?:client_max_body_size|max_size) (\d+)M?m?B?", text)
    assert int(megabytes) * 1024 * 1024 == bodies.LONGEST
    assert "metrics" in text
    assert re.search(r"X-Forwarded-For [\$\{]remote", text)
    # over http a page is led to https, and a program is refused
    plain = text[text.index("http://firsthand" if name == "Caddyfile" else "listen 80;") :].partition("\n}")[
        0
    ]
    assert re.search(r"/api/.*403", plain, re.DOTALL)
    assert "https://firsthand.example.org" in plain
    if name == "nginx.conf":
        assert "ssl_protocols TLSv1.2 TLSv1.3;" in text
        assert f"ssl_ciphers {CIPHERS};" in text
        assert text.count("access_log off") == 2
        assert "proxy_max_temp_file_size 0" in text
        assert "proxy_request_buffering off" in text
    else:
        assert not re.search(r"^\s*log\b", text, re.MULTILINE)


def test_what_the_host_types_runs_as_the_unit_does() -> None:
    text, said = (PACKAGING / "firsthand").read_text("utf-8"), unit()
    assert f". {said['EnvironmentFile'][0]}\n" in text
    assert f"runuser -u {said['User'][0]} -- /opt/firsthand/bin/firsthand" in text
    assert next(one for one in said["Environment"] if one.startswith("FIRSTHAND_DATA=")) in text
    assert f"umask {said['UMask'][0].removeprefix('0')}" in text


def test_a_server_is_installed_by_the_same_versions_as_a_laptop() -> None:
    from tools.supply import locked

    run, server = (
        set(map(repr, locked((ROOT / "requirements" / f"{name}.txt").read_text("utf-8"))))
        for name in ("run", "server")
    )
    assert run < server
    assert [one for one in server - run if "psycopg" not in one] == []
