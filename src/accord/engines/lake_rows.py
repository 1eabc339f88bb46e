"""Touches as Arrow rows: the lake's columns and types, read from CSV, and made true by what was decided since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute, csv

from accord.engines.contracts import LAKE_COLUMNS

_INSTANT = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        pa.field("touch_id", pa.int64(), nullable=False),
        pa.field("source_id", pa.int64(), nullable=False),
        pa.field("message_id", pa.string(), nullable=False),
        pa.field("alias_id", pa.int64(), nullable=False),
        pa.field("person_id", pa.int64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("occurred_at", _INSTANT, nullable=False),
        pa.field("received_at", _INSTANT, nullable=False),
        pa.field("claimed_at", _INSTANT),
        pa.field("sent_at", _INSTANT),
        pa.field("anonymous_id", pa.string()),
        pa.field("user_id", pa.string()),
        pa.field("group_id", pa.string()),
        pa.field("previous_id", pa.string()),
        pa.field("properties", pa.string(), nullable=False),
        pa.field("traits", pa.string(), nullable=False),
        pa.field("context", pa.string(), nullable=False),
        pa.field("flags", pa.string(), nullable=False),
        pa.field("is_machine", pa.bool_(), nullable=False),
    ]
)
assert tuple(SCHEMA.names) == LAKE_COLUMNS
ORDER = [("person_id", "ascending"), ("occurred_at", "ascending"), ("source_id", "ascending"),
         ("message_id", "ascending")]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truth:
    """What was decided about touches: whose identifiers they came by, which are a machine's, which were withdrawn.
    All are sorted arrays of numbers; `owners` is by `aliases`."""

    aliases: Any
    owners: Any
    machines: Any
    withdrawn: Any


def truth(*, owners: bytes, machines: bytes, withdrawn: bytes) -> Truth:
    """From CSV: lines `alias,person` sorted by alias, and a number a line."""
    aliases, people = numbers(owners, 2)
    return Truth(aliases, people, numbers(machines)[0], numbers(withdrawn)[0])


def numbers(text: bytes, width: int = 1) -> list[Any]:
    """The columns of so many whole numbers a line."""
    if not text:
        return [np.empty(0, np.int64) for _ in range(width)]
    names = [str(place) for place in range(width)]
    convert = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.int64()))
    table = csv.read_csv(BytesIO(text), csv.ReadOptions(column_names=names), convert_options=convert)
    return [table.column(name).to_numpy() for name in names]


def from_csv(text: bytes, columns: Sequence[str]) -> Any:
    """A table of these columns in this order, as the database wrote them."""
    fields = [SCHEMA.field(name) for name in columns]
    if not text:
        return pa.schema(fields).empty_table()
    written = {field.name: pa.int64() if field.type == _INSTANT else field.type for field in fields}
    table = csv.read_csv(
        BytesIO(text),
        csv.ReadOptions(column_names=list(columns), block_size=1 << 24),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=written,
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return pa.table([table.column(field.name).cast(field.type) for field in fields], schema=pa.schema(fields))


def owned(table: Any, known: Truth, columns: Sequence[str]) -> Any:
    """The table with `person_id` of today and these columns; 0 where an identifier means nobody any more."""
    alias = table.column("alias_id").to_numpy()
    return pa.table([_person(alias, known) if name == "person_id" else table.column(name) for name in columns],
                    schema=pa.schema([SCHEMA.field(name) for name in columns]))  # fmt: skip


def made_true(table: Any, known: Truth, columns: Sequence[str]) -> Any:
    """Rows of the lake as they are today: without withdrawn ones, with today's person and verdict."""
    table = pa.Table.from_batches([table]) if isinstance(table, pa.RecordBatch) else table
    number = table.column("touch_id").to_numpy()
    gone = _within(number, known.withdrawn)
    if gone.any():
        table, number = table.filter(pa.array(~gone)), number[~gone]
    if "is_machine" in columns:
        place = table.schema.get_field_index("is_machine")
        table = table.set_column(place, SCHEMA.field("is_machine"), pa.array(_within(number, known.machines)))
    return owned(table, known, columns)


def _person(alias: Any, known: Truth) -> Any:
    if not len(known.aliases):
        return pa.array(np.zeros(len(alias), np.int64))
    place = np.minimum(np.searchsorted(known.aliases, alias), len(known.aliases) - 1)
    return pa.array(np.where(known.aliases[place] == alias, known.owners[place], 0))


def _within(numbers: Any, among: Any) -> Any:
    """Which of the numbers are among the sorted ones."""
    if not len(among):
        return np.zeros(len(numbers), bool)
    place = np.minimum(np.searchsorted(among, numbers), len(among) - 1)
    return among[place] == numbers


def differing(table: Any, known: Truth) -> bool:
    """Whether any of these sealed rows was withdrawn or judged otherwise since; of `touch_id` and `is_machine`."""
    number = table.column("touch_id").to_numpy()
    is_machine = table.column("is_machine").to_numpy()
    return bool(_within(number, known.withdrawn).any() or (_within(number, known.machines) != is_machine).any())


def joined(tables: Sequence[Any]) -> Any:
    return pa.concat_tables(tables)


def by_month(table: Any) -> Iterator[tuple[str, Any]]:
    """The rows of each month (YYYY-MM, by `occurred_at` in UTC), in the order of the lake's files."""
    at = table.column("occurred_at")
    month = compute.add(compute.multiply(compute.year(at), 12), compute.month(at))
    order = compute.sort_indices(table.append_column("month", month), sort_keys=[("month", "ascending"), *ORDER])
    table, numbered = table.take(order), month.take(order).to_numpy()
    starts = np.flatnonzero(np.diff(numbered, prepend=numbered[:1] - 1))
    for start, end in zip(starts, [*starts[1:], len(numbered)], strict=True):
        year, rest = divmod(int(numbered[start]) - 1, 12)
        yield f"{year:04}-{rest + 1:02}", table.slice(start, end - start)
