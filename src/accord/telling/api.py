"""Verbs of telling."""

from datetime import datetime

from django.db import transaction

from accord.outbox import api as outbox
from accord.telling.connecting import (
    change,
    channel,
    channels,
    connect,
    disconnect,
    mail_is_connected,
    open_channel,
    secret_of,
)
from accord.telling.contracts import Shown
from accord.telling.feeds import calendar, feed_of
from accord.telling.feeds import make as make_feed
from accord.telling.feeds import revoke as revoke_feed
from accord.telling.kinds import KINDS, TRY, kind_of
from accord.telling.leasing import replay, retry
from accord.telling.logbook import deliveries
from accord.telling.sentences import said, shown
from accord.telling.spreading import delivery
from accord.telling.unsubscribing import read as read_unsubscribing
from accord.telling.unsubscribing import stop as unsubscribe
from accord.telling.wishes import habits_of, not_in_app, set_wishes, wishes_of

MOST_COUNTED = 99


def notices(
    *, member_id: int, now: datetime, unread_only: bool = False, offset: int = 0, limit: int = 50
) -> list[Shown]:
    """A member's notices in words, the latest first, without the kinds that they do not want in the app."""
    without = not_in_app(member_id)
    rows = outbox.received(
        member_id=member_id, now=now, without=without, unread_only=unread_only, offset=offset, limit=limit
    )
    return shown(rows)


def count_unread(*, member_id: int, now: datetime) -> int:
    """How many of them are not read, counted up to 100: "99+" is said of that."""
    without = not_in_app(member_id)
    return outbox.count_unread(member_id=member_id, now=now, without=without, at_most=MOST_COUNTED + 1)


@transaction.atomic
def try_out(*, channel_id: int, to: int, now: datetime) -> None:
    """Send one notice to a channel, and mail to the member `to`, to see that it arrives. Raises TellingRefused."""
    row = open_channel(channel_id)
    key = f"try:{channel_id}:{now.isoformat()}"
    outbox.tell(TRY, to=[], about=("channel", channel_id), body={"title": row.name}, key=key, now=now)
    if notice := outbox.take(key=key, now=now):
        delivery(row, [notice], now=now, member_id=to if row.kind == "mail" else None).save()


__all__ = [
    "KINDS",
    "calendar",
    "change",
    "channel",
    "channels",
    "connect",
    "count_unread",
    "deliveries",
    "disconnect",
    "feed_of",
    "habits_of",
    "kind_of",
    "mail_is_connected",
    "make_feed",
    "not_in_app",
    "notices",
    "read_unsubscribing",
    "replay",
    "retry",
    "revoke_feed",
    "said",
    "secret_of",
    "set_wishes",
    "try_out",
    "unsubscribe",
    "wishes_of",
]
