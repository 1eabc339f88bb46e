"""The tables of this room: signals in and out by the batch, cached scores in."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from accord.kernel.arrays import array_text
from accord.kernel.instants import to_micros
from accord.kernel.touch import Placed
from accord.steps.scoring.history import SignalRow
from accord.steps.scoring.models import Signal
from accord.steps.scoring.signals import Matcher


class ScoreRow(NamedTuple):
    """A row of Score, ready to be written as JSON: instants are texts."""

    person_id: int
    score_id: str
    version_id: int
    units: int
    as_of: str
    next_change_at: str | None
    falls_below: list[list[Any]]
    top: list[list[Any]]


_SELECT = """
    SELECT alias_id, occurred_at, source_id, message_id, rule, value, touch_id FROM scoring_signal
    WHERE version_id = %s AND alias_id = ANY(%s::bigint[]) AND occurred_at <= %s
"""
_INSERT = """
    INSERT INTO scoring_signal (version_id, alias_id, occurred_at, touch_id, rule, value, source_id, message_id)
    SELECT %s, * FROM unnest(
        %s::bigint[], %s::bigint[], %s::bigint[], %s::int2[], %s::bigint[], %s::bigint[], %s::text[]
    )
    ON CONFLICT DO NOTHING
"""


def write_signals(placed: Iterable[Placed], matcher: Matcher, version_id: int) -> int:
    """Store what human touches match; those already stored are left alone. Returns how many rows were offered."""
    rows = [
        (one.alias_id, to_micros(one.touch.occurred_at), one.touch_id, match.rule, match.value, *one.touch.key)
        for one in placed
        if not one.is_machine
        for match in matcher.of(one.touch)
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [version_id, *map(array_text, zip(*rows, strict=True))])
    return len(rows)


def signals_of(alias_ids: Sequence[int], version_id: int, until: datetime) -> dict[int, list[SignalRow]]:
    """The signals of these aliases up to and with an instant, by alias."""
    found: dict[int, list[SignalRow]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, [version_id, array_text(alias_ids), to_micros(until)])
        for alias_id, *row in cursor.fetchall():
            found[alias_id].append(SignalRow(*row))
    return found


def forget_signals(touch_ids: Sequence[int]) -> None:
    """Drop what these touches matched."""
    Signal.objects.filter(touch_id__in=touch_ids).delete()


_UPSERT = """
    INSERT INTO scoring_score (person_id, score_id, version_id, units, as_of, next_change_at, falls_below, top)
    SELECT person_id, score_id, version_id, units, as_of, next_change_at, falls_below, top
    FROM jsonb_to_recordset(%s::jsonb) AS n(person_id bigint, score_id text, version_id bigint, units bigint,
         as_of timestamptz, next_change_at timestamptz, falls_below jsonb, top jsonb)
    ON CONFLICT (person_id, score_id) DO UPDATE SET version_id = excluded.version_id, units = excluded.units,
        as_of = excluded.as_of, next_change_at = excluded.next_change_at, falls_below = excluded.falls_below,
        top = excluded.top
"""


def write_scores(rows: Sequence[ScoreRow]) -> None:
    """Put scores into the cache in the place of those of the same person."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT, [json.dumps([row._asdict() for row in rows])])
