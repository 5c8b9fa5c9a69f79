"""The twelve colours of codes, as files write them."""

from __future__ import annotations

# As `tokens.css` has them by day, so that a code has its colour in other programs too.
COLORS = (
    "#303489", "#718700", "#6f1100", "#ac538a", "#4c7cbe", "#446450", "#813706", "#143e33", "#94530e", "#3e2d5c",
    "#045464", "#847454",
)  # fmt: skip


def nearest_hue(color: str, otherwise: int) -> int:
    """Which of the twelve colours is most like a file's; `otherwise` where it has none.

    >>> nearest_hue("#6f1100", 4), nearest_hue("", 4)
    (2, 4)
    """
    wanted = _rgb(color)
    if wanted is None:
        return otherwise
    return min(range(len(COLORS)), key=lambda hue: _apart(_rgb(COLORS[hue]) or wanted, wanted))


def hue_written(cell: str) -> int | None:
    """The colour that a person or a file writes: #rrggbb, its letter on the swatch, its number from 0; or none.

    >>> hue_written("#303489"), hue_written("b"), hue_written("11"), hue_written("mauve")
    (0, 1, 11, None)
    """
    if cell.strip() in map(str, range(len(COLORS))):
        return int(cell)
    letter = cell.strip().partition(",")[0].upper()
    if len(letter) == 1 and "A" <= letter <= "L":
        return ord(letter) - ord("A")
    hue = nearest_hue(cell.strip(), -1)
    return None if hue < 0 else hue


def _rgb(color: str) -> tuple[int, int, int] | None:
    digits = color.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    try:
        value = int(digits, 16)
    except ValueError:
        return None
    return (value >> 16, value >> 8 & 255, value & 255) if len(digits) == 6 else None


def _apart(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
