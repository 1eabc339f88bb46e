"""Heavy work on a Spark cluster: buckets of whole people, each worked on by the same code as on one machine.

The tasks read the lake's files by Accord's own reader, so Accord must be installed on the workers and the lake must be
at an address that they reach too. What is worked on and what comes back travels as Arrow. pyspark comes with the extra
[spark]; Java 17 or newer must be there.
"""

import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from accord.engines.lake import SCHEMA, Lent, read_lent
from accord.kernel.errors import Unavailable, Unsupported

Answer = tuple[str, bytes]
Work = Callable[[bytes], Iterable[Answer]]
WorkOnTouches = Callable[[bytes, Iterator[Any]], Iterable[Answer]]
_ANSWER = "bucket int, name string, content binary"


class NoSpark(Unsupported):
    """pyspark or Java is not installed here."""

    code = "no_spark"


class ClusterFailed(Unavailable):
    """The cluster does not answer, or a worker could not do its part."""

    code = "cluster_failed"


def missing() -> str:
    """What is missing for Spark here; empty where nothing is."""
    if find_spec("pyspark") is None:
        return "Spark is not installed: pip install 'accord[spark]'"
    has_java = shutil.which("java") or Path(os.environ.get("JAVA_HOME", ""), "bin", "java").is_file()
    return "" if has_java else "Spark needs Java 17 or newer: install it, or name it by JAVA_HOME"


class Cluster:
    """A session on a master: "local[2]", "local-cluster[2,1,1024]", "spark://host:7077", "yarn", "k8s://…". Everything
    that is given back is in the order of the buckets. Raises NoSpark; every verb raises ClusterFailed."""

    def __init__(self, master: str) -> None:
        if why := missing():
            raise NoSpark(why)
        _find_spark()
        sql = import_module("pyspark.sql")
        builder = sql.SparkSession.builder.master(master).appName("Accord")
        for name, value in _SETTINGS.items():
            builder = builder.config(name, value)
        logging.getLogger("py4j").setLevel(logging.WARNING)
        with _failures(f"the cluster {master} does not answer"):
            self._session = builder.getOrCreate()

    def close(self) -> None:
        self._session.stop()

    @property
    def cores(self) -> int:
        """How many tasks run at once."""
        return int(self._session.sparkContext.defaultParallelism)

    def over(self, payloads: Sequence[bytes], work: Work) -> list[tuple[int, str, bytes]]:
        """What `work` answers to each payload: names with contents. `work` is a function of a module that the workers
        can import, or a partial of one."""

        def each(batches: Iterator[Any]) -> Iterator[Any]:
            for batch in batches:
                for row in batch.to_pylist():
                    yield _answers(row["bucket"], work(row["payload"]))

        return self._collected(self._buckets(payloads).mapInArrow(each, _ANSWER))

    def over_lake(
        self, lent: Lent, firsts: Sequence[int], payloads: Sequence[bytes], work: WorkOnTouches
    ) -> list[tuple[int, str, bytes]]:
        """The same with the touches of each bucket, as record batches with the columns lent, in no order. Bucket `n`
        has the people from number `firsts[n]` up to the next one's; the first bucket has all below, too."""
        edges = np.array(firsts[1:], np.int64)
        paths = [(path,) for path in lent.paths]
        files = self._session.createDataFrame(paths, "path string").repartition(max(1, len(paths)))
        touches = files.mapInArrow(lambda batches: _touches(batches, lent, edges), _ddl(lent.columns))

        def each(_key: Any, left: Any, right: Any) -> Any:
            (seed,) = left.to_pylist()
            answers = work(seed["payload"], iter(_instants(right.drop_columns("bucket")).to_batches(65_536)))
            return pa.Table.from_batches([_answers(seed["bucket"], answers)])

        self._session.conf.set("spark.sql.shuffle.partitions", max(1, len(payloads)))
        both = self._buckets(payloads).groupBy("bucket").cogroup(touches.groupBy("bucket"))
        return self._collected(both.applyInArrow(each, _ANSWER))

    def _buckets(self, payloads: Sequence[bytes]) -> Any:
        rows = [(number, bytearray(payload)) for number, payload in enumerate(payloads)]
        return self._session.createDataFrame(rows, "bucket int, payload binary").repartition(
            max(1, len(rows)), "bucket"
        )

    def _collected(self, frame: Any) -> list[tuple[int, str, bytes]]:
        with _failures("a worker of the cluster failed"):
            found = [(row["bucket"], row["name"], bytes(row["content"])) for row in frame.collect()]
        return sorted(found, key=lambda one: one[:2])


@contextmanager
def _failures(what: str) -> Iterator[None]:
    """What goes wrong in Spark, in one sentence."""
    java, python = import_module("py4j.protocol").Py4JError, import_module("pyspark.errors").PySparkException
    try:
        yield
    except (java, python) as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        said = [line for line in lines if not line.startswith(("at ", "File ", "JVM", "Caused", "..."))]
        telling = next((line for line in reversed(said) if "Error" in line or "Exception" in line), said[-1])
        raise ClusterFailed(f"{what}: {telling[:500]}", retry_after=60) from error


def _touches(batches: Iterator[Any], lent: Lent, edges: Any) -> Iterator[Any]:
    """On a worker: the touches of some files, with the bucket of their person."""
    for batch in batches:
        for path in batch.column(0).to_pylist():
            for rows in read_lent(lent, path):
                bucket = np.searchsorted(edges, rows.column("person_id").to_numpy(), side="right").astype(np.int32)
                yield _plain(rows).append_column("bucket", pa.array(bucket))


def _answers(bucket: int, answers: Iterable[Answer]) -> Any:
    names, contents = zip(*answers, strict=True)
    columns = [pa.array([bucket] * len(names), pa.int32()), pa.array(names), pa.array(contents, pa.binary())]
    return pa.record_batch(columns, names=["bucket", "name", "content"])


def _plain(rows: Any) -> Any:
    """Instants as whole numbers, so that nobody turns them into another zone."""
    columns = [column.cast(pa.int64()) if pa.types.is_timestamp(column.type) else column for column in rows.columns]
    return pa.record_batch(columns, names=rows.schema.names)


def _instants(table: Any) -> Any:
    return table.cast(pa.schema([SCHEMA.field(name) for name in table.schema.names]))


def _ddl(columns: Sequence[str]) -> str:
    kinds = {"int64": "bigint", "string": "string", "bool": "boolean", "timestamp[us, tz=UTC]": "bigint"}
    return ", ".join([*(f"{name} {kinds[str(SCHEMA.field(name).type)]}" for name in columns), "bucket int"])


_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.maxResultSize": "0",
    "spark.python.worker.reuse": "true",
}


@lru_cache(maxsize=1)
def _find_spark() -> None:
    """A pip install does not say where it is to the processes that a master of its own starts."""
    home = str(Path(str(import_module("pyspark").__file__)).parent)
    os.environ.setdefault("SPARK_HOME", home)
    os.environ.setdefault("SPARK_SCALA_VERSION", "2.13")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
