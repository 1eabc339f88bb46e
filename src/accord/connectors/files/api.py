"""The verbs of import, for the screen and the command line."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import connection, transaction
from procrastinate.contrib.django import app

from accord.agreement import api as agreements
from accord.connectors.files import batch as batches_of
from accord.connectors.files import cards, reading
from accord.connectors.files import mapping as maps
from accord.connectors.files import undo as undoing
from accord.connectors.files.contracts import BatchCard, ImportResult, Inspection, Kind, Mapping, Progress
from accord.connectors.files.deals import known_products
from accord.connectors.files.mapping import from_dict
from accord.connectors.files.models import ImportBatch, ImportFault
from accord.connectors.files.uploaded import UNFINISHED, forget, sweep
from accord.connectors.files.walk import Walk
from accord.kernel.actor import Actor
from accord.kernel.errors import AccordError, Refused

__all__ = ["NoSuchBatch", "batch", "batches", "cancel", "errors_csv", "go_on", "inspect", "load_map", "queue", "run",
           "sweep", "undo"]  # fmt: skip

LOCK = 0x4163
TASK = "accord.connectors.files.tasks.carry_out_imports"


class NoSuchBatch(Refused):
    """There is no import of that number, or it is not in a state for this."""

    code = "no_such_import"


def load_map(text: str, name: str, kind: Kind, *, file: Path | None = None) -> Mapping:
    """The MAP.yaml in the text, for `file` where it is known already. Raises MapRefused with every fault, and
    Unreadable for the file."""
    columns_of = None if file is None else partial(reading.columns_of, file)
    return maps.load_map(text, name, kind, columns_of=columns_of)


def inspect(*, file: Path, kind: Kind, mapping: Mapping | None = None) -> Inspection:
    """What the file looks like and how it would be read. Raises Unreadable and MissingColumns."""
    return reading.inspect(kind, file, mapping, _currency(), known_products() if kind == "deals" else {})


def run(
    *,
    file: Path,
    kind: Kind,
    mapping: Mapping | None = None,
    dry_run: bool = False,
    source_name: str = "",
    by: Actor,
    now: datetime,
    progress: Progress | None = None,
    file_name: str = "",
) -> ImportResult:
    """Import the file, or say what would happen. Its touches wait in the inbox afterwards: drain the river.

    Raises Unreadable and MissingColumns before anything is done.
    """
    walk = _walk(file, kind, mapping, source_name)
    if dry_run:
        return batches_of.dry(walk, file_name or file.name, progress)
    made = _new(walk, file_name or file.name, "running", by, now)
    return _carry_out(made, walk, now, progress)


def queue(
    *, file: Path, kind: Kind, mapping: Mapping | None = None, source_name: str = "", by: Actor, now: datetime,
    file_name: str = "",
) -> int:  # fmt: skip
    """Leave the import to the worker (`go_on`); the file must stay until it is done. The batch's number."""
    made = _new(_walk(file, kind, mapping, source_name), file_name or file.name, "waiting", by, now)
    transaction.on_commit(lambda: app.configure_task(TASK, queue="accord").defer() and None)
    return made.pk


def go_on(*, now: datetime, progress: Progress | None = None) -> ImportResult | None:
    """Carry out the next import that waits, or go on with one whose process died; None where there is none."""
    for made in ImportBatch.objects.filter(state__in=UNFINISHED).exclude(path="").order_by("pk"):
        with _held(made.pk) as is_ours:
            if is_ours and ImportBatch.objects.filter(pk=made.pk, state__in=UNFINISHED).exists():
                ImportBatch.objects.filter(pk=made.pk, state="waiting").update(state="running", seen_at=now)
                return _resumed(made, now, progress)
    return None


def _resumed(made: ImportBatch, now: datetime, progress: Progress | None) -> ImportResult | None:
    try:
        walk = _walk(Path(made.path), cards.kind_of(made), from_dict(made.mapping), made.source_name)
        return batches_of.carry_out(made, walk, now, progress)
    except AccordError as error:
        _failed(made, error, now)
        return go_on(now=now, progress=progress)


def cancel(*, batch_id: int, by: Actor, now: datetime) -> BatchCard:
    """Stop an import after its present chunk; what it has done stays until it is undone. Raises NoSuchBatch."""
    with transaction.atomic():
        made = _standing(batch_id)
        if made.state not in UNFINISHED:
            raise NoSuchBatch(f"import {batch_id} is {made.state} already")
        if made.state == "waiting":
            made.state, made.finished_at = "cancelled", now
        else:
            made.state = "cancelling"
        made.save(update_fields=["state", "finished_at"])
    forget(made.path)
    return cards.card(made)


def undo(*, batch_id: int, by: Actor, now: datetime) -> BatchCard:
    """Take back everything that the import did; people, accounts, scores and deals are as without it.

    Raises NoSuchBatch for one that is unknown, unfinished or undone already.
    """
    undoing.settle(now)
    with transaction.atomic():
        made = _standing(batch_id)
        if made.state in (*UNFINISHED, "undone"):
            raise NoSuchBatch(f"import {batch_id} is {made.state}; only a finished one can be undone")
        made.state, made.undone_at, made.undone_by = "undone", now, str(by)
        made.save(update_fields=["state", "undone_at", "undone_by"])
        undoing.take_back(made, by, now)
    forget(made.path)
    return cards.card(made)


def batches(*, page: int = 1, size: int = 50) -> tuple[list[BatchCard], int]:
    """A page of imports, the newest first, and how many there are in all."""
    rows = ImportBatch.objects.order_by("-pk")[(page - 1) * size : page * size]
    return [cards.card(row) for row in rows], ImportBatch.objects.count()


def batch(*, batch_id: int) -> BatchCard:
    """Raises NoSuchBatch."""
    found = ImportBatch.objects.filter(pk=batch_id).first()
    if found is None:
        raise NoSuchBatch(f"there is no import {batch_id}")
    return cards.card(found)


def errors_csv(*, batch_id: int) -> Iterator[str]:
    """The error file, line by line: line, column, value, reason. A cell that a spreadsheet would calculate is
    quoted with an apostrophe. Raises NoSuchBatch at once."""
    batch(batch_id=batch_id)
    return _error_lines(batch_id)


def _error_lines(batch_id: int) -> Iterator[str]:
    yield "line,column,value,reason\r\n"
    for fault in ImportFault.objects.filter(batch_id=batch_id).order_by("line", "pk").iterator():
        out = io.StringIO()
        csv.writer(out).writerow([fault.line, *map(cards.harmless, (fault.column, fault.value, fault.reason))])
        yield out.getvalue()


def _walk(file: Path, kind: Kind, mapping: Mapping | None, source_name: str) -> Walk:
    found = reading.understand(kind, file, mapping, _currency(), known_products() if kind == "deals" else {})
    name = source_name.strip()[:100] or found.mapping.vendor or "import"
    return Walk(kind, file, found.mapping, name, found)


def _new(walk: Walk, file_name: str, state: str, by: Actor, now: datetime) -> ImportBatch:
    return ImportBatch.objects.create(
        kind=walk.kind, file_name=file_name[:255], path=str(walk.path), mapping=walk.mapping.as_dict(),
        source_name=walk.source_name, by=str(by), state=state, started_at=now, seen_at=now,
    )  # fmt: skip


def _carry_out(made: ImportBatch, walk: Walk, now: datetime, progress: Progress | None) -> ImportResult:
    with _held(made.pk):
        try:
            return batches_of.carry_out(made, walk, now, progress)
        except AccordError as error:
            _failed(made, error, now)
            raise


def _failed(made: ImportBatch, error: AccordError, now: datetime) -> None:
    ImportBatch.objects.filter(pk=made.pk).update(state="failed", trouble=error.message, finished_at=now)
    forget(made.path)


@contextmanager
def _held(batch_id: int) -> Iterator[bool]:
    """Whether this process has the import to itself; a process that dies lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, batch_id])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, batch_id])


def _standing(batch_id: int) -> ImportBatch:
    found = ImportBatch.objects.select_for_update().filter(pk=batch_id).first()
    if found is None:
        raise NoSuchBatch(f"there is no import {batch_id}")
    return found


def _currency() -> str:
    version = agreements.current()
    return version.agreement.currency if version else "EUR"
