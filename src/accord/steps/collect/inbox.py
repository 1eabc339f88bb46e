"""The inbox: bodies acknowledged, in order of arrival, taken once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from accord.steps.collect.contracts import INBOX_COLUMNS, INBOX_TABLE, InboxRow

_TAKE = """
WITH head AS (
    SELECT id, sum(events) OVER (ORDER BY id) - events AS before FROM collect_inbox ORDER BY id LIMIT %(limit)s
)
SELECT id, source_id, received_at, path, body, client_ip, user_agent FROM collect_inbox
WHERE id IN (SELECT id FROM head WHERE before < %(limit)s) ORDER BY id FOR UPDATE SKIP LOCKED
"""


def take(*, limit: int) -> list[InboxRow]:
    """The oldest bodies with about `limit` events, locked until the transaction ends; `done` removes them."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"limit": limit})
        return [InboxRow(i, s, at, p, bytes(b), ip, ua) for i, s, at, p, b, ip, ua in cursor.fetchall()]


def done(*, rows: Sequence[InboxRow]) -> None:
    """Remove bodies whose touches are stored, in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM collect_inbox WHERE id = ANY(%s)", [[r.id for r in rows]])


def put(*, source_id: int, bodies: Sequence[bytes], now: datetime, path: str = "/v1/batch") -> int:
    """Append raw bodies as if they had been received `now`; IMPORT_PATH for imports. How many were put."""
    query_text = f"COPY {INBOX_TABLE} ({', '.join(INBOX_COLUMNS)}) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(query_text) as copy:
        for body in bodies:
            copy.write_row((source_id, now, path, body, "", "", max(1, body.count(b'"messageId"'))))
    return len(bodies)


def waiting() -> tuple[int, datetime | None]:
    """How many bodies wait, and since when the oldest does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(received_at) FROM collect_inbox")
        count, oldest = cursor.fetchone()
    return count, oldest


def is_waiting() -> bool:
    """Whether any body waits; cheap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM collect_inbox)")
        return bool(cursor.fetchone()[0])
