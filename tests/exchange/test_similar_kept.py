"""What a model makes of passages is in no file as it is, in no backup, and goes where the words go."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from commands import done, firsthand
from firsthand.core.similar.model import Model
from firsthand.core.similar.nearest import packed
from firsthand.core.similar.weights import sha256_of
from small_model import small_model

pytestmark = pytest.mark.process

SAID = "I made tea for them, and zephyr waited outside the door."
TALK = f"LENA: And then?\nANNA: {SAID}\nBEN: Nobody paid us for the hours at the desk.\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a model, in which a study has looked for similar passages; beside it a backup."""
    folder = tmp_path_factory.mktemp("similar-kept")
    data, model, talk = folder / "data", small_model(folder / "model"), folder / "talk.txt"
    talk.write_text(TALK, "utf-8")
    done(data, "init", "--study", "Kept")
    done(data, "import", talk, "--participants")
    done(data, "similar", "install", model, "--sha256", sha256_of(model / "model.safetensors"))
    done(data, "similar", "switch", "on", "--reason", "To look once more.")
    assert done(data, "similar", "prepare", "--json").json == {"texts": 1, "of": 1, "passages": 2}
    found = done(data, "similar", "words", "zephyr made tea", "--json").json
    assert found["found"][0]["words"] == SAID
    assert found["sent"] == 0
    done(data, "backup", folder / "kept.backup")
    return folder


def traces(folder: Path) -> dict[str, bytes]:
    """In what forms the vector of a passage could lie in a file."""
    vector = Model(folder / "model").embed(SAID)
    halves = vector.astype("<f2")
    return {
        "in single precision": vector.astype("<f4").tobytes()[:24],
        "in half precision": halves.tobytes()[:16],
        "as signs": packed(halves[None]).tobytes()[:6],  # of 48 numbers
        "as written": ",".join(f"{one:.3f}" for one in vector[:4]).encode(),
        "the words": b"zephyr",
    }


def test_no_file_of_the_folder_or_of_a_backup_has_a_vector_or_a_word(made: Path) -> None:
    looked_for = traces(made)
    files = [path for path in made.rglob("*") if path.is_file() and path.name != "talk.txt"]
    assert len(files) > 5
    left = [
        (path.name, how) for path in files for how, trace in looked_for.items() if trace in path.read_bytes()
    ]
    assert left == []
    told = done(made / "data", "similar", "status", "--json").json
    assert (told["on"], told["shown"], told["sent"]) == (True, 2, 0)


def test_the_search_for_traces_finds_them_where_they_are(made: Path, tmp_path: Path) -> None:
    vector = Model(made / "model").embed(SAID)
    np.concatenate([np.zeros(3, np.float16), vector.astype(np.float16)]).tofile(tmp_path / "rows")
    assert traces(made)["in half precision"] in (tmp_path / "rows").read_bytes()


def test_with_the_words_goes_what_was_made_of_them_in_an_old_backup_too(made: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(made / "data", tmp_path / "data"))
    person = next(one["label"] for one in done(data, "participants", "--json").json["participants"] if one)
    done(data, "withdraw", "--participant", person, "--level", "L3", "--receipt", tmp_path / "receipt.txt")
    found = done(data, "similar", "words", "zephyr made tea", "--json").json["found"]
    assert "zephyr" not in " ".join(one["words"] for one in found)
    kept = tmp_path / "kept.backup"
    shutil.copy(made / "kept.backup", kept)
    # The data of then beside the keys of today: nothing of that text opens, and nobody is shown any of it.
    shutil.copy(made / "kept.backup.keys", tmp_path / "kept.backup.keys")
    done(data, "restore", kept)
    again = done(data, "similar", "words", "zephyr made tea", "--json").json["found"]
    assert "zephyr" not in " ".join(one["words"] for one in again)


def test_a_model_that_is_not_there_or_not_known_is_said_in_a_sentence(tmp_path: Path) -> None:
    data, model = tmp_path / "data", small_model(tmp_path / "model")
    done(data, "init", "--study", "None")
    said = firsthand(data, "similar", "status")
    assert "no model on this machine yet" in said.out
    refused = firsthand(data, "similar", "install", model)
    assert refused.status == 1
    assert "none that Firsthand knows" in refused.err
    assert firsthand(data, "similar", "install", tmp_path / "nowhere").err.startswith(
        "There is no file or folder"
    )
