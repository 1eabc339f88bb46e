"""Taking an import back."""

from datetime import datetime

from accord.connectors.files import deals
from accord.connectors.files.models import ImportBatch, ImportedRow
from accord.journey import river, withdrawal
from accord.kernel.actor import Actor

PART = 2000


def settle(now: datetime) -> None:
    """What is still in the inbox cannot be taken back: let the river have it first."""
    while river.drain(limit=PART, now=now):
        pass


def take_back(batch: ImportBatch, by: Actor, now: datetime) -> None:
    """Whatever the batch did, undone in the caller's transaction."""
    if batch.kind == "deals":
        deals.take_back(batch, now)
    elif batch.source_id is not None:
        refs = list(ImportedRow.objects.filter(batch_id=batch.pk).order_by("pk").values_list("ref", flat=True))
        for start in range(0, len(refs), PART):
            withdrawal.withdraw(source_id=batch.source_id, message_ids=refs[start : start + PART], by=by,
                                reason=f"import {batch.pk} was undone", now=now)  # fmt: skip
