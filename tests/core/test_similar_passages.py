"""Passages, their vectors, and the nearest of them: against slow ways of saying the same, and the real model."""

from __future__ import annotations

import math
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.worked import worked
from firsthand.core.brought.kinds import reckoned
from firsthand.core.brought.nearness import sentences_in
from firsthand.core.brought.reckoned import Asked
from firsthand.core.problems import NotThere, Problem
from firsthand.core.similar.model import KNOWN, Model
from firsthand.core.similar.nearest import Rows
from firsthand.core.similar.passages import LONGEST, passages
from firsthand.core.similar.weights import read_weights, sha256_of
from firsthand.core.similar.wordpieces import WordPieces, words
from firsthand.core.transcript import Turn
from small_model import DIMENSIONS, HEADS, LAYERS, small_model, write_weights

# Where the weights of all-MiniLM-L6-v2 are on this machine, if they are.
REAL = os.environ.get("FIRSTHAND_REAL_MODEL", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_model(tmp_path_factory.mktemp("model"))


def test_words_are_cut_as_the_model_learnt_them() -> None:
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "tea", "##s", "house", "'", "etude", "水", "."]
    pieces = WordPieces(vocabulary)
    assert pieces.of("TEAS teahouse's.", 20) == [2, 4, 5, 1, 7, 1, 10, 3]
    assert pieces.of("Étude水水", 20) == [2, 8, 9, 9, 3]
    assert pieces.of("tea " * 30, 6) == [2, 4, 4, 4, 4, 3]
    assert pieces.of("tea" + "s" * 100, 20) == [2, 1, 3]  # no word is so long
    assert pieces.of("[SEP]", 20) == [2, 1, 1, 1, 3]  # what somebody says is never a mark of the model's own
    assert words("one\u200btwo\x0bthree\tfour\u2028five ΟΔΟΣ İ") == [
        "onetwothree",
        "four",
        "five",
        "οδοσ",
        "i",
    ]


def test_the_forward_pass_is_that_of_the_plain_formulas(folder: Path) -> None:
    """The same once more in loops, number by number: as the paper has it, without any of numpy's own products."""
    model, weights = Model(folder), read_weights(folder / "model.safetensors")
    for said in ("tea", "We waited outside, nobody asked.", "tea " * 100):
        pieces = WordPieces((folder / "vocab.txt").read_text("utf-8").splitlines()).of(said, 64)
        assert model.embed(said) == pytest.approx(slowly(weights, pieces), abs=2e-5)
    assert np.linalg.norm(model.embed("tea")) == pytest.approx(1, abs=1e-6)
    assert model.embed("").shape == (DIMENSIONS,)


def slowly(weights: dict[str, Any], pieces: list[int]) -> list[float]:
    x = [
        [
            float(weights["embeddings.word_embeddings.weight"][piece][d])
            + float(weights["embeddings.position_embeddings.weight"][at][d])
            + float(weights["embeddings.token_type_embeddings.weight"][0][d])
            for d in range(DIMENSIONS)
        ]
        for at, piece in enumerate(pieces)
    ]

    def norm(row: list[float], name: str) -> list[float]:
        mean = sum(row) / len(row)
        spread = sum((one - mean) ** 2 for one in row) / len(row)
        gain, bias = weights[f"{name}.LayerNorm.weight"], weights[f"{name}.LayerNorm.bias"]
        return [
            (one - mean) / math.sqrt(spread + 1e-12) * float(g) + float(b)
            for one, g, b in zip(row, gain, bias, strict=True)
        ]

    def dense(row: list[float], name: str) -> list[float]:
        return [
            sum(one * float(w) for one, w in zip(row, line, strict=True)) + float(b)
            for line, b in zip(weights[f"{name}.weight"], weights[f"{name}.bias"], strict=True)
        ]

    def added(one: list[float], two: list[float]) -> list[float]:
        return [a + b for a, b in zip(one, two, strict=True)]

    x = [norm(row, "embeddings") for row in x]
    size = DIMENSIONS // HEADS
    for number in range(LAYERS):
        at = f"encoder.layer.{number}"
        q, k, v = ([dense(row, f"{at}.attention.self.{of}") for row in x] for of in ("query", "key", "value"))
        seen = []
        for one in range(len(x)):
            row: list[float] = []
            for head in range(HEADS):
                cut = slice(head * size, (head + 1) * size)
                scores = [
                    math.exp(
                        sum(a * b for a, b in zip(q[one][cut], k[two][cut], strict=True)) / math.sqrt(size)
                    )
                    for two in range(len(x))
                ]
                row += [
                    sum(s * v[two][cut][d] for two, s in enumerate(scores)) / sum(scores) for d in range(size)
                ]
            seen.append(dense(row, f"{at}.attention.output.dense"))
        x = [
            norm([a + b for a, b in zip(*pair, strict=True)], f"{at}.attention.output")
            for pair in zip(x, seen, strict=True)
        ]
        wide = [dense(row, f"{at}.intermediate.dense") for row in x]
        wide = [[one * 0.5 * (1 + math.erf(one / math.sqrt(2))) for one in row] for row in wide]
        x = [
            norm(added(row, dense(w, f"{at}.output.dense")), f"{at}.output")
            for row, w in zip(x, wide, strict=True)
        ]
    mean = [sum(row[d] for row in x) / len(x) for d in range(DIMENSIONS)]
    length = math.sqrt(sum(one * one for one in mean))
    return [one / length for one in mean]


@pytest.mark.skipif(
    not REAL, reason="FIRSTHAND_REAL_MODEL names no folder with the weights of all-MiniLM-L6-v2"
)
def test_the_real_model_gives_the_cosines_that_are_known_of_it() -> None:
    model, example = Model(Path(REAL)), worked("embedding")
    assert (model.name, model.hash) == ("all-MiniLM-L6-v2", example["weights"])
    assert sha256_of(Path(REAL) / "vocab.txt") == KNOWN[model.hash].files["vocab.txt"]
    one = model.embed(example["sentences"][0])
    assert one[:5].tolist() == pytest.approx(example["first_five_of_the_first"], abs=example["within"])
    found = reckoned(sentences_in("\n".join(example["sentences"])), Asked(model=model)).as_dict()
    for row, wanted in zip(found["parts"]["table"]["rows"], example["cosines"], strict=True):
        assert [row[name]["value"] for name in "123"] == pytest.approx(wanted, abs=example["within"])


def test_a_file_that_is_no_model_is_said_so(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NotThere, match=r"no model\.safetensors"):
        Model(tmp_path)
    other = small_model(tmp_path / "other")
    (other / "model.safetensors").write_bytes(b"\xff" * 100)
    with pytest.raises(Problem, match="no weights in the form of safetensors"):
        Model(other)
    write_weights(other / "model.safetensors", {"embeddings.word_embeddings.weight": np.ones((3, 2), "<f4")})
    with pytest.raises(Problem, match="not those that its"):
        Model(other)


def mixture(count: int, dimensions: int, seed: int = 1) -> Any:
    chance = np.random.default_rng(seed)
    middles = chance.standard_normal((max(count // 40, 2), dimensions))
    rows = middles[chance.integers(0, len(middles), count)] + 0.5 * chance.standard_normal(
        (count, dimensions)
    )
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


@pytest.mark.parametrize(("count", "dimensions"), [(50, 24), (5_000, 100), (70_000, 64)])
def test_the_nearest_by_their_signs_are_the_nearest(count: int, dimensions: int) -> None:
    rows = mixture(count, dimensions)
    found, chance = Rows(rows), np.random.default_rng(2)
    met = 0
    for place in chance.integers(0, count, 20).tolist():
        wanted = rows[place].astype(np.float32)
        near = found.nearest(wanted, 10)
        exact = rows.astype(np.float32) @ wanted
        assert near[0].place == place
        assert [one.score for one in near] == sorted((one.score for one in near), reverse=True)
        assert [one.score for one in near] == pytest.approx([exact[one.place] for one in near], abs=1e-5)
        met += len({one.place for one in near} & set(np.argsort(-exact)[:10].tolist()))
    assert met / 200 >= (1 if count == 50 else 0.9)


def test_of_several_that_are_asked_by_each_is_found_by_the_one_it_is_nearest_to() -> None:
    rows = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], np.float16)
    near = Rows(rows).nearest_to_any([np.array([1.0, 0.0]), np.array([0.0, 1.0])], 3)
    assert [(one.place, one.to) for one in near] == [(0, 0), (1, 1), (2, 1)]
    assert near[2].score == pytest.approx(0.8, abs=1e-3)
    assert Rows(np.empty((0, 2), np.float16)).nearest(np.array([1.0, 0.0]), 3) == []


def test_a_passage_is_what_one_person_says_in_one_go_or_a_paragraph() -> None:
    text = "Nobody asked us anything.\n\n  Then we all sat down.  \nYes.\n我们那天在门口等了很久。"
    assert [one.words_in(text) for one in passages(text, [])] == [
        "Nobody asked us anything.", "Then we all sat down.", "我们那天在门口等了很久。",
    ]  # fmt: skip


def test_a_long_turn_is_cut_at_the_ends_of_sentences() -> None:
    sentence = "We waited outside until somebody came. "
    text = "ANNA: " + sentence * 60
    cut = passages(text, [Turn(0, 6, len(text), 0)])
    assert len(cut) > 2
    assert all(len(one) <= LONGEST and one.words_in(text).endswith("came.") for one in cut)
    assert " ".join(one.words_in(text) for one in cut) == (sentence * 60).strip()


@given(st.text(st.sampled_from("ab .\n水!"), max_size=4_000))
def test_passages_lie_in_order_apart_and_are_never_too_long(text: str) -> None:
    cut = passages(text, [])
    assert all(one.end <= two.start for one, two in pairwise(cut))
    assert all(len(one) <= LONGEST and one.end <= len(text) for one in cut)
