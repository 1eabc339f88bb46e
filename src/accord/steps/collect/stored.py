"""Stored touches: written by COPY, read in order of time."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection

from accord.kernel.touch import Placed, Touch, TouchKind
from accord.steps.collect import elsewhere
from accord.steps.collect.contracts import StoredTouch

_COLUMNS = (
    "id, alias_id, source_id, message_id, kind, name, occurred_at, received_at, claimed_at, sent_at, "
    "anonymous_id, user_id, group_id, previous_id, properties, traits, context, flags"
)
_SELECT = (
    "SELECT id, alias_id, source_id, message_id, kind, name, occurred_at, received_at, claimed_at, sent_at, "
    "anonymous_id, user_id, group_id, previous_id, properties::text, traits::text, context::text, flags, "
    "is_dropped FROM collect_touch WHERE "
)
_NEWEST = """id IN (
    SELECT own.id FROM unnest(%(aliases)s::bigint[]) AS a(alias_id) CROSS JOIN LATERAL (
        SELECT id, occurred_at FROM collect_touch WHERE alias_id = a.alias_id {wanted}
        ORDER BY occurred_at DESC, id DESC LIMIT %(limit)s
    ) AS own ORDER BY own.occurred_at DESC, own.id DESC LIMIT %(limit)s
) ORDER BY occurred_at DESC, id DESC"""  # no more of anybody than are asked for, however many they have
_KEPT = 8  # columns, down to received_at, that stay where the rest lies in the lake alone
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
_KINDS = {k.value: k for k in TouchKind}
Cursor = tuple[datetime, int]


def reserve_ids(*, count: int) -> list[int]:
    """So many new touch numbers, ascending."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('collect_touch_number') FROM generate_series(1, %s)", [count])
        return sorted(row[0] for row in cursor.fetchall())


def only_new(*, touches: Sequence[Touch]) -> list[Touch]:
    """Those not stored yet, the first of equal keys, in the same order."""
    first = {t.key: t for t in reversed(touches)}
    if not first:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.source_id, t.message_id FROM unnest(%s::bigint[], %s::text[]) AS k(source_id, message_id) "
            "JOIN collect_touch t ON t.source_id = k.source_id AND t.message_id = k.message_id",
            [[k[0] for k in first], [k[1] for k in first]],
        )
        known = set(cursor.fetchall())
    return [t for t in touches if first[t.key] is t and t.key not in known]


def store(*, placed: Sequence[Placed]) -> None:
    """Append touches by COPY; their keys must be new."""
    with connection.cursor() as cursor, cursor.copy(f"COPY collect_touch ({_COLUMNS}) FROM STDIN") as copy:
        for p in placed:
            copy.write_row(_row(p.touch, p.touch_id, p.alias_id))


def _row(t: Touch, touch_id: int, alias_id: int) -> tuple[Any, ...]:
    return (
        touch_id, alias_id, t.source_id, t.message_id, t.kind.value, t.name, t.occurred_at, t.received_at,
        t.claimed_at, t.sent_at, t.anonymous_id, t.user_id, t.group_id, t.previous_id,
        _json(t.properties), _json(t.traits), _json(t.context), list(t.flags),
    )  # fmt: skip


def _json(value: dict[str, Any]) -> str:
    return _encode(value).decode() if value else "{}"


def touches_of(
    *, alias_ids: Sequence[int], until: datetime | None = None, limit: int | None = None, before: Cursor | None = None
) -> list[StoredTouch]:
    """Touches that came by these identifiers, oldest first, up to and including `until`.

    With `limit` the newest so many; `before` is the (occurred_at, touch_id) of the oldest one already seen.
    """
    wanted = " AND occurred_at <= %(until)s" if until else ""
    wanted += " AND (occurred_at, id) < (%(at)s, %(id)s)" if before else ""
    if limit:
        query_text = _SELECT + _NEWEST.format(wanted=wanted)
    else:
        query_text = f"{_SELECT} alias_id = ANY(%(aliases)s) {wanted} ORDER BY occurred_at DESC, id DESC"
    at, touch_id = before or (None, None)
    values = {"aliases": list(alias_ids), "until": until, "limit": limit, "at": at, "id": touch_id}
    return _read(query_text, values)[::-1]


def touches(*, touch_ids: Sequence[int]) -> list[StoredTouch]:
    """The touches of these numbers, in order of time."""
    query_text = _SELECT + "id = ANY(%(ids)s) ORDER BY occurred_at, id"
    return _read(query_text, {"ids": list(touch_ids)})


def first_touches(*, alias_ids: Sequence[int]) -> dict[int, StoredTouch]:
    """The earliest touch of each of these identifiers that has one."""
    query_text = _SELECT + (  # noqa: S608 - constants only
        "id IN (SELECT first.id FROM unnest(%(aliases)s::bigint[]) AS a(alias_id) CROSS JOIN LATERAL "
        "(SELECT t.id FROM collect_touch t WHERE t.alias_id = a.alias_id ORDER BY t.occurred_at, t.id LIMIT 1) first)"
    )
    return {row.alias_id: row for row in _read(query_text, {"aliases": list(alias_ids)})} if alias_ids else {}


def first_late(*, alias_ids: Sequence[int], lapse: timedelta) -> dict[int, datetime]:
    """When the earliest touch by each of these identifiers happened that came in more than `lapse` after it; those
    without such a touch are left out. Reads no contents, wherever they lie."""
    query_text = (
        "SELECT alias_id, min(occurred_at) FROM collect_touch "
        "WHERE alias_id = ANY(%(aliases)s::bigint[]) AND received_at - occurred_at > %(lapse)s GROUP BY alias_id"
    )
    values: dict[str, Any] = {"aliases": list(alias_ids), "lapse": lapse}
    with connection.cursor() as cursor:
        cursor.execute(query_text, values)
        return dict(cursor.fetchall())


def received(*, touch_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of these touches came in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, received_at FROM collect_touch WHERE id = ANY(%s::bigint[])", [list(set(touch_ids))])
        return dict(cursor.fetchall())


def touches_after(*, number: int, limit: int) -> list[StoredTouch]:
    """Stored touches in order of their number, those after a number."""
    return _read(_SELECT + "id > %(after)s ORDER BY id LIMIT %(limit)s", {"after": number, "limit": limit})


def last_number() -> int:
    """The highest number that a touch has or had before it was withdrawn; 0 where there was none. Never less than it
    was: who has looked up to a number has nothing to look at again."""
    query_text = """SELECT greatest((SELECT coalesce(max(id), 0) FROM collect_touch),
                                    (SELECT coalesce(max(touch_id), 0) FROM collect_withdrawn))"""
    with connection.cursor() as cursor:
        cursor.execute(query_text)
        return int(cursor.fetchone()[0])


def all_touches(*, page: int = 5000) -> Iterator[list[StoredTouch]]:
    """Every stored touch in order of its number, in pages; for a rebuild."""
    after = 0
    query_text = _SELECT + "id > %(after)s ORDER BY id LIMIT %(page)s"
    while found := _read(query_text, {"after": after, "page": page}):
        after = found[-1].touch_id
        yield found


def clicks_near(
    *, alias_ids: Sequence[int], names: Sequence[str], since: datetime, until: datetime
) -> list[StoredTouch]:
    """Tracked touches of these names within an interval."""
    return _read(
        _SELECT + "alias_id = ANY(%(aliases)s) AND kind = 'track' "
        "AND lower(name) = ANY(%(names)s) AND occurred_at BETWEEN %(since)s AND %(until)s",
        {"aliases": list(alias_ids), "names": list(names), "since": since, "until": until},
    )


def _read(query_text: str, values: dict[str, Any]) -> list[StoredTouch]:
    with connection.cursor() as cursor:
        cursor.execute(query_text, values)
        rows = cursor.fetchall()
    told = elsewhere.told((*row[:1], *row[2:4], row[6]) for row in rows if row[-1])
    return [_stored((*row[:_KEPT], *told[row[0]]) if row[-1] else row[:-1]) for row in rows]


def _stored(row: tuple[Any, ...]) -> StoredTouch:
    (touch_id, alias_id, source_id, message_id, kind, name, occurred_at, received_at, claimed_at, sent_at,
     anonymous_id, user_id, group_id, previous_id, properties, traits, context, flags) = row  # fmt: skip
    touch = Touch(
        source_id, message_id, _KINDS[kind], name, occurred_at, received_at, claimed_at, sent_at, anonymous_id,
        user_id, group_id, previous_id, _decode(properties), _decode(traits), _decode(context), tuple(flags),
    )  # fmt: skip
    return StoredTouch(touch, touch_id, alias_id)
