"""What crosses the wall: what a file looks like, what an import did, and what it refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

Kind = Literal["people", "accounts", "deals", "touches"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """How one vendor names its columns: by kind, heading in snake_case without `prefix` → our field.

    `marks` are beginnings of headings that betray the vendor; `left_out` is the export's own bookkeeping."""

    name: str
    prefix: str
    marks: tuple[str, ...]
    columns: dict[Kind, dict[str, str]]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One refused row: its line in the file, the column and value at fault ("" where the whole row is), and why."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd that was imported all the same, once per distinct value, with how often and where first."""

    code: str
    message: str
    line: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a file's columns are read. A column mapped to "" is left out; one not named becomes a trait of people
    and accounts, a property of touches, and is left out of deals."""

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    date_format: str | None = None
    product_names: dict[str, str] = field(default_factory=dict)
    value_map: dict[str, dict[str, str]] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    vendor: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON and for the batch's row; `mapping.from_dict` reads it back."""
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class Inspection:
    """A file before it is imported: columns, the mapping recognised, the first rows, what is wrong already.

    `suggestions` are likely joins that are never made by themselves ("GTX Prro" → "GTX Pro").
    """

    kind: Kind
    format: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    mapping: Mapping
    fields: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    problems: tuple[str, ...]
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or with `dry_run` would do. `batch_id` is None for a dry run."""

    kind: Kind
    file: str
    dry_run: bool
    batch_id: int | None
    rows: int
    new: int
    changed: int
    same: int
    joined: int
    refused: int
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]
    totals: dict[str, Any] = field(default_factory=dict)
    state: str = "done"

    def as_dict(self) -> dict[str, Any]:
        """As `--json` prints it."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        plain["faults"] = [{n: getattr(f, n) for n in f.__slots__} for f in self.faults]
        plain["notes"] = [{n: getattr(x, n) for n in x.__slots__} for x in self.notes]
        return plain


@dataclass(frozen=True, slots=True)
class BatchCard:
    """One import as the list shows it. `state`: waiting, running, done, cancelled, failed, undone."""

    id: int
    kind: Kind
    file: str
    source: str
    state: str
    by: str
    started_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    undone_by: str
    total: int
    trouble: str
    counts: dict[str, int]
    notes: tuple[Note, ...]

    @property
    def share_done(self) -> float:
        """Between 0 and 1, for a progress bar."""
        return min(1.0, self.counts.get("rows", 0) / self.total) if self.total else 0.0
