"""The inbox: bodies acknowledged, in order of arrival, taken once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accord.steps.collect.contracts import INBOX_COLUMNS, INBOX_TABLE, InboxRow

_ROWS = "SELECT id, source_id, received_at, path, body, client_ip, user_agent FROM collect_inbox"
_TAKE = f"""
WITH head AS (
    SELECT id, sum(events) OVER (ORDER BY id) - events AS before FROM collect_inbox ORDER BY id LIMIT %(limit)s
)
{_ROWS} WHERE id IN (SELECT id FROM head WHERE before < %(limit)s) ORDER BY id FOR UPDATE SKIP LOCKED
"""  # noqa: S608  (ours)


def take(*, limit: int) -> list[InboxRow]:
    """The oldest bodies with about `limit` events, locked until the transaction ends; `done` removes them."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"limit": limit})
        return _rows(cursor.fetchall())


def take_one(*, number: int) -> list[InboxRow]:
    """The body of that number, locked like those of `take`; nothing where it was taken already."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_ROWS} WHERE id = %s FOR UPDATE SKIP LOCKED", [number])
        return _rows(cursor.fetchall())


def done(*, rows: Sequence[InboxRow]) -> None:
    """Remove bodies whose touches are stored, in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM collect_inbox WHERE id = ANY(%s)", [[r.id for r in rows]])


def put(*, source_id: int, bodies: Sequence[bytes], now: datetime, path: str = "/v1/batch") -> int:
    """Append raw bodies as if they had been received `now`; IMPORT_PATH for imports. How many were put."""
    query_text = f"COPY {INBOX_TABLE} ({', '.join(INBOX_COLUMNS)}) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(query_text) as copy:
        for body in bodies:
            copy.write_row(_row(source_id, body, now, path))
    return len(bodies)


def put_one(*, source_id: int, body: bytes, now: datetime, path: str) -> int:
    """Append one raw body like `put`; gives its number."""
    places = ", ".join(["%s"] * len(INBOX_COLUMNS))
    query_text = f"INSERT INTO {INBOX_TABLE} ({', '.join(INBOX_COLUMNS)}) VALUES ({places}) RETURNING id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query_text, _row(source_id, body, now, path))
        return int(cursor.fetchone()[0])


def ahead_of(*, number: int) -> int | None:
    """How many messages wait before the body of that number; None where it waits no more."""
    query_text = (
        "SELECT bool_or(id = %(number)s), coalesce(sum(events) FILTER (WHERE id < %(number)s), 0) "
        "FROM collect_inbox WHERE id <= %(number)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query_text, {"number": number})
        is_there, ahead = cursor.fetchone()
    return int(ahead) if is_there else None


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


def _row(source_id: int, body: bytes, now: datetime, path: str) -> tuple[Any, ...]:
    return source_id, now, path, body, "", "", max(1, body.count(b'"messageId"'))


def _rows(found: Iterable[tuple[Any, ...]]) -> list[InboxRow]:
    return [InboxRow(i, s, at, p, bytes(b), ip, ua) for i, s, at, p, b, ip, ua in found]
