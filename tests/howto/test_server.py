"""Whoever follows docs/how-to/server.md on a bare Debian has a server behind TLS, line by line as it stands there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import click
import pytest

from howto import bare, reading
from howto.reading import Block

FULL = os.environ.get("FIRSTHAND_HOWTO", "") == "1"
CACHE = Path(tempfile.gettempdir()) / "firsthand-bare-debian"
TEXT = reading.PAGE.read_text("utf-8")
NAME, OK = "firsthand.example.org", '{"status": "ok"}'


@pytest.mark.parametrize("line", sorted(set(reading.commands(TEXT))))
def test_every_command_of_the_how_to_is_one_of_the_program_with_options_that_it_has(line: str) -> None:
    reading.parsed(line)


@pytest.mark.parametrize(
    "line", ["firsthand admin invite --frist", "firsthand admn accounts", "firsthand drill --identity"]
)
def test_a_command_that_is_not_would_be_found(line: str) -> None:
    with pytest.raises(click.UsageError):
        reading.parsed(line)


def test_every_file_of_ours_in_the_how_to_is_there() -> None:
    named = set(re.findall(r"(?:packaging|requirements)/[\w.-]+", TEXT))
    assert len(named) >= 6
    assert [one for one in named if not (reading.ROOT / one).is_file()] == []


def test_settings_of_the_how_to_are_settings() -> None:
    told = set(re.findall(r"FIRSTHAND_[A-Z_]+", (reading.ROOT / "docs" / "settings.md").read_text("utf-8")))
    assert set(re.findall(r"FIRSTHAND_[A-Z_]+", TEXT)) <= told


class Host:
    """Somebody who follows the page, and whoever visits meanwhile."""

    def __init__(self, machine: bare.Bare) -> None:
        self.machine = machine
        self.link = self.identity = ""
        self.seconds: list[tuple[str, float]] = []

    def does(self, block: Block) -> str:
        """A block, as it is copied from the page; it has to end well, but for the one that says it may not."""
        said = self.machine.run(
            f"{reading.kept(TEXT)}\n{block.lines}",
            network=block.asks_others,
            said=self.identity if "/dev/stdin /dev/shm/identity" in block.lines else "",
        )
        self.seconds.append((block.lines.splitlines()[0], said.seconds))
        print(f"$ {block.lines}{said.out[-3000:]}")
        if "upgrade --roll-back" in block.lines:  # nothing was changed here, and it says so
            assert said.status == 1, said.out
        else:
            log = self.machine.root / "var/log/stand-in/firsthand"
            more = log.read_text("utf-8") if log.exists() else ""
            assert said.status == 0, f"{block.lines}\n---\n{said.out}\n---\n{more[-3000:]}"
        return said.out

    def visits(self, task: str, link: str) -> dict[str, Any]:
        """What a browser sees that is in the same network."""
        browser = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        if browser is None:
            pytest.skip("there is no browser here")
        done = subprocess.run(
            ["nsenter", "--target", str(self.machine.process), "--net", sys.executable,
             str(Path(__file__).with_name("visiting.py")), task, link, browser],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def notes(self) -> dict[str, list[Any]]:
        """What became of backups, as the server writes it down."""
        found: dict[str, list[Any]] = json.loads(
            (self.machine.root / "var/lib/firsthand/backups.json").read_text("utf-8")
        )
        return found

    def hurried(self, what: str) -> int:
        """How many backups were made, or failed, once one more was: the server's own, due every few seconds."""
        again, before = "systemctl restart firsthand", len(self.notes()[what])
        hasty = self.machine.run(f"echo FIRSTHAND_BACKUP_EVERY=0.001 >> /etc/firsthand/env\n{again}")
        assert hasty.status == 0, hasty.out
        end = monotonic() + 150
        while (many := len(self.notes()[what])) == before:
            assert monotonic() < end, self.notes()
            sleep(1)
        assert self.machine.run(f"sed -i /BACKUP_EVERY/d /etc/firsthand/env\n{again}").status == 0
        return many

    def asks(self, path: str, *words: str) -> bare.Said:
        """What is answered at the front, to whoever does not look at certificates."""
        return self.machine.run(f"curl -sk {' '.join(words)} https://{NAME}{path}")


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """A machine that was just switched on, with the program's folder copied to it."""
    if why := bare.missing():
        pytest.skip(why)
    machine = bare.Bare(tmp_path / "debian")
    machine.unpack(bare.base(CACHE), NAME)
    machine.switch_on()
    try:
        copied(machine.root / "usr/src/firsthand")
        yield Host(machine)
    finally:
        machine.switch_off()
        subprocess.run(["rm", "-rf", machine.root], check=False)


def copied(to: Path) -> None:
    """The program's folder: what git knows of it, as it is now."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=reading.ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (reading.ROOT / name).is_file() and not name.startswith(("tests/", "benchmarks/")):
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(reading.ROOT / name, to / name)


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.skipif(not FULL, reason="FIRSTHAND_HOWTO=1 makes a bare Debian, for minutes")
@pytest.mark.parametrize("database", ["files", "postgresql"])
def test_who_follows_the_how_to_has_a_server_behind_tls(host: Host, database: str) -> None:
    began = monotonic()
    (building,) = (block for block in reading.blocks(TEXT) if "pip wheel" in block.lines)
    for block in reading.blocks(TEXT):
        if block.under.startswith("2.") and database == "files":
            continue
        if "systemctl stop firsthand || true" in block.lines:
            _the_machine_is_gone(host, database)
        out = host.does(block)
        if "invite --first" in block.lines:
            (host.link,) = re.findall(r"https://\S+/join/\S+", out)
            assert "✗" not in out
        if "tls internal" in block.lines:
            print(f"from bare to answering over TLS: {(monotonic() - began) / 60:.1f} minutes ({database})")
            _people_come(host)
        if "cat /dev/shm/identity" in block.lines:
            host.identity = "".join(
                f"{line}\n"
                for line in re.findall(r"^(?:# recipient:.*|AGE-SECRET-KEY-\S+)$", out, re.MULTILINE)
            )
            assert host.identity.count("\n") == 2
        if "cp -a /opt/firsthand" in block.lines:
            _is_another_version(host, lambda: host.does(building))
        if "drill --identity" in block.lines:
            assert "1 studies" in out
        if (
            re.search("upgrade --check|firsthand restore", block.lines)
            or "mv /opt/firsthand.before" in block.lines
        ):
            assert host.visits("again", f"https://{NAME}/account/sign-in/")["seen"]
        if "firsthand backup\n" in block.lines:
            _backups_are_sealed(host, out)
    assert host.asks("/health").out == OK  # by nginx, in the end
    assert host.asks("/metrics", "-o /dev/null -w '%{http_code}'").out == "404"
    assert host.visits("again", f"https://{NAME}/account/sign-in/")["seen"]
    _nothing_is_told(host)
    _what_is_shut_in_would_show(host)
    with pytest.raises(AssertionError, match="doctr"):  # a line that is not so would have been found
        host.does(Block("", "cd /\nfirsthand doctr"))
    host.machine.write("var/log/copied", "The harbour")
    with pytest.raises(AssertionError, match="copied"):
        _nothing_is_told(host)
    print(f"all of it: {(monotonic() - began) / 60:.1f} minutes ({database})")
    for line, seconds in host.seconds:
        print(f"{seconds:7.1f} s  {line}")


def _people_come(host: Host) -> None:
    """Over TLS: the first account, its study, its secret; and nothing of it by any other way."""
    seen = host.visits("first", host.link)
    assert seen == {"seen": "I have it on paper", "asked": [NAME], "open_cookies": []}
    assert host.asks("/health").out == OK
    assert "strict-transport-security" in host.asks("/", "-D - -o /dev/null").out.lower()
    assert host.asks("/metrics", "-o /dev/null -w '%{http_code}'").out == "404"
    plain = host.machine.run(f"curl -s -o /dev/null -w '%{{http_code}} %{{redirect_url}}' http://{NAME}/")
    assert re.match(rf"30[18] https://{NAME}/", plain.out), plain.out


def _the_machine_is_gone(host: Host, database: str) -> None:
    """Another one, on which steps 1 and 2 are done; here it has the same program, since to build that takes minutes.

    With files the host did step 3, too, though the page says not to: then there is another secret already.
    """
    lost = "systemctl stop firsthand; rm -rf /var/lib/firsthand; install -d -m 700 -o firsthand /var/lib/firsthand"
    settings = _block_with("packaging/env.example").lines.splitlines()[-1]
    assert host.machine.run(f"{reading.kept(TEXT)}\n{lost}\ncd /usr/src/firsthand\n{settings}").status == 0
    host.does(_block_with("createdb" if database == "postgresql" else "invite --first"))


def _block_with(words: str) -> Block:
    return next(block for block in reading.blocks(TEXT) if words in block.lines)


def _is_another_version(host: Host, build: Callable[[], object]) -> None:
    """What comes after the folder was replaced is what runs, though it calls itself the same version."""
    changed = "src/firsthand/__init__.py"
    source = host.machine.root / "usr/src/firsthand" / changed
    source.write_text(f'{source.read_text("utf-8")}LATER = "later"\n', "utf-8")
    build()
    ran = host.machine.run("/opt/firsthand/bin/python -c 'import firsthand; print(firsthand.LATER)'")
    assert ran.out == "later\n", ran.out


def _backups_are_sealed(host: Host, out: str) -> None:
    """They lie where it was said, by themselves too, and no file of them opens without the identity."""
    made = list((host.machine.root / "var/backups/firsthand").iterdir())
    assert {one.suffix for one in made} == {".age"}, made
    assert all(one.read_bytes().startswith(b"age-encryption.org/") for one in made)
    assert not (host.machine.root / "dev/shm/identity").exists()
    assert "✗" not in out
    assert "! backup" not in out
    assert host.hurried("made") > 1
    assert host.notes()["failed"] == []
    assert list(host.machine.root.glob("var/backups/firsthand/firsthand-*.backup.age"))


def _what_is_shut_in_would_show(host: Host) -> None:
    """Where the unit does not let the server write to the backups' folder, it does not."""
    host.machine.run("sed -i /ReadWritePaths/d /etc/systemd/system/firsthand.service")
    assert host.hurried("failed") > 0


def _nothing_is_told(host: Host) -> None:
    """No word of the study is in any log of the machine."""
    for file in (host.machine.root / "var/log").rglob("*"):
        if file.is_file():
            assert b"harbour" not in file.read_bytes(), file
