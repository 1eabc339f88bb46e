"""What an imported row does: a message for the inbox, or a deal for outcomes."""

from collections.abc import Sequence
from datetime import datetime

from accord.connectors.files.contracts import Kind
from accord.connectors.files.deals import upsert_deals
from accord.connectors.files.messages import bodies, message_of
from accord.connectors.files.models import ImportBatch
from accord.connectors.files.seen import Judged, keep
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import IMPORT_PATH


def apply(batch: ImportBatch, kind: Kind, judged: Sequence[Judged], now: datetime) -> list[tuple[str, str, int]]:
    """Do it, in the caller's transaction, and remember it; what was odd comes back as (code, message, line)."""
    if kind == "deals":
        return upsert_deals(batch, judged, now)
    refs = [j.record.key if kind == "touches" else f"import-{batch.pk}-{j.key.hex}" for j in judged]
    vendor = str(batch.mapping.get("vendor", ""))
    said = (message_of(kind, j.record, ref, now.isoformat(), vendor) for j, ref in zip(judged, refs, strict=True))
    collect.put(source_id=_source(batch, now), bodies=list(bodies(said)), now=now, path=IMPORT_PATH)
    keep(batch.pk, judged, refs)
    return []


def _source(batch: ImportBatch, now: datetime) -> int:
    if batch.source_id is None:
        batch.source_id = collect.source_named(name=batch.source_name, now=now, kind="import").id
        batch.save(update_fields=["source_id"])
    return batch.source_id
