"""A bare Debian in a folder, with processes and a network of its own, on which one works as at its terminal.

It is made by debootstrap, once, and unpacked anew for each test. No systemd begins anything there: `systemctl` beside
this file begins what a unit says, and nothing else of it. What asks the internet (Debian, PyPI) does so by this
machine's network; all else has a network with nothing in it but itself, so that ports 80 and 443 are free and nobody
else can be asked.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
RELEASE, MIRROR = "bookworm", "http://deb.debian.org/debian"
NEEDED = ("debootstrap", "unshare", "nsenter", "chroot", "ip", "tar")
PLAIN = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", "PIP_NO_CACHE_DIR": "1",
}  # fmt: skip
FIRST = "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)\nwhile True: signal.pause()"


def missing() -> str:
    """Why no Debian can be made here; nothing where it can."""
    if os.geteuid() != 0:
        return "only root makes a bare Debian"
    lost = [one for one in NEEDED if shutil.which(one) is None]
    return f"there is no {', '.join(lost)} here" if lost else ""


def base(cache: Path) -> Path:
    """The packed Debian; made where it is not there yet. Minutes, the first time."""
    packed = cache / f"{RELEASE}.tar"
    if not packed.exists():
        cache.mkdir(parents=True, exist_ok=True)
        folder = cache / "making"
        shutil.rmtree(folder, ignore_errors=True)
        words = ["--variant=minbase", "--include=ca-certificates", RELEASE, str(folder), MIRROR]
        subprocess.run(["debootstrap", *words], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["tar", "-C", folder, "-cf", packed.with_suffix(".new"), "."], check=True)
        packed.with_suffix(".new").rename(packed)
        shutil.rmtree(folder)
    return packed


@dataclass(frozen=True, slots=True)
class Said:
    """What came of some lines."""

    status: int
    out: str
    seconds: float


@dataclass
class Bare:
    """The machine, from being switched on until it is gone."""

    root: Path
    process: int = 0
    begun: subprocess.Popen[bytes] | None = None

    def unpack(self, packed: Path, name: str) -> None:
        """Lay it down, with what every hoster's Debian has and debootstrap's has not: a network, a service manager."""
        self.root.mkdir(parents=True)
        subprocess.run(["tar", "-C", self.root, "-xf", packed], check=True)
        self.write("etc/hosts", f"127.0.0.1 localhost {name}\n::1 localhost\n")
        self.write(
            "usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0o755
        )  # packages begin nothing by themselves
        shutil.copy(HERE / "systemctl", self.root / "usr/local/sbin/systemctl")
        self.write("usr/local/sbin/journalctl", '#!/bin/sh\ncat "/var/log/stand-in/$2"\n', 0o755)
        resolver = self.root / "etc/resolv.conf"
        resolver.unlink(missing_ok=True)
        shutil.copy("/etc/resolv.conf", resolver)
        authorities = Path("/etc/ssl/certs/ca-certificates.crt")
        if authorities.exists():  # a network that looks into what passes has an authority of its own
            shutil.copy(authorities, self.root / "etc/reached-by.crt")
            self.write("etc/pip.conf", "[global]\ncert = /etc/reached-by.crt\n")

    def write(self, path: str, words: str, mode: int = 0o644) -> None:
        """A file on it."""
        (self.root / path).write_text(words, "utf-8")
        (self.root / path).chmod(mode)

    def switch_on(self) -> None:
        """Namespaces of its own for mounts, processes and network; the first process only buries the dead."""
        root = self.root
        script = (
            f"mount --bind {root} {root} && mount -t proc proc {root}/proc && "
            f"mkdir -p {root}/dev/shm && mount -t tmpfs -o mode=1777 tmpfs {root}/dev/shm && "
            f"ip link set lo up && exec python3 -c '{FIRST}'"
        )
        apart = ["--mount", "--pid", "--net", "--fork", "--kill-child", "--propagation", "private"]
        self.begun = subprocess.Popen(["unshare", *apart, "sh", "-ec", script], stderr=subprocess.DEVNULL)
        children = Path(f"/proc/{self.begun.pid}/task/{self.begun.pid}/children")
        end = time.monotonic() + 20
        while not (
            self.process and Path(f"/proc/{self.process}/cmdline").read_bytes().startswith(b"python3")
        ):
            assert self.begun.poll() is None, "It could not be switched on."
            assert time.monotonic() < end
            time.sleep(0.1)
            self.process = int(children.read_text().split()[0]) if children.read_text().split() else 0

    def switch_off(self) -> None:
        """All its processes end, and with them what was mounted."""
        if self.process:
            with suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGKILL)
        if self.begun is not None:
            self.begun.wait(30)

    def run(self, lines: str, *, network: bool = False, said: str = "", patience: float = 900) -> Said:
        """Do some lines as root at its terminal; the first that fails ends it."""
        inside = [
            "nsenter",
            "--target",
            str(self.process),
            "--mount",
            "--pid",
            *([] if network else ["--net"]),
        ]
        began = time.monotonic()
        done = subprocess.run(
            [*inside, "chroot", str(self.root), "bash", "-euc", lines],
            input=said, env=PLAIN | _proxies(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=patience, check=False,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, time.monotonic() - began)


def _proxies() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
