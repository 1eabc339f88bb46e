"""One import from start to finish: chunk by chunk, each in a transaction, so that it can be stopped and gone on."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accord.connectors.files.contracts import Fault, ImportResult, Kind, Progress
from accord.connectors.files.effects import apply
from accord.connectors.files.models import ImportBatch, ImportedRow, ImportFault
from accord.connectors.files.seen import Judged
from accord.connectors.files.survey import Survey
from accord.connectors.files.tally import Tally
from accord.connectors.files.uploaded import forget
from accord.connectors.files.walk import Walk

MOST_FAULTS_SHOWN = 100


def dry(walk: Walk, name: str, progress: Progress | None) -> ImportResult:
    """What the import would do; writes nothing."""
    tally, faults = Tally(walk.kind), list[Fault]()

    def take(judged: Sequence[Judged], refused: Sequence[Fault], line: int) -> bool:
        faults.extend(refused[: MOST_FAULTS_SHOWN - len(faults)])
        return True

    found = walk.survey()
    walk.go(found, tally, take, progress)
    return result(walk.kind, name, tally, found, faults, batch=None)


def carry_out(batch: ImportBatch, walk: Walk, now: datetime, progress: Progress | None) -> ImportResult:
    """The import itself; begun anew after an interruption it finds the rows already done the same."""
    tally, faults = Tally(walk.kind), list[Fault]()
    found = walk.survey()
    ImportFault.objects.filter(batch_id=batch.pk).delete()
    ImportBatch.objects.filter(pk=batch.pk).update(total=found.rows, sha256=found.sha256)

    def take(judged: Sequence[Judged], refused: Sequence[Fault], line: int) -> bool:
        faults.extend(refused[: MOST_FAULTS_SHOWN - len(faults)])
        with transaction.atomic():
            standing = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if standing.state == "cancelling":
                return False
            for code, message, at_line in apply(standing, walk.kind, judged, now) if judged else ():
                tally.add_note(code, message, at_line)
            _keep_faults(batch.pk, refused)
            standing.counts, standing.last_line, standing.seen_at = tally.counted(), line, now
            standing.save(update_fields=["counts", "last_line", "seen_at"])
        return True

    is_whole = walk.go(found, tally, take, progress)
    return _finish(batch.pk, walk, tally, found, faults, now, "done" if is_whole else "cancelled")


def _finish(
    batch_id: int, walk: Walk, tally: Tally, found: Survey, faults: list[Fault], now: datetime, state: str
) -> ImportResult:
    batch = ImportBatch.objects.get(pk=batch_id)
    _count_what_was_done(batch_id, tally)
    batch.state, batch.finished_at, batch.counts = state, now, tally.counted()
    batch.notes = [[n.code, n.message, n.line, n.count] for n in tally.notes]
    with transaction.atomic():
        batch.save(update_fields=["state", "finished_at", "counts", "notes"])
        forget(batch.path)  # before anybody sees that it is finished; a crash here leaves it to be begun anew
    return result(walk.kind, batch.file_name, tally, found, faults, batch)


def _count_what_was_done(batch_id: int, tally: Tally) -> None:
    """After an interruption the walk met rows of its own as the same; they are what this batch has done."""
    mine = ImportedRow.objects.filter(batch_id=batch_id)
    changed = mine.filter(is_change=True).count()
    new = mine.count() - changed
    tally.counts["same"] -= max(0, new + changed - tally.counts["new"] - tally.counts["changed"])
    tally.counts["new"], tally.counts["changed"] = new, changed


def _keep_faults(batch_id: int, faults: Sequence[Fault]) -> None:
    ImportFault.objects.bulk_create(
        ImportFault(batch_id=batch_id, line=f.line, column=f.column, value=f.value, reason=f.reason) for f in faults
    )


def result(
    kind: Kind, name: str, tally: Tally, found: Survey, faults: list[Fault], batch: ImportBatch | None
) -> ImportResult:
    """What the caller is told."""
    counts = tally.counts
    return ImportResult(
        kind=kind, file=name, dry_run=batch is None, batch_id=batch.pk if batch else None, rows=found.rows,
        new=counts["new"], changed=counts["changed"], same=counts["same"], joined=counts["joined"],
        refused=counts["refused"], faults=tuple(faults), notes=tally.notes, totals=dict(tally.totals),
        state=batch.state if batch else "done",
    )  # fmt: skip
