"""The draw on Spark: Parquet in and out, numbers and winners in parallel, the rule on the little that decides."""

import os
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from jadibisa.journey.selection.gateways.java import java_home
from jadibisa.journey.selection.rules.draw import Result, Roll
from jadibisa.journey.selection.rules.formats import kind_of
from jadibisa.journey.selection.rules.spread import (
    Best,
    Cell,
    Group,
    asked_first,
    check_cells,
    limits,
    settle,
    wider,
)
from jadibisa.journey.selection.rules.tickets import check_seed
from jadibisa.journey.selection.types import Cutoff, Quota
from jadibisa.kernel.refusals import N_, Refusal

LOCAL, LOOPBACK = "local[2]", "127.0.0.1"
LINES_A_FILE = 2**18
ORDER = ("compartment", "tier", "number", "ticket")
QUIET = "rootLogger.level = off\n"


class SparkEngine:
    """A draw in one Spark session, which ends with it.

    Args:
        folder: where roll and result are kept as Parquet, a folder that the whole cluster sees; a temporary one when
            missing.
        master: the cluster; two threads of this machine when nothing is said.
    """

    def __init__(self, folder: Path | None = None, master: str = LOCAL) -> None:
        self.folder, self.master = folder, master

    def draw(self, roll: Roll, quota: Quota, seed: str) -> Result:
        """Write the roll, draw, read the result.

        Raises:
            Refusal: `spark_missing`, `java_missing`, `java_too_old`, and those of `draw_files`.
        """
        _needs_libraries()
        with tempfile.TemporaryDirectory(prefix="jadibisa-spark-") as temporary:
            folder = self.folder or Path(temporary)
            source, target = folder / "roll.parquet", folder / "result.parquet"
            write_roll(roll, quota, source)
            return read_result(target, self.draw_files(source, quota, seed, target))

    def draw_files(self, source: Path, quota: Quota, seed: str, target: Path) -> tuple[Cutoff, ...]:
        """Draw from a Parquet folder into another one.

        Args:
            source: columns `line` (the place in the roll), `ticket`, `compartment`, `tier`, `type` (a bit mask).
            quota: the quota table of this roll.
            seed: 64 hexadecimal digits.
            target: columns `line`, `ticket`, `compartment`, `tier`, `type`, `number`, `selected`, `place` (on the
                waiting list of the compartment and type; 0 for the winners).

        Returns:
            The cut-offs.

        Raises:
            Refusal: `spark_missing`, `java_missing`, `java_too_old`, `unknown_tier`, `roll_changed`.
        """
        check_seed(seed)
        _needs_libraries()
        with (
            tempfile.TemporaryDirectory(prefix="jadibisa-spark-") as temporary,
            _session(self.master, Path(temporary)) as spark,
        ):
            people = _people(spark, source)
            check_cells(quota, people)
            numbered = _numbered(spark, source, seed)
            cutoffs = _cutoffs(spark, numbered, quota, people)
            _winners(spark, numbered, quota, cutoffs).write.mode("overwrite").parquet(str(target))
            return cutoffs


def write_roll(roll: Roll, quota: Quota, target: Path) -> None:
    """The roll as a folder of Parquet files, small enough for every core to have some."""
    import pyarrow as pa  # noqa: PLC0415 - of the extra [spark]
    from pyarrow import parquet  # noqa: PLC0415

    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.parquet"):
        old.unlink()
    codes = pa.array([row.code for row in quota.rows])
    for start in range(0, len(roll.types), LINES_A_FILE):
        part = slice(start, start + LINES_A_FILE)
        types = roll.types[part]
        table = pa.table(
            {
                "line": np.arange(start, start + len(types), dtype=np.int64),
                "ticket": pa.array(list(roll.tickets[part]), pa.binary()).cast(pa.string()),
                "compartment": codes.take(pa.array(roll.compartments[part])),
                "tier": roll.tiers[part].astype(np.int16),
                "type": types.astype(np.int16),
            }
        )
        parquet.write_table(table, target / f"part-{start // LINES_A_FILE:05}.parquet")


def read_result(source: Path, cutoffs: tuple[Cutoff, ...]) -> Result:
    """The result back in the order of the roll."""
    from pyarrow import parquet  # noqa: PLC0415 - of the extra [spark]

    table = parquet.read_table(source, columns=["line", "selected", "place"])
    order = np.argsort(table["line"].to_numpy())
    return Result(
        table["selected"].to_numpy().astype(np.bool_)[order], table["place"].to_numpy().astype(np.int32)[order], cutoffs
    )


def _needs_libraries() -> None:
    try:
        import pyarrow as pa  # noqa: F401, PLC0415 - whether it is there
        import pyspark  # noqa: F401, PLC0415
    except ModuleNotFoundError:
        raise Refusal(
            "spark_missing",
            N_("Spark belum terpasang. Pasang dengan: pip install %(package)s"),
            package="jadibisa[spark]",
        ) from None


@contextmanager
def _session(master: str, temporary: Path) -> Iterator[Any]:
    """A Spark session without pages, without noise, and on this machine alone when the cluster is this machine."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only when asked for

    (temporary / "log4j2.properties").write_text(QUIET)
    builder = SparkSession.builder.appName("jadibisa draw").master(master)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
        "spark.sql.warehouse.dir": str(temporary / "warehouse"),
        "spark.driver.memory": "2g",
        "spark.driver.extraJavaOptions": f"-XX:-UsePerfData -Djava.io.tmpdir={temporary}",
    }
    surroundings = {"JAVA_HOME": str(java_home(temporary)), "SPARK_CONF_DIR": str(temporary)}
    if master.startswith("local"):
        settings |= {"spark.driver.host": LOOPBACK, "spark.driver.bindAddress": LOOPBACK}
        settings |= {"spark.local.dir": str(temporary), "spark.sql.shuffle.partitions": "16"}
        surroundings |= {"SPARK_LOCAL_IP": LOOPBACK}
    for key, value in settings.items():
        builder = builder.config(key, value)
    with _surroundings(surroundings), _silenced(temporary / "java.txt"):
        spark = builder.getOrCreate()
    try:
        yield spark
    finally:
        _end(spark)


def _end(spark: Any) -> None:  # noqa: ANN401 - Spark's types are there only with the extra
    """Stop the session and its Java, whose ports and temporary files end with it."""
    from pyspark import SparkContext  # noqa: PLC0415 - only when asked for

    gateway = spark.sparkContext._gateway  # noqa: SLF001 - Spark has no public way to end its Java
    spark.stop()
    gateway.shutdown()
    if gateway.proc is not None:
        gateway.proc.stdin.close()
        try:
            gateway.proc.wait(timeout=60)
        except subprocess.TimeoutExpired:
            gateway.proc.kill()
    SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001 - a later draw starts a new one


@contextmanager
def _surroundings(values: Mapping[str, str]) -> Iterator[None]:
    """Environment variables that Spark reads while it starts."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _silenced(kept: Path) -> Iterator[None]:
    """What Java says while it starts goes into a file, and is said after all when it does not start."""
    own = os.dup(2)
    with kept.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    except BaseException:
        os.write(own, kept.read_bytes())
        raise
    finally:
        os.dup2(own, 2)
        os.close(own)


def _people(spark: Any, source: Path) -> dict[Cell, int]:  # noqa: ANN401
    rows = spark.read.parquet(str(source)).groupBy("compartment", "tier", "type").count().collect()
    return {(row["compartment"], row["tier"], row["type"]): row["count"] for row in rows}


def _numbered(spark: Any, source: Path, seed: str) -> Any:  # noqa: ANN401
    """The roll with the number of every ticket."""
    from pyspark.sql import functions as sql  # noqa: PLC0415 - only when asked for

    roll = spark.read.parquet(str(source))
    return roll.withColumn("number", sql.sha2(sql.concat(sql.lit(f"{seed},"), roll["ticket"]), 256))


def _cutoffs(spark: Any, numbered: Any, quota: Quota, people: Mapping[Cell, int]) -> tuple[Cutoff, ...]:  # noqa: ANN401
    """Bring the best tickets of each group together, apply the rule, and ask for more where they were too few."""
    rows = {row.code: row for row in quota.rows if not row.split}
    asked = asked_first(quota)
    settled: dict[str, tuple[Cutoff, ...]] = {}
    waiting: Collection[str] = rows
    while waiting:
        wanted = {group: number for group, number in asked.items() if group[0] in waiting}
        best = _best(spark, numbered, limits(people, wanted, len(quota.law.tiers) + 1))
        short: dict[Group, int] = {}
        for code in waiting:
            settled[code], kinds = settle(rows[code], quota.law, people, best[code])
            short |= {(code, kind): wider(rows[code], kind, asked[code, kind]) for kind in kinds}
        asked |= short
        waiting = sorted({code for code, _kind in short})
    return tuple(cutoff for row in quota.rows for cutoff in settled.get(row.code, ()))


def _best(spark: Any, numbered: Any, limit: Mapping[Cell, str]) -> Mapping[str, Best]:  # noqa: ANN401
    """The tickets up to the limits, in order, by compartment."""
    from pyspark.sql import functions as sql  # noqa: PLC0415 - only when asked for

    schema = "compartment string, tier short, type short, most string"
    small = spark.createDataFrame([(*cell, most) for cell, most in limit.items()], schema)
    joined = numbered.join(sql.broadcast(small), ["compartment", "tier", "type"])
    table = joined.where("number <= most").select(*ORDER, "type").orderBy(*ORDER).toArrow()
    nobody = Best(np.zeros(0, np.uint8), np.zeros(0, np.uint8), (), ())
    found: dict[str, Best] = defaultdict(lambda: nobody)
    codes = table["compartment"].combine_chunks().dictionary_encode()
    places, names = codes.indices.to_numpy(), codes.dictionary.to_pylist()
    edges = np.flatnonzero(np.diff(places, prepend=-1, append=-1)).tolist() if len(places) else []
    for start, stop in pairwise(edges):
        part = table.slice(start, stop - start)
        found[names[places[start]]] = Best(
            part["tier"].to_numpy().astype(np.uint8),
            part["type"].to_numpy().astype(np.uint8),
            part["number"].to_pylist(),
            part["ticket"].to_pylist(),
        )
    return found


def _winners(spark: Any, numbered: Any, quota: Quota, cutoffs: tuple[Cutoff, ...]) -> Any:  # noqa: ANN401
    """Everybody with the own result: a comparison with the cut-off, and a place among those of the type who wait."""
    from pyspark.sql import Window  # noqa: PLC0415 - only when asked for
    from pyspark.sql import functions as sql  # noqa: PLC0415

    last = [
        (cut.compartment, cut.tier, kind_of(cut.label, quota.law.traits), cut.number, cut.ticket)
        for cut in cutoffs
        if cut.selected
    ]
    small = spark.createDataFrame(
        last, "compartment string, tier short, type short, last_number string, last_ticket string"
    )
    joined = numbered.join(sql.broadcast(small), ["compartment", "tier", "type"], "left")
    before = "number < last_number or (number = last_number and ticket <= last_ticket)"
    everybody = joined.withColumn("selected", sql.coalesce(sql.expr(before), sql.lit(False)))  # noqa: FBT003 - a literal
    queue = Window.partitionBy("compartment", "type", "selected").orderBy("tier", "number", "ticket")
    place = sql.when(sql.col("selected"), 0).otherwise(sql.row_number().over(queue))
    return everybody.withColumn("place", place).select(
        "line", "ticket", "compartment", "tier", "type", "number", "selected", "place"
    )
