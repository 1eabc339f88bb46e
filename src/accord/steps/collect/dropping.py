"""Contents of sealed touches leave the database, and come back. The key stays for ever: a message counts once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from accord.steps.collect import elsewhere

_ROWS = """unnest(%(touch_id)s::bigint[], %(source_id)s::bigint[], %(message_id)s::text[],
    %(claimed_at)s::timestamptz[], %(sent_at)s::timestamptz[], %(anonymous_id)s::text[], %(user_id)s::text[],
    %(group_id)s::text[], %(previous_id)s::text[], %(properties)s::text[], %(traits)s::text[], %(context)s::text[],
    %(flags)s::text[])
    AS k(touch_id, source_id, message_id, claimed_at, sent_at, anonymous_id, user_id, group_id, previous_id, properties,
         traits, context, flags)"""
_SAME = "t.id = k.touch_id AND t.source_id = k.source_id AND t.message_id = k.message_id"
_DROP = f"""
UPDATE collect_touch t SET claimed_at = NULL, sent_at = NULL, anonymous_id = NULL, user_id = NULL, group_id = NULL,
    previous_id = NULL, properties = '{{}}', traits = '{{}}', context = '{{}}', flags = '{{}}', is_dropped = true
FROM {_ROWS} WHERE {_SAME} AND NOT t.is_dropped
  AND ROW(t.claimed_at, t.sent_at, t.anonymous_id, t.user_id, t.group_id, t.previous_id)
      IS NOT DISTINCT FROM ROW(k.claimed_at, k.sent_at, k.anonymous_id, k.user_id, k.group_id, k.previous_id)
  AND t.properties = k.properties::jsonb AND t.traits = k.traits::jsonb AND t.context = k.context::jsonb
  AND to_jsonb(t.flags) = k.flags::jsonb"""  # noqa: S608 - constants only
_UNDROP = f"""
UPDATE collect_touch t SET claimed_at = k.claimed_at, sent_at = k.sent_at, anonymous_id = k.anonymous_id,
    user_id = k.user_id, group_id = k.group_id, previous_id = k.previous_id, properties = k.properties::jsonb,
    traits = k.traits::jsonb, context = k.context::jsonb,
    flags = ARRAY(SELECT jsonb_array_elements_text(k.flags::jsonb)), is_dropped = false
FROM {_ROWS} WHERE {_SAME} AND t.is_dropped"""  # noqa: S608 - constants only
_LEFT = "SELECT count(*) FROM collect_touch WHERE id = ANY(%s) AND NOT is_dropped"
_COLUMNS = (
    "touch_id", "source_id", "message_id", "claimed_at", "sent_at", "anonymous_id", "user_id", "group_id",
    "previous_id", "properties", "traits", "context", "flags",
)  # fmt: skip


def drop(*, rows: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Take the contents of these touches out of the database, each only where the row of the lake says the very same.
    How many were dropped now, and how many stay because the lake says otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP, _arrays(rows))
        dropped = cursor.rowcount
        cursor.execute(_LEFT, [[row["touch_id"] for row in rows]])
        return dropped, int(cursor.fetchone()[0])


def undrop(*, rows: Sequence[Mapping[str, Any]]) -> int:
    """Put contents back into the rows that lack them; into how many."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDROP, _arrays(rows))
        return int(cursor.rowcount)


def bring_back(*, touch_ids: Sequence[int]) -> None:
    """Have the contents of these touches in the database. Raises what elsewhere.told raises."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, source_id, message_id, occurred_at FROM collect_touch WHERE id = ANY(%s) AND is_dropped",
            [list(touch_ids)],
        )
        keys = cursor.fetchall()
    if keys:
        undrop(rows=list(elsewhere.rows_of(keys).values()))


def dropped_in(*, month: str) -> int:
    """How many touches of a month (YYYY-MM, UTC) are without their contents."""
    query_text = """SELECT count(*) FROM collect_touch WHERE is_dropped
        AND occurred_at >= to_date(%(month)s, 'YYYY-MM')::timestamp AT TIME ZONE 'UTC'
        AND occurred_at < (to_date(%(month)s, 'YYYY-MM') + interval '1 month')::timestamp AT TIME ZONE 'UTC'"""
    with connection.cursor() as cursor:
        cursor.execute(query_text, {"month": month})
        return int(cursor.fetchone()[0])


def _arrays(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in _COLUMNS}
