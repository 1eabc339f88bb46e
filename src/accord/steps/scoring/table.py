"""The tables of this room: signals in and out by the batch, cached scores in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from accord.kernel.instants import to_micros
from accord.kernel.touch import Placed
from accord.steps.scoring.history import SignalRow
from accord.steps.scoring.models import Score, Signal
from accord.steps.scoring.signals import Matcher

_COLUMNS = ("alias_id", "occurred_at", "touch_id", "rule", "value", "source_id", "message_id")
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
            cursor.execute(_INSERT, [version_id, *(list(column) for column in zip(*rows, strict=True))])
    return len(rows)


def signals_of(alias_ids: Sequence[int], version_id: int, until: datetime) -> dict[int, list[SignalRow]]:
    """The signals of these aliases up to and with an instant, by alias."""
    found: dict[int, list[SignalRow]] = defaultdict(list)
    rows = Signal.objects.filter(version_id=version_id, alias_id__in=alias_ids, occurred_at__lte=to_micros(until))
    for alias_id, at, touch_id, rule, value, source_id, message_id in rows.values_list(*_COLUMNS).iterator(10_000):
        found[alias_id].append(SignalRow(at, source_id, message_id, rule, value, touch_id))
    return found


def forget_signals(touch_ids: Sequence[int]) -> None:
    """Drop what these touches matched."""
    Signal.objects.filter(touch_id__in=touch_ids).delete()


def write_scores(rows: Sequence[Score]) -> None:
    """Put scores into the cache in the place of those of the same person."""
    Score.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person_id", "score_id"],
        update_fields=["version_id", "units", "as_of", "next_change_at", "falls_below", "top"],
    )
