"""Rows of this connector as what crosses the wall."""

from typing import cast

from accord.connectors.files.contracts import BatchCard, Kind, Note
from accord.connectors.files.models import ImportBatch


def kind_of(batch: ImportBatch) -> Kind:
    return cast(Kind, batch.kind)


def card(batch: ImportBatch) -> BatchCard:
    """The batch as the list shows it."""
    return BatchCard(
        id=batch.pk, kind=kind_of(batch), file=batch.file_name, source=batch.source_name, state=batch.state,
        by=batch.by, started_at=batch.started_at, finished_at=batch.finished_at, undone_at=batch.undone_at,
        undone_by=batch.undone_by, total=batch.total, counts=dict(batch.counts), trouble=batch.trouble,
        notes=tuple(Note(code, message, line, count) for code, message, line, count in batch.notes),
    )  # fmt: skip


def harmless(cell: str) -> str:
    """No formula for a spreadsheet."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
