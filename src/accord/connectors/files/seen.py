"""What earlier imports said about the same person, account, deal or touch."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from accord.connectors.files.contracts import Kind
from accord.connectors.files.models import ImportedRow
from accord.connectors.files.rows import Record

_STANDING = """
SELECT DISTINCT ON (r.key) r.key, r.digest
FROM files_importedrow r JOIN files_importbatch b ON b.id = r.batch_id
WHERE r.key = ANY(%s) AND b.undone_at IS NULL
ORDER BY r.key, r.id DESC
"""


class Judged(NamedTuple):
    """`change` is "new", "changed" or "same"."""

    record: Record
    key: UUID
    digest: UUID
    change: str


def judge(kind: Kind, source_name: str, records: Sequence[Record]) -> list[Judged]:
    """Each record beside what stands from earlier imports of the same source."""
    keys = [_key(kind, source_name, record.key) for record in records]
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [keys])
        standing: dict[UUID, UUID] = dict(cursor.fetchall())
    judged = []
    for record, key in zip(records, keys, strict=True):
        digest = UUID(bytes=record.digest)
        before = standing.get(key)
        change = "new" if before is None else "same" if before == digest or kind == "touches" else "changed"
        judged.append(Judged(record, key, digest, change))
    return judged


def keep(batch_id: int, judged: Sequence[Judged], refs: Sequence[str]) -> None:
    """Remember what the batch said."""
    ImportedRow.objects.bulk_create(
        ImportedRow(batch_id=batch_id, key=j.key, digest=j.digest, ref=ref, is_change=j.change == "changed")
        for j, ref in zip(judged, refs, strict=True)
    )


def _key(kind: Kind, source_name: str, key: str) -> UUID:
    plain = f"{kind}\0{source_name}\0{key}".encode("utf-8", "surrogatepass")
    return UUID(bytes=hashlib.blake2b(plain, digest_size=16).digest())
