"""Scores pairs of records with Splink, on DuckDB in this process or on Spark.

The settings are one object (`model.settings`); what differs between engines is the adapter here. Records lie
in memory: DuckDB may put parts aside on disk, sealed with a key that dies with the process.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

from chongyang.linkage.rules.model import Model, settings

if TYPE_CHECKING:
    import polars as pl

ENGINES = ("duckdb", "spark")
QUIET = 99
SPARK = {
    "spark.io.encryption.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""No page of Spark's own is opened: whoever reached its port could read the plans without signing in."""

ELSE = "see docs/how-to/link-on-spark.md, or leave the setting out to use DuckDB."
NO_PYSPARK = (
    "CHONGYANG_LINKAGE=spark needs the package pyspark (and a Java runtime), which is not installed here: "
    + ELSE
)
NO_JAVA = "CHONGYANG_LINKAGE=spark needs a Java runtime of version 17 or newer, and it did not start: " + ELSE


class UnableToScore(Exception):
    """The engine that the settings name cannot run here; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the engine may take: threads, gibibytes, and a folder for what does not fit."""

    threads: int = 2
    memory_gib: float = 4.0
    folder: str = ""


@contextmanager
def engine(name: str, room: Room) -> Iterator[Any]:
    """Splink's door to an engine, closed afterwards."""
    logging.getLogger("splink").setLevel(QUIET)
    if name == "spark":
        yield from _spark(room)
        return
    if name != "duckdb":
        raise UnableToScore(f"CHONGYANG_LINKAGE is {name!r}; it may be {' or '.join(ENGINES)}")
    import duckdb
    from splink import DuckDBAPI

    connection = duckdb.connect(":memory:")
    connection.execute(f"SET threads={room.threads}")
    connection.execute(f"SET memory_limit='{room.memory_gib:.1f}GiB'")
    connection.execute("SET preserve_insertion_order=false")
    connection.execute("SET autoinstall_known_extensions=false")
    connection.execute("SET enable_progress_bar=false")
    connection.execute("SET temp_file_encryption=true")
    connection.execute(f"SET temp_directory='{room.folder}'")
    try:
        yield DuckDBAPI(connection=connection)
    finally:
        connection.close()


def _spark(room: Room) -> Iterator[Any]:
    """The same model on a cluster; the session's own settings come from Spark's configuration.

    Splink brings the distances of names and numbers for Spark in a file of its own. What Spark puts aside on
    disk is enciphered, as DuckDB's is; nothing is written between the steps. Its `spark-warehouse`, which it
    makes wherever it is started, comes into the folder of the run.
    """
    try:
        from pyspark.sql import SparkSession  # type: ignore[import-not-found]  # an extra: chongyang[spark]
    except ImportError:
        raise UnableToScore(NO_PYSPARK) from None
    from splink import SparkAPI
    from splink.internals.spark.jar_location import similarity_jar_location

    builder = SparkSession.builder.appName("chongyang-linkage")
    told = {"spark.jars": similarity_jar_location(), "spark.sql.warehouse.dir": f"file:{_folder(room)}"}
    for name, value in {**SPARK, **told}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except RuntimeError as problem:  # pyspark's own word when Java does not start
        raise UnableToScore(NO_JAVA) from problem
    try:
        yield SparkAPI(spark_session=session, break_lineage_method="persist")
    finally:
        session.stop()


def _folder(room: Room) -> str:
    return str(Path(room.folder or gettempdir()).resolve() / "spark-warehouse")


def score(
    records: "pl.DataFrame",
    model: Model,
    *,
    engine_name: str = "duckdb",
    room: Room | None = None,
    least: float | None = None,
    sources: int = 0,
    in_detail: bool = False,
) -> "pl.DataFrame":
    """Pairs `record_l`, `record_r`, `match_weight`, one column `gamma_…` a comparison; from `least` upwards.

    With `in_detail` the weight of each field as `mw_…` and the correction for rare values as `mw_tf_adj_…`.
    """
    from splink import Linker

    told = settings(model, len(records), sources or records["source"].n_unique(), in_detail=in_detail)
    with engine(engine_name, room or Room()) as database:
        table = database.register(records.to_arrow(), dataset_display_name="records")
        linker = Linker(table, told, log_level=None, validate_settings=False)
        found = linker.inference.predict(
            threshold_match_weight=model.bands.look if least is None else least, warning_mode="never"
        )
        return _as_frame(found)


def _as_frame(found: Any) -> "pl.DataFrame":
    import polars as pl

    frame = pl.from_arrow(found.as_pyarrow_table())
    assert isinstance(frame, pl.DataFrame)
    return frame
