"""A model of the form that the real one has, but tiny and drawn by chance: what shares words is alike to it."""

from __future__ import annotations

import json
import string
from pathlib import Path

import numpy as np

SAID = """
tea made rain bus late soup kettle door key outside waited paid hours desk form clinic walked home nobody asked
the a i we they and for of it was to in them her him is
"""
WIDE, LAYERS, HEADS = 48, 2, 4
DIMENSIONS = 48


def small_model(folder: Path, seed: int = 5) -> Path:
    """A folder with the three files of a model."""
    folder.mkdir(parents=True, exist_ok=True)
    letters = [*string.ascii_lowercase, *string.digits, *string.punctuation]
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        *letters,
        *(f"##{one}" for one in letters),
        *SAID.split(),
    ]
    vocabulary = list(dict.fromkeys(vocabulary))
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", "utf-8")
    config = {"num_attention_heads": HEADS, "num_hidden_layers": LAYERS, "layer_norm_eps": 1e-12}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    write_weights(folder / "model.safetensors", _tensors(len(vocabulary), np.random.default_rng(seed)))
    return folder


def write_weights(path: Path, tensors: dict[str, np.ndarray]) -> None:
    """As safetensors has it."""
    table, at = {}, 0
    for name, one in tensors.items():
        table[name] = {"dtype": "F32", "shape": list(one.shape), "data_offsets": [at, at + one.nbytes]}
        at += one.nbytes
    head = json.dumps(table).encode()
    path.write_bytes(
        len(head).to_bytes(8, "little") + head + b"".join(one.tobytes() for one in tensors.values())
    )


def _tensors(vocabulary: int, chance: np.random.Generator) -> dict[str, np.ndarray]:
    def drawn(*shape: int, by: float = 0.03) -> np.ndarray:
        return (chance.standard_normal(shape) * by).astype("<f4")

    def norm(name: str) -> dict[str, np.ndarray]:
        ones = np.ones(DIMENSIONS, "<f4")
        return {
            f"{name}.LayerNorm.weight": ones + drawn(DIMENSIONS),
            f"{name}.LayerNorm.bias": drawn(DIMENSIONS),
        }

    def dense(name: str, out: int, into: int) -> dict[str, np.ndarray]:
        return {f"{name}.weight": drawn(out, into), f"{name}.bias": drawn(out)}

    made = {
        "embeddings.word_embeddings.weight": drawn(vocabulary, DIMENSIONS, by=1.0),
        "embeddings.position_embeddings.weight": drawn(64, DIMENSIONS, by=0.02),
        "embeddings.token_type_embeddings.weight": drawn(2, DIMENSIONS, by=0.1),
        **norm("embeddings"),
    }
    for number in range(LAYERS):
        at = f"encoder.layer.{number}"
        for of in ("query", "key", "value"):
            made |= dense(f"{at}.attention.self.{of}", DIMENSIONS, DIMENSIONS)
        made |= dense(f"{at}.attention.output.dense", DIMENSIONS, DIMENSIONS) | norm(f"{at}.attention.output")
        made |= dense(f"{at}.intermediate.dense", WIDE, DIMENSIONS) | dense(
            f"{at}.output.dense", DIMENSIONS, WIDE
        )
        made |= norm(f"{at}.output")
    return made
