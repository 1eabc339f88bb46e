"""Who carries a delivery: a lease by the database's clock, and a number that only the last holder knows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from accord.telling.backoff import ATTEMPTS, rest, until_next
from accord.telling.models import Attempt, Channel, Delivery

FRESH = timedelta(days=7)  # what was told longer ago stands in the app, and is news no more
SECONDS = 480.0  # longer than any try may take, outside.smtp.LONGEST too


def lanes(*, now: datetime) -> list[int]:
    """The channels that have something due and are neither off nor left alone for a while."""
    with connection.cursor() as cursor:
        cursor.execute(_LANES, [now, now])
        return [row[0] for row in cursor.fetchall()]


_LANES = """
    SELECT c.id FROM telling_channel c
    WHERE c.is_on AND c.closed_at IS NULL AND (c.rests_until IS NULL OR c.rests_until <= %s) AND EXISTS (
        SELECT FROM telling_delivery d WHERE d.channel_id = c.id AND d.state = 'waiting' AND d.due_at <= %s
            AND (d.leased_until IS NULL OR d.leased_until < clock_timestamp()))
"""


def take(*, channel_id: int, now: datetime, seconds: float = SECONDS) -> Delivery | None:
    """The next delivery of a channel, leased; None where nothing is due or the channel is to be left alone. The try is
    counted now, so that a delivery that kills whoever carries it is parked too."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [seconds, channel_id, channel_id, now, now])
        row = cursor.fetchone()
    if row is None:
        return None
    held = Delivery.objects.select_related("channel").get(pk=row[0])
    if held.tries <= ATTEMPTS:
        return held
    _end(held, state="parked", done_at=now, last_error="whoever carried it ended before it was done, each time")
    return take(channel_id=channel_id, now=now, seconds=seconds)


_TAKE = """
    UPDATE telling_delivery SET leased_until = clock_timestamp() + make_interval(secs => %s), fence = fence + 1,
        tries = tries + 1
    WHERE id = (
        SELECT d.id FROM telling_delivery d
        WHERE d.channel_id = %s AND d.state = 'waiting' AND EXISTS (
            SELECT FROM telling_channel c WHERE c.id = %s AND c.is_on AND c.closed_at IS NULL
                AND (c.rests_until IS NULL OR c.rests_until <= %s))
            AND d.due_at <= %s AND (d.leased_until IS NULL OR d.leased_until < clock_timestamp())
        ORDER BY d.due_at, d.id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id
"""


@transaction.atomic
def sent(held: Delivery, attempt: Attempt, *, now: datetime) -> bool:
    """It arrived. False where another holder has the lease by now, who will say what became of it."""
    attempt.save()
    Channel.objects.filter(pk=held.channel_id).update(
        failing_since=None, failures=0, rests_until=None, last_error="", last_good_at=now
    )
    return _end(held, state="sent", done_at=now, last_error="")


@transaction.atomic
def park(held: Delivery, attempt: Attempt, *, now: datetime) -> bool:
    """It will not arrive by trying: it is kept, shown, and can be sent anew by hand."""
    attempt.save()
    return _end(held, state="parked", done_at=now, last_error=attempt.fault)


@transaction.atomic
def failed(
    held: Delivery, attempt: Attempt, *, now: datetime, is_channels_fault: bool, asked: float | None = None
) -> bool:
    """It did not arrive this time: try again later, or park it after the last try. Where it is the channel's fault, the
    channel is left alone for a while, for longer each time."""
    attempt.save()
    if is_channels_fault:
        _rest(held.channel_id, attempt.fault, now, asked)
    if held.tries >= ATTEMPTS:
        return _end(held, state="parked", done_at=now, last_error=attempt.fault)
    due_at = now + until_next(attempts=held.tries, name=held.key, asked=asked)
    return _end(held, due_at=due_at, last_error=attempt.fault)


def drop(held: Delivery, *, now: datetime, why: str) -> bool:
    """Nobody is to have it any more."""
    return _end(held, state="dropped", done_at=now, last_error=why)


def _end(held: Delivery, **changes: object) -> bool:
    mine = Delivery.objects.filter(pk=held.pk, fence=held.fence, state="waiting")
    return bool(mine.update(leased_until=None, **changes))


def _rest(channel_id: int, error: str, now: datetime, asked: float | None) -> None:
    row = Channel.objects.select_for_update().get(pk=channel_id)
    row.failures += 1
    row.failing_since = row.failing_since or now
    row.rests_until = now + rest(failures=row.failures, name=f"channel {row.pk}", asked=asked)
    row.last_error = error
    row.save(update_fields=["failures", "failing_since", "rests_until", "last_error"])


@transaction.atomic
def retry(*, channel_id: int, now: datetime) -> int:
    """What waits for a channel is tried at once; returns how many."""
    Channel.objects.filter(pk=channel_id).update(rests_until=None)
    return Delivery.objects.filter(channel_id=channel_id, state="waiting", due_at__gt=now).update(due_at=now)


@transaction.atomic
def replay(*, delivery_ids: Sequence[int], channel_id: int, now: datetime) -> int:
    """Send anew what was sent or parked, under the same key and at once; returns how many."""
    Channel.objects.filter(pk=channel_id).update(rests_until=None)
    rows = Delivery.objects.filter(pk__in=delivery_ids, channel_id=channel_id, state__in=["sent", "parked"])
    return rows.update(state="waiting", due_at=now, done_at=None, tries=0, leased_until=None, fence=F("fence") + 1)


def drop_old(*, now: datetime) -> int:
    """What waits for longer than a week for a channel that is off is news no more; returns how many that were."""
    rows = Delivery.objects.filter(channel__is_on=False, state="waiting", due_at__lt=now - FRESH)
    return rows.update(state="dropped", done_at=now, last_error="the channel was off for longer than a week")


def forget(*, before: datetime, limit: int = 5000) -> int:
    """Forget the oldest deliveries that are done, with their tries; returns how many."""
    rows = Delivery.objects.filter(made_at__lt=before).exclude(state="waiting").order_by("made_at")
    ids = list(rows.values_list("pk", flat=True)[:limit])
    Delivery.objects.filter(pk__in=ids).delete()
    return len(ids)
