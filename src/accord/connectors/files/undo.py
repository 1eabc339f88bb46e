"""Taking an import back."""

from datetime import datetime

from accord.connectors.files import deals
from accord.connectors.files.models import ImportBatch
from accord.kernel.actor import Actor


def take_back(batch: ImportBatch, by: Actor, now: datetime) -> None:
    """Whatever the batch did, undone in the caller's transaction."""
    if batch.kind == "deals":
        deals.take_back(batch, now)
