"""The door to the lake: touches in sealed Parquet files, which count when the manifest lists them.

`touches/month=YYYY-MM/*.parquet` by the month of `occurred_at` in UTC, each file sorted by person and time. A file is
never changed: another takes its place. Who writes must be alone; anybody may read meanwhile.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from pyarrow import compute, parquet

from accord.engines.lake_manifest import NAME, File, Manifest, Retired, from_json
from accord.engines.lake_place import NoSuchPlace, Place, place
from accord.engines.lake_rows import (
    SCHEMA,
    Truth,
    by_month,
    differing,
    from_csv,
    joined,
    made_true,
    numbers,
    owned,
    truth,
)
from accord.engines.lake_tally import Tally, tallied
from accord.kernel.errors import Refused
from accord.kernel.instants import from_micros, iso

__all__ = [
    "SCHEMA", "Damaged", "File", "Lake", "Lent", "Manifest", "NoSuchPlace", "Retired", "Tally", "Truth", "differing",
    "founded", "from_csv", "joined", "lend", "made_true", "numbers", "opened", "owned", "read", "read_lent", "tally",
    "truth",
]  # fmt: skip

FOLDER = "touches"
BATCH = 65_536  # rows read at once
GROUP = 131_072  # rows of a row group


class Damaged(Refused):
    """A file of the lake is missing or is not what was sealed; rebuild its month from the database."""

    code = "lake_damaged"


@dataclass(frozen=True, slots=True)
class Lake:
    """A lake at a place; `manifest` is what it held when it was opened or last changed."""

    place: Place
    manifest: Manifest

    def write(self, table: Any) -> list[File]:
        """Put a table with all columns into files, one a month; they count when a manifest lists them."""
        return [self._write(month, rows) for month, rows in by_month(table)]

    def _write(self, month: str, rows: Any) -> File:
        sink = pa.BufferOutputStream()
        parquet.write_table(rows, sink, compression="zstd", row_group_size=GROUP)
        content = sink.getvalue()
        digest = hashlib.sha256(content).hexdigest()
        at, number = compute.min_max(rows["occurred_at"].cast(pa.int64())), compute.min_max(rows["touch_id"])
        first, last = number["min"].as_py(), number["max"].as_py()
        path = f"{FOLDER}/month={month}/{first:012}-{last:012}-{digest[:16]}.parquet"
        self.place.write(path, content)
        instants = iso(from_micros(at["min"].as_py())), iso(from_micros(at["max"].as_py()))
        return File(path, month, rows.num_rows, content.size, digest, *instants, first, last)

    def commit(self, manifest: Manifest) -> "Lake":
        """From now on the lake is what this manifest says."""
        self.place.write(NAME, manifest.as_json())
        return Lake(self.place, manifest)

    def table(self, file: File, columns: Sequence[str] | None = None) -> Any:
        """The rows of a file. Raises Damaged."""
        try:
            with self.place.open(file.path) as stream:
                return parquet.ParquetFile(stream).read(columns=list(columns or SCHEMA.names))
        except (OSError, pa.ArrowInvalid) as error:
            raise _damaged(file.path, str(error)) from None

    def wrong_at_a_glance(self) -> list[tuple[File, str]]:
        """Files that are missing or of another size, and what is wrong."""
        sizes = {file: self.place.size(file.path) for file in self.manifest.files}
        missing = [(file, "it is missing") for file, size in sizes.items() if size is None]
        other = [(f, f"{s} bytes instead of {f.bytes}") for f, s in sizes.items() if s not in (None, f.bytes)]
        return missing + other

    def wrong_with(self, file: File) -> str:
        """What is wrong with a file, read whole; empty where it is what was sealed."""
        content = self.place.read(file.path)
        if content is None:
            return "it is missing"
        if hashlib.sha256(content).hexdigest() != file.sha256:
            return "its checksum is another one"
        table = parquet.ParquetFile(pa.BufferReader(content)).read()
        is_right = table.num_rows == file.rows and table.schema.equals(SCHEMA)
        return "" if is_right else "its rows or columns are not those that the manifest says"

    def unlisted(self) -> list[str]:
        """Files that no manifest lists: left behind by a process that was killed."""
        listed = {file.path for file in self.manifest.files} | {one.path for one in self.manifest.retired}
        return sorted(path for path in self.place.listed(FOLDER) if path not in listed)


def opened(address: str) -> Lake | None:
    """The lake at a path or URL; None where nothing was ever sealed. Raises Damaged, NoSuchPlace."""
    where = place(address)
    text = where.read(NAME)
    if text is None:
        if next(where.listed(FOLDER), None) is not None:
            raise Damaged(f"{address} holds sealed files, but no {NAME}: put it back, or: accord lake rebuild --all")
        return None
    try:
        return Lake(where, from_json(text))
    except (ValueError, KeyError, TypeError):
        raise Damaged(f"{address}/{NAME} cannot be read: put it back, or: accord lake rebuild --all") from None


def founded(address: str, name: str, at: datetime) -> Lake:
    """A new, empty lake that is called `name`; what was there counts no more."""
    where = place(address)
    retired = tuple(Retired(path, iso(at)) for path in sorted(where.listed(FOLDER)))
    return Lake(where, Manifest(lake=name)).commit(Manifest(lake=name, retired=retired))


def read(
    root: str | Lake, columns: Sequence[str] = tuple(SCHEMA.names), until: datetime | None = None
) -> Iterator[Any]:
    """The sealed touches that occurred by `until` as record batches with these columns, file by file, each file sorted
    by person and time, as they were when they were sealed. Raises Damaged before the first batch where a file is
    missing or cut."""
    lake = opened(root) if isinstance(root, str) else root
    if lake is None:
        return
    for file, why in lake.wrong_at_a_glance():
        raise _damaged(file.path, why)
    for file in lake.manifest.files:
        if until is None or datetime.fromisoformat(file.first_at) <= until:
            is_whole = until is None or datetime.fromisoformat(file.last_at) <= until
            yield from _batches(lake, file.path, columns, None if is_whole else until)


def tally(lake: Lake, files: Sequence[File]) -> Tally:
    """Which numbers of touches stand in these files."""
    upto = max(lake.manifest.months.values(), default=0)
    return tallied(upto, (lake.table(file, ["touch_id"])["touch_id"].to_numpy() for file in files))


@dataclass(frozen=True, slots=True)
class Lent:
    """Everything to be read elsewhere: files of the lake at an address, sealed ones and some written for the occasion,
    the columns and until when, and what was decided about the touches."""

    address: str
    paths: tuple[str, ...]
    columns: tuple[str, ...]
    until: datetime | None
    known: Truth


def lend(lake: Lake, folder: str, fresh: Iterator[Any]) -> tuple[str, ...]:
    """Write batches of touches that are not sealed into a folder of the lake; the paths of their files."""
    paths = []
    for number, batch in enumerate(fresh):
        sink = pa.BufferOutputStream()
        parquet.write_table(pa.table(batch), sink, compression="zstd")
        paths.append(f"{folder}/{number:06}.parquet")
        lake.place.write(paths[-1], sink.getvalue())
    return tuple(paths)


def read_lent(lent: Lent, path: str) -> Iterator[Any]:
    """The touches of one file as they are today, as record batches with the columns lent."""
    lake = Lake(place(lent.address), Manifest(lake=""))
    needed = list(dict.fromkeys([*(name for name in lent.columns if name != "person_id"), "touch_id", "alias_id"]))
    for batch in _batches(lake, path, needed, lent.until):
        yield from made_true(batch, lent.known, lent.columns).to_batches()


def _batches(lake: Lake, path: str, columns: Sequence[str], until: datetime | None) -> Iterator[Any]:
    needed = list(dict.fromkeys([*columns, *(() if until is None else ("occurred_at",))]))
    try:
        with lake.place.open(path) as stream:
            for batch in parquet.ParquetFile(stream).iter_batches(BATCH, columns=needed):
                found = batch if until is None else batch.filter(compute.less_equal(batch["occurred_at"], until))
                yield found.select(list(columns))
    except (FileNotFoundError, pa.ArrowInvalid) as error:
        raise _damaged(path, str(error)) from None


def _damaged(path: str, why: str) -> Damaged:
    return Damaged(f"{path}: {why}; mend it by: accord lake rebuild")
