"""Makes an entry of tests/data/schemas: a small invented study, made by the program as it was at a commit.

    python -m tools.museum NAME COMMIT        python -m tools.museum NAME      (the program as it is here)

Each step is a command, or a few lines, of that day's own program, run from its own source. What it could not do yet it
refuses, which is noted and left out. What is kept are the two files of that day's own backup, and beside them what they
hold: counts of rows, and a digest of every word, unsealed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from firsthand import __version__

ROOT = Path(__file__).parent.parent
MUSEUM = ROOT / "tests" / "data" / "schemas"

TALK = """LENA: What did you bring? 🎒
MARIGOLD: مرحبا 👨‍👩‍👧 Soup, and a spare key. I know how it is to wait outside.
LENA: And then?
MARIGOLD: Then we sat. Nobody asked her anything. The kettle was slow.
"""
SECOND = """LENA: Who had the key?
CROSBY: I had it until Friday. Then the lock was changed, and nobody told us.
LENA: What did you do?
CROSBY: We waited on the stairs. Somebody brought a chair.
"""
NOTE = "The kettle was on.\n\nNobody spoke for a while.\n"
GUIDE = "How did the day begin?\nWho had the key?\nWhat did you do then?\n"
RIS = "TY  - BOOK\nAU  - Vale, Ottoline\nTI  - Waiting rooms\nPY  - 2019\nPB  - Nowhere Press\nER  - \n"
WORDS = """Waiting is work too.

"""

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("init", "--study", "Stairs and kettles", "--lead", "Lea"),
    ("import", "{talk}", "--participants"),
    ("import", "{second}", "--participants", "--as", "Cody"),
    ("apply", "--source", "S1", "--code", "Sitting with it", "--start", "41", "--end", "70", "--as", "Cody"),
    ("apply", "--source", "S1", "--code", "Having been there", "--start", "58", "--end", "95", "--as", "Lea"),
    ("apply", "--source", "S2", "--code", "Sitting with it", "--start", "33", "--end", "60", "--as", "Cody"),
    ("apply", "--source", "S2", "--code", "Waiting", "--start", "40", "--end", "80", "--as", "Lea"),
    ("undo", "--as", "Lea"),
    ("redo", "--as", "Lea"),
    ("apply", "--source", "S2", "--code", "Taken back", "--start", "5", "--end", "20", "--as", "Cody"),
    ("undo", "--as", "Cody"),
    ("autocode", "--code", "Keys", "--words", "key*", "--apply"),
    ("revise", "{revised}", "--source", "S2"),
    ("recording", "add", "{recording}", "--source", "S1"),
    ("visit", "add", "--on", "2026-05-12", "--site", "The stairwell", "--present", "P01", "--doing", "Kitchen"),
    ("note", "add", "{note}", "--visit", "1", "--title", "Kettle"),
    ("guide", "import", "{guide}", "--title", "Mornings"),
    ("interview", "add", "S2", "--on", "2026-05-13", "--guide", "1", "--mark"),
    ("deidentify", "--propose"),
    ("consent", "set", "--participant", "P01", "--scope", "take_part=yes", "--scope", "check=my_transcript"),
    ("consent", "set", "--participant", "P02", "--scope", "take_part=yes", "--scope", "interview=no"),
    ("member", "add", "Rea", "--role", "reader"),
    ("exclude", "--participant", "P02", "--reader", "Rea"),
    ("incident", "add", "--happened", "A form was left on a table.", "--noticed", "2026-05-14"),
    ("training", "add", "Listening", "--on", "2026-04-01"),
    ("slip", "make", "--participant", "P01"),
    ("round", "start", "--name", "Two readers", "--coders", "Lea,Cody", "--source", "S1", "--open"),
    ("references", "import", "{ris}"),
    ("document", "add", "--title", "What waiting is", "--from", "{words}"),
    ("our-words", "set", "--worker", "advocate", "--workers", "advocates"),
    ("check", "send", "--participant", "P01", "--transcript"),
)  # fmt: skip

# What has no command: memos and a theme, through the services of that day.
SERVICES = {
    "memo": """
from firsthand.analysis.memos.services import write_memo
write_memo(by, kind="theory", title="On silence", body="Whose room is it?", about=[codings[0]])
""",
    "theme": """
from firsthand.analysis.themes.services import add_evidence, gather_code, make_claim, make_theme
theme = make_theme(by, name="Leaving room", idea="Tea before questions.")
gather_code(by, theme=theme, code=codings[0].code)
claim = make_claim(by, theme=theme, sentence="Waiting is learned.")
add_evidence(by, theme=theme, claim=claim, coding=codings[0], side="for")
""",
    "framework": """
from firsthand.analysis.framework.services import write_summary
write_summary(by, participant=people[0], code=codings[0].code, words="She sat down first.")
""",
}
OPENED = """
import django
django.setup()
from firsthand.ground.studies.entrance import enter, find_study
from firsthand.analysis.coding.models import Coding
from firsthand.field.people.models import Participant
by = enter(find_study(None), None)
codings = list(Coding.objects.filter(study_id=by.study_id).order_by("id"))
people = list(Participant.objects.filter(study_id=by.study_id).order_by("id"))
"""


def files_in(folder: Path) -> dict[str, str]:
    """What is brought in."""
    recording = b"RIFF" + (36 + 800).to_bytes(4, "little") + b"WAVEfmt " + bytes.fromhex(
        "10000000010001004000000040000000" "01000800"
    ) + b"data" + (800).to_bytes(4, "little") + bytes([128] * 800)  # fmt: skip
    written: dict[str, bytes] = {
        "talk.txt": TALK.encode(), "second.txt": SECOND.encode(), "note.txt": NOTE.encode(),
        "revised.txt": SECOND.replace("until Friday", "until last Friday").encode(), "guide.txt": GUIDE.encode(),
        "ris.ris": RIS.encode(), "words.txt": WORDS.encode(), "recording.wav": recording,
    }  # fmt: skip
    for name, data in written.items():
        (folder / name).write_bytes(data)
    return {name.partition(".")[0]: str(folder / name) for name in written}


def make(name: str, source: Path, folder: Path) -> list[str]:
    """Make the study with the program that lies in `source`; what it could not do yet."""
    env = {one: value for one, value in os.environ.items() if not one.startswith(("FIRSTHAND", "DJANGO"))}
    data = folder / "data"
    env |= {
        "PYTHONPATH": str(source), "FIRSTHAND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings",
    }  # fmt: skip
    places, refused = files_in(folder), []
    program = [sys.executable, "-m", "firsthand.doors.commands", "--data", str(data)]
    steps = [
        (" ".join(words[:2]), [*program, *(one.format(**places) for one in words)]) for words in COMMANDS
    ]
    steps += [(what, [sys.executable, "-c", OPENED + code]) for what, code in SERVICES.items()]
    kept = MUSEUM / f"{name}.backup"
    for what, argv in [*steps, ("backup", [*program, "backup", str(kept)])]:
        done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            refused.append(f"{what}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else '?'}")
    return refused


def _git(*words: str) -> None:
    subprocess.run([shutil.which("git") or "git", *words], cwd=ROOT, check=True)  # noqa: S603


def main(name: str, commit: str | None) -> None:
    """Make one entry."""
    MUSEUM.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="museum-") as made:
        folder = Path(made)
        source = ROOT / "src"
        if commit:
            _git("worktree", "add", "-q", "--detach", str(folder / "tree"), commit)
            source = folder / "tree" / "src"
        try:
            refused = make(name, source, folder)
        finally:
            if commit:
                _git("worktree", "remove", "--force", str(folder / "tree"))
    print(f"{name}: {len(COMMANDS) + len(SERVICES) - len(refused)} steps; could not yet, or would not:")
    print("\n".join(f"  {one}" for one in refused))
    told = MUSEUM / "museum.json"
    all_told = json.loads(told.read_text("utf-8")) if told.exists() else {}
    all_told[name] = {
        "commit": commit or "as it was here",
        "version": __version__,
        "left_out": [one.partition(":")[0] for one in refused],
    }
    told.write_text(json.dumps(all_told, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
