"""A model's weights, as they lie in a safetensors file: eight bytes of length, a table in JSON, then the numbers."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

Floats = NDArray[np.float32]
LARGEST_TABLE = 1 << 20


def read_weights(path: Path) -> dict[str, Floats]:
    """Every tensor of single precision by its name; read as it is needed. Raises `Problem` where it is no such file."""
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            table: dict[str, Any] = json.loads(file.read(size if size < LARGEST_TABLE else 0))
        numbers = np.memmap(path, np.uint8, "r", offset=8 + size)
        return {
            name: numbers[slice(*one["data_offsets"])].view("<f4").reshape(one["shape"])
            for name, one in table.items()
            if one.get("dtype") == "F32"
        }
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Problem(_("%(path)s holds no weights in the form of safetensors.") % {"path": path}) from wrong


def sha256_of(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
