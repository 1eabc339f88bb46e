"""All touches as they are today, whether they lie in the lake or still in the database."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from accord.engines import lake
from accord.engines.contracts import LAKE_COLUMNS
from accord.journey.sealing import owning
from accord.journey.sealing.knowing import truth
from accord.steps.collect import api as collect

WINDOW = 50_000  # numbers of touches read at once
BASIC = (
    "touch_id", "source_id", "message_id", "alias_id", "person_id", "kind", "name", "occurred_at", "received_at",
    "properties", "traits", "context", "is_machine",
)  # fmt: skip


def everything(*, until: datetime | None = None, columns: Sequence[str] = BASIC) -> Iterator[Any]:
    """Every touch that occurred by `until` (None: all) exactly once, as `pyarrow.RecordBatch`es of up to some ten
    thousand rows with the named columns in that order.

    Columns are any of engines.contracts.LAKE_COLUMNS: ids are int64, `occurred_at` and `received_at` timestamps in
    microseconds UTC, `properties`, `traits` and `context` JSON text, `is_machine` bool, the others text. `person_id`
    is whom the identifier `alias_id` means today (0: nobody), `is_machine` is today's verdict, and withdrawn touches
    are left out, in the lake as in the database. Batches come in no order, rows within a batch neither; ask only for
    the columns that are needed, for each costs. What is stored while it runs may be there or not. Raises
    lake.Damaged where a file is missing or is not what the manifest says.
    """
    sealed = owning.ours()
    upto = collect.last_number()
    known = truth(upto)
    months: Mapping[str, int] = sealed.manifest.months if sealed else {}
    yield from stored(sealed.manifest.floor if sealed else 0, upto, months, until, known, columns)
    if sealed is not None:
        needed = list(dict.fromkeys([*(name for name in columns if name != "person_id"), "touch_id", "alias_id"]))
        for batch in lake.read(sealed, needed, until):
            yield from lake.made_true(batch, known, columns).to_batches()


def stored(
    after: int, upto: int, sealed: Mapping[str, int], until: datetime | None, known: Any, columns: Sequence[str]
) -> Iterator[Any]:
    """Those that lie in the database only."""
    read = [name for name in LAKE_COLUMNS if name != "person_id" and (name in columns or name == "alias_id")]
    for start in range(after, upto, WINDOW):
        end = min(start + WINDOW, upto)
        text = collect.export(columns=read, after=start, upto=end, sealed=sealed, until=until)
        if text:
            yield from lake.owned(lake.from_csv(text, read), known, columns).to_batches()
