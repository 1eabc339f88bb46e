"""Stored touches as CSV by COPY, for the lake and for whoever folds many of them: no row becomes an object."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from accord.engines.contracts import CONTENTS
from accord.steps.collect.elsewhere import away

_MICROS = "(extract(epoch FROM {}) * 1000000)::bigint"
_PLAIN = ("source_id", "message_id", "alias_id", "kind", "name", "anonymous_id", "user_id", "group_id", "previous_id")
_TEXTS = {
    "touch_id": "t.id",
    **{name: f"t.{name}" for name in _PLAIN},
    **{name: _MICROS.format(f"t.{name}") for name in ("occurred_at", "received_at", "claimed_at", "sent_at")},
    **{name: f"t.{name}::text" for name in ("properties", "traits", "context")},
    "flags": "array_to_json(t.flags)::text",
    "is_machine": "coalesce(v.is_machine, false)",
}
_MONTH = "to_char(t.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM')"


def export(
    *,
    columns: Sequence[str],
    after: int,
    upto: int,
    sealed: Mapping[str, int],
    until: datetime | None = None,
    outside: tuple[str, str] | None = None,
    month: str | None = None,
    is_sealed: bool = False,
) -> bytes:
    """The touches with numbers in (after, upto] as CSV in order of their number, columns as named: instants are
    microseconds, objects JSON text, nothing is empty without quotation marks.

    `sealed` says by month (YYYY-MM, by `occurred_at` in UTC) up to which number touches are left out; with `is_sealed`
    only those are given. `until`: only what occurred by then; `outside`: only months before the first of two or after
    the second; `month`: only that one. Raises ContentsAway where it would have to give what a row said that is dropped.
    """
    selected = ", ".join(_TEXTS[name] for name in columns)
    chosen = (
        f"LEFT JOIN unnest(%(months)s::text[], %(uptos)s::bigint[]) AS s(month, upto) ON s.month = {_MONTH} "
        "WHERE t.id > %(after)s AND t.id <= %(upto)s "
        + ("AND t.id <= s.upto" if is_sealed else "AND t.id > coalesce(s.upto, 0)")
        + (" AND t.occurred_at <= %(until)s" if until else "")
        + (f" AND ({_MONTH} < %(first)s OR {_MONTH} > %(last)s)" if outside else "")
        + (f" AND {_MONTH} = %(month)s" if month else "")
    )
    query_text = (
        f"COPY (SELECT {selected} FROM collect_touch t LEFT JOIN collect_verdict v ON v.touch_id = t.id "  # noqa: S608 - constants only
        f"{chosen} ORDER BY t.id) TO STDOUT (FORMAT csv)"
    )
    first, last = outside or ("", "")
    limits = {"after": after, "upto": upto, "until": until, "first": first, "last": last, "month": month}
    values = {"months": list(sealed), "uptos": list(sealed.values()), **limits}
    text = _copied(query_text, values)
    if not set(CONTENTS).isdisjoint(columns):
        _check_whole(chosen, values)
    return text


def _check_whole(chosen: str, values: dict[str, Any]) -> None:
    """Afterwards, so that what was dropped meanwhile is noticed too."""
    query_text = f"SELECT {_MONTH}, count(*) FROM collect_touch t {chosen} AND t.is_dropped GROUP BY 1 ORDER BY 1"  # noqa: S608 - constants only
    with connection.cursor() as cursor:
        cursor.execute(query_text, values)
        if found := cursor.fetchall():
            raise away([month for month, _ in found], sum(count for _, count in found))


def first_within(*, first: str, last: str, after: int, upto: int) -> int | None:
    """The lowest number in (after, upto] of a touch of the months from `first` to `last`."""
    query_text = (
        "SELECT t.id FROM collect_touch t WHERE t.id > %s AND t.id <= %s "  # noqa: S608 - constants only
        f"AND {_MONTH} BETWEEN %s AND %s ORDER BY t.id LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(query_text, [after, upto, first, last])
        found = cursor.fetchone()
    return int(found[0]) if found else None


def machine_numbers(*, upto: int) -> bytes:
    """The numbers of all touches up to one that are a machine's, ascending, one a line."""
    query_text = "COPY (SELECT touch_id FROM collect_verdict WHERE is_machine AND touch_id <= %(upto)s ORDER BY 1) "
    return _copied(query_text + "TO STDOUT (FORMAT csv)", {"upto": upto})


def withdrawn_numbers(*, upto: int) -> bytes:
    """The numbers of all touches up to one that were withdrawn, ascending, one a line."""
    query_text = "COPY (SELECT touch_id FROM collect_withdrawn WHERE touch_id <= %(upto)s ORDER BY 1) "
    return _copied(query_text + "TO STDOUT (FORMAT csv)", {"upto": upto})


def marks(*, upto: int) -> str:
    """A text that is another one when verdicts or withdrawals of touches up to a number are others."""
    query_text = """
        SELECT (SELECT concat(count(*), ':', coalesce(bit_xor(hashint8extended(touch_id, 1)), 0)) FROM collect_verdict
                WHERE is_machine AND touch_id <= %(upto)s),
               (SELECT concat(count(*), ':', coalesce(bit_xor(hashint8extended(touch_id, 2)), 0)) FROM collect_withdrawn
                WHERE touch_id <= %(upto)s)"""
    with connection.cursor() as cursor:
        cursor.execute(query_text, {"upto": upto})
        return "/".join(cursor.fetchone())


def _copied(query_text: str, values: dict[str, Any]) -> bytes:
    with connection.cursor() as cursor, cursor.copy(query_text, values) as copy:
        return b"".join(copy)
