"""Recordings for tests: generated here, so that nobody's voice is in the repository."""

from __future__ import annotations

import io
import math
import wave
from array import array


def wav(seconds: float, *, rate: int = 8_000, pitch: float = 220.0) -> bytes:
    """A quiet tone."""
    tone = array("h", (int(900 * math.sin(6.2832 * pitch * at / rate)) for at in range(int(seconds * rate))))
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(tone.tobytes())
    return kept.getvalue()


def long_wav(size: int, marker: bytes = b"") -> bytes:
    """So many bytes that begin as a recording does, with a marker in the middle of each mebibyte."""
    data = bytearray(wav(0.1) + bytes(max(0, size - len(wav(0.1)))))[:size]
    for at in range(524_288, size - len(marker), 1_048_576):
        data[at : at + len(marker)] = marker
    return bytes(data)
