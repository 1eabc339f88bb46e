"""Touches taken back by whoever brought them: out of every reading, and kept aside as they were."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from accord.kernel.actor import Actor
from accord.steps.collect import dropping
from accord.steps.collect.contracts import StoredTouch
from accord.steps.collect.stored import touches

_ASIDE = """
INSERT INTO collect_withdrawn (touch_id, source_id, message_id, body, at, by, reason)
SELECT t.id, t.source_id, t.message_id, to_jsonb(t), %s, %s, %s FROM collect_touch t WHERE t.id = ANY(%s)
"""


def withdraw(
    *, source_id: int, message_ids: Sequence[str], actor: Actor, reason: str, now: datetime
) -> list[StoredTouch]:
    """Those of these messages that are stored; they may be sent again later. Unlearn what they said."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM collect_touch WHERE source_id = %s AND message_id = ANY(%s) ORDER BY id FOR UPDATE",
            [source_id, list(message_ids)],
        )
        numbers = [number for (number,) in cursor.fetchall()]
        dropping.bring_back(touch_ids=numbers)
        gone = touches(touch_ids=numbers)
        cursor.execute(_ASIDE, [now, str(actor), reason, numbers])
        cursor.execute("DELETE FROM collect_verdict WHERE touch_id = ANY(%s)", [numbers])
        cursor.execute("DELETE FROM collect_touch WHERE id = ANY(%s)", [numbers])
    return gone
