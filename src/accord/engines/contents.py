"""The door to what single touches said, in the files of a lake. Arrow is loaded with the first question."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

Row = dict[str, Any]


def sought(address: str, wanted: Mapping[str, Collection[int]]) -> Iterable[Row]:
    """Of the touches of these numbers, by month (YYYY-MM), those that the lake at an address holds: number, key and
    contents of each (contracts.CONTENTS), instants as datetimes, objects as JSON text.

    Raises lake.Damaged, NoSuchPlace, PlaceAway.
    """
    found = import_module("accord.engines.lake").opened(address)
    rows: Iterable[Row] = import_module("accord.engines.lake_contents").sought(found, wanted) if found else ()
    return rows


def of_file(lake: Any, file: Any) -> Iterator[list[Row]]:
    """All touches of one file of an open lake in parts of some thousand, each as `sought` gives it. Raises Damaged."""
    parts: Iterator[list[Row]] = import_module("accord.engines.lake_contents").of_file(lake, file)
    return parts
