"""Tables as Parquet, a piece at a time: so many rows are held at once, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from firsthand.core.problems import Problem
from firsthand.exchange.tallying.engines import MISSING
from firsthand.exchange.tallying.layout import columns_of

AT_ONCE = 50_000  # rows
Row = tuple[Any, ...]


def write(to: Path | IO[bytes], name: str, rows: Iterable[Row], extras: frozenset[str] = frozenset()) -> int:
    """Write the rows of a table; how many they were."""
    written = 0
    pyarrow = _pyarrow()
    with pyarrow.parquet.ParquetWriter(to, schema(name, extras), compression="zstd") as file:
        for batch in batches(name, rows, extras):
            file.write_batch(batch)
            written += batch.num_rows
    return written


def table(name: str, rows: Iterable[Row], extras: frozenset[str] = frozenset()) -> Any:
    """The same in memory, as a table of Arrow."""
    return _pyarrow().Table.from_batches(list(batches(name, rows, extras)), schema(name, extras))


def batches(name: str, rows: Iterable[Row], extras: frozenset[str]) -> Iterator[Any]:
    """Rows as Arrow has them, so many at a time."""
    pyarrow, columns = _pyarrow(), schema(name, extras)
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        arrays = [
            pyarrow.array(cells, one.type)
            for cells, one in zip(zip(*some, strict=True), columns, strict=True)
        ]
        yield pyarrow.RecordBatch.from_arrays(arrays, schema=columns)


def schema(name: str, extras: frozenset[str] = frozenset()) -> Any:
    """The columns of a table and what is in them."""
    pyarrow = _pyarrow()
    types = {
        "id": pyarrow.string(),
        "words": pyarrow.string(),
        "number": pyarrow.int64(),
        "moment": pyarrow.timestamp("us", tz="UTC"),
    }
    return pyarrow.schema([(column, types[kind]) for column, kind in columns_of(name, extras).items()])


def _pyarrow() -> Any:
    """Raises `Problem` where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as missing:
        raise Problem(MISSING["parquet"]) from missing
    return pyarrow
