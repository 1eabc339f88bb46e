"""What single touches said, from the files of a lake: for rows of the database that keep no more than their keys."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from accord.engines.contracts import CONTENTS
from accord.engines.lake import Damaged, File, Lake

COLUMNS = ("touch_id", "source_id", "message_id", *CONTENTS)
ROWS = 5_000  # given at once


def sought(lake: Lake, wanted: Mapping[str, Collection[int]]) -> Iterator[dict[str, Any]]:
    """The touches of these numbers, by month (YYYY-MM), that the lake holds: number, key and contents of each, instants
    as datetimes, objects as JSON text. Only the row groups that hold one are read. Raises Damaged."""
    for month, numbers in wanted.items():
        among = np.unique(np.fromiter(numbers, np.int64))
        for file in lake.manifest.of(month):
            if len(among) and file.first_touch <= among[-1] and among[0] <= file.last_touch:
                yield from _within(lake, file, among)


def of_file(lake: Lake, file: File) -> Iterator[list[dict[str, Any]]]:
    """All touches of one file in parts of some thousand, each as `sought` gives it. Raises Damaged."""
    try:
        with lake.place.open(file.path) as stream:
            for batch in parquet.ParquetFile(stream).iter_batches(ROWS, columns=list(COLUMNS)):
                yield batch.to_pylist()
    except (OSError, pa.ArrowInvalid) as error:
        raise _gone(file, error) from None


def _within(lake: Lake, file: File, among: Any) -> Iterator[dict[str, Any]]:
    try:
        with lake.place.open(file.path) as stream:
            found = parquet.ParquetFile(stream)
            for group in range(found.num_row_groups):
                numbers = found.read_row_group(group, columns=["touch_id"])["touch_id"].to_numpy()
                rows = np.flatnonzero(np.isin(numbers, among))
                if len(rows):
                    yield from found.read_row_group(group, columns=list(COLUMNS)).take(rows).to_pylist()
    except (OSError, pa.ArrowInvalid) as error:
        raise _gone(file, error) from None


def _gone(file: File, error: Exception) -> Damaged:
    return Damaged(f"{file.path}: {error}; put it back from a back-up of the lake")
