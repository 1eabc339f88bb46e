"""Query text to rows. Everything here works on arrays, so that a batch takes as many queries as one touch does."""

from typing import Any

from django.db import connection

from accord.kernel.arrays import array_text

LOCK = 0x4163_0001  # people change in one transaction at a time; see journey.river for the order of locks


def rows(query_text: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the query answers."""
    with connection.cursor() as cursor:
        cursor.execute(query_text, [array_text(value) if isinstance(value, list) else value for value in values])
        return cursor.fetchall() if cursor.description else []


def lock() -> None:
    """Wait until nobody else changes people, and keep them out until this transaction ends."""
    rows("SELECT pg_advisory_xact_lock(%s)", LOCK)


def reserve(table: str, count: int) -> list[int]:
    """So many fresh numbers of the table."""
    if not count:
        return []
    query_text = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    return [number for (number,) in rows(query_text, table, count)]


def columns(records: list[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows turned into columns, for `unnest`."""
    return [list(column) for column in zip(*records, strict=True)]
