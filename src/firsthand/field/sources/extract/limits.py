"""How much of a file from outside we are willing to read. Every figure is here, so that one page answers “why?”.

The figures on archives are checked before anything is inflated: a zip of one megabyte can hold a gigabyte of
zeros, and six of seven well-known readers run out of memory on it.
"""

from __future__ import annotations

MEGABYTE = 1024 * 1024

MAX_FILE = 200 * MEGABYTE
"""The longest file that is looked at at all."""

MAX_INFLATED = 500 * MEGABYTE
MAX_ENTRIES = 5_000
MAX_RATIO = 200
RATIO_MATTERS_FROM = MEGABYTE
"""Below this size an entry may be as repetitive as it likes: empty styles are, in honest files."""

MAX_XML_PART = 100 * MEGABYTE
"""One XML part is held as a tree, at about six times its size: what is longer than some 70 finds no room."""

MAX_CHARACTERS = 20_000_000
"""Words of all texts of one file together: five times the Bible. Longer is no interview, and no page can show it."""

MAX_PAGES = 5_000
MAX_COLUMNS = 1_000
MAX_ROWS = 100_000

PROJECT_SECONDS = 300.0
PROJECT_MEMORY = 3 * 1024 * MEGABYTE
"""A whole project may hold a million codings, or a database of half a gigabyte twice."""

MAX_SECONDS = 30.0
MAX_MEMORY = 512 * MEGABYTE
TIRED_MEMORY = 300 * MEGABYTE
"""A child process that ever needed this much is replaced, so that the next file starts fresh."""

MAX_ANSWER = 512 * MEGABYTE
"""What a child process may send back; texts of `MAX_CHARACTERS` with their marks stay far below."""
