"""The part of the results on a crowd that reads one talk."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.live import Crowd
from benchmarks.report import about, table

HEAD = """# A crowd

Written by `python -m benchmarks --live`. {about}

Readers are held on one talk while sixteen people code in it, a coding each in ten seconds; then again, a coding each in
two seconds, while a process is killed with -9 and the server is begun anew. “Seen” is from the moment at which a coding
is sent until a reader has it: half of all, and 95 of a hundred. The readers and the coders run on the same machine.
“Idle” is milliseconds of the server's processor a second for each reader who waits. In every crowd each reader heard of
each coding once; the run fails otherwise.
"""


def written(found: Sequence[Crowd], seconds: float) -> str:
    """The whole part."""
    rows = [
        (
            f"{one.database}, {one.processes} process{'' if one.processes == 1 else 'es'}",
            "quiet" if one.idle is not None else "killed and begun anew",
            str(one.readers), str(one.codings), str(one.cut_off), f"{one.p50:.2f} s", f"{one.p95:.2f} s",
            "" if one.idle is None else f"{one.idle:.2f} ms",
        )
        for one in found
    ]  # fmt: skip
    header = ("server", "meanwhile", "readers", "codings", "cut off", "seen, half", "seen, 95 %", "idle")
    return "\n".join([HEAD.format(about=about(seconds)), table(header, rows)])
