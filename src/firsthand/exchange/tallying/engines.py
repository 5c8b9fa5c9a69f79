"""The engines that tallies run on: DuckDB in this process, or Spark. Either is loaded when it is asked for."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from firsthand.core.problems import Problem

ENGINES = ("duckdb", "spark")

MISSING = {
    "parquet": "What reads Parquet is not installed. It comes by: pip install '.[tally]' in the program’s folder",
    "duckdb": "DuckDB and Ibis are not installed here. They come with: pip install '.[tally]' in the program’s folder",
    "spark": "Spark and Ibis are not installed here. They come with: pip install '.[spark]' in the program’s folder",
}
NO_JAVA = (
    "Spark on this machine needs Java 17 or newer, and there is none: install it, or set JAVA_HOME to where it is, "
    "or name a cluster with --master."
)


@contextmanager
def opened(engine: str, master: str = "") -> Iterator[Any]:
    """An Ibis connection to an engine, closed afterwards. `master`: where Spark runs; this machine if not said.

    Raises `Problem` where it is not installed.
    """
    if engine not in ENGINES:
        raise Problem(f"There is no engine “{engine}”. There are: {', '.join(ENGINES)}.")
    if master and engine != "spark":
        raise Problem("--master says where Spark runs: it goes with --engine spark.")
    with tempfile.TemporaryDirectory(prefix="firsthand-tally-") as aside:
        connection = _duckdb(aside) if engine == "duckdb" else _spark(master, aside)
        try:
            yield connection
        finally:
            connection.disconnect()


def rows(table: Any) -> list[dict[str, Any]]:
    """What a table comes to, row by row."""
    return _of_spark(table) if _is_spark(table.get_backend()) else table.to_pyarrow().to_pylist()


def in_memory(connection: Any, name: str, table: Any) -> Any:
    """A table of Arrow that is in memory, handed to an engine as it is."""
    if not _is_spark(connection):
        import ibis

        return ibis.memtable(table)
    _session().createDataFrame(table).createOrReplaceTempView(name)
    return connection.table(name)


def _of_spark(table: Any) -> list[dict[str, Any]]:
    """By Arrow. Ibis would go by way of pandas, to and fro, where a cell with nothing in it is the word NaN after."""
    found: list[dict[str, Any]] = _session().sql(str(table.compile())).toArrow().to_pylist()
    return found


def _is_spark(connection: Any) -> bool:
    return bool(connection.name == "pyspark")


def _session() -> Any:
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession()


def _duckdb(aside: str) -> Any:
    """In memory; what does not fit goes to a folder that is thrown away. No extension is ever fetched."""
    try:
        import ibis

        return ibis.duckdb.connect(temp_directory=aside, autoinstall_known_extensions=False)
    except ImportError as missing:
        raise Problem(MISSING["duckdb"]) from missing


def _spark(master: str, aside: str) -> Any:
    """A session where `master` says, or the environment's MASTER; on this machine where neither does."""
    try:
        import ibis
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as missing:
        raise Problem(MISSING["spark"]) from missing
    builder: Any = SparkSession.builder.appName("firsthand tally").config("spark.sql.session.timeZone", "UTC")
    if master.startswith("sc://"):
        builder = builder.remote(master)
    else:
        where = master or os.environ.get("MASTER", "local[*]")
        if where.startswith("local"):
            _require_java()
            builder = _alone(builder, aside)
        builder = builder.master(where)
    try:
        return ibis.pyspark.connect(builder.getOrCreate())
    except PySparkException as unreachable:
        raise Problem(f"Spark could not be started: {unreachable}") from unreachable


def _alone(builder: Any, aside: str) -> Any:
    """Spark in this process alone: reached by nobody, and leaving nothing behind."""
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": aside,
        "spark.sql.warehouse.dir": f"{aside}/warehouse",
        "spark.sql.shuffle.partitions": "16",
        "spark.driver.memory": "4g",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME", "")
    if not (home and shutil.which("java", path=f"{home}/bin")) and not shutil.which("java"):
        raise Problem(NO_JAVA)
