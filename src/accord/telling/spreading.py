"""From the outbox to deliveries: who hears of a notice by mail, and which channels asked for its kind. In one
transaction with the outbox's mark, so that a notice is given to each channel once, whatever is killed when."""

import uuid
import zoneinfo
from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.outbox import api as outbox
from accord.outbox.contracts import NoticeCard
from accord.telling import due
from accord.telling.connecting import mail_channel, mail_is_connected
from accord.telling.leasing import FRESH
from accord.telling.models import Channel, Delivery, Letter
from accord.telling.wishes import habits_of, wish_for, wishes

BATCH = 500


@transaction.atomic
def spread(*, now: datetime, limit: int = BATCH) -> int:
    """Give the oldest new notices to the channels; for one that is off they wait. Returns how many there were."""
    taken = outbox.take_new(limit=limit, now=now)
    if not taken:
        return 0
    fresh = [(notice, to) for notice, to in taken if notice.at >= now - FRESH]
    if mail_is_connected():
        Letter.objects.bulk_create(_letters(fresh, now), ignore_conflicts=True)
    channels = Channel.objects.filter(closed_at=None).exclude(kind="mail")
    Delivery.objects.bulk_create(
        delivery(channel, [notice], now=now)
        for channel in channels
        for notice, _ in (taken if channel.kind == "webhook" else fresh)
        if notice.kind in channel.kinds
    )
    return len(taken)


def delivery(
    channel: Channel, notices: Collection[NoticeCard], *, now: datetime, member_id: int | None = None
) -> Delivery:
    """A delivery that waits; its key is what the other side will know it by, in every try."""
    return Delivery(
        channel=channel,
        member_id=member_id,
        notice_ids=[one.id for one in notices],
        kinds=sorted({one.kind for one in notices}),
        key=f"msg_{uuid.uuid4().hex}",
        made_at=now,
        due_at=now,
    )


def _letters(taken: Iterable[tuple[NoticeCard, list[int]]], now: datetime) -> list[Letter]:
    ids = {member_id for _, to in taken for member_id in to}
    readers = {i: card for i, card in members.by_ids(ids).items() if card.is_active}
    said, habits = wishes(readers), habits_of(readers)
    letters = []
    for notice, to in taken:
        for member_id in to:
            how = wish_for(notice.kind, member_id, said).mail
            if member_id in readers and how != "off":
                when = due.at_once if how == "now" else due.in_digest
                at = when(now, habits[member_id], zone_of(readers[member_id]))
                letters.append(Letter(member_id=member_id, notice_id=notice.id, due_at=at))
    return letters


def zone_of(member: MemberCard) -> zoneinfo.ZoneInfo:
    """The zone of the reader's clock, or the installation's."""
    try:
        return zoneinfo.ZoneInfo(member.time_zone or settings.TIME_ZONE)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


@transaction.atomic
def bundle(*, now: datetime, limit: int = BATCH) -> int:
    """What is due for a member becomes one mail, without what they have read in the app or want no mail of any more;
    returns how many mails. Letters that another process holds are left to it."""
    letters = _due(now, limit)
    if not letters:
        return 0
    notices = outbox.notices({one.notice_id for one in letters})
    mails, channel, said = [], mail_channel(now=now), wishes({one.member_id for one in letters})
    for member_id in sorted({one.member_id for one in letters}):
        ids = sorted({one.notice_id for one in letters if one.member_id == member_id} & notices.keys())
        read = outbox.read_by(member_id=member_id, notice_ids=ids)
        wanted = [notices[i] for i in ids if i not in read and wish_for(notices[i].kind, member_id, said).mail != "off"]
        if wanted:
            mails.append(delivery(channel, wanted, now=now, member_id=member_id))
    Delivery.objects.bulk_create(mails)
    Letter.objects.filter(pk__in=[one.pk for one in letters]).delete()
    return len(mails)


def _due(now: datetime, limit: int) -> list[Letter]:
    """The oldest letters that are due, and with the last of them all that are due for the same member."""
    due_ones = Letter.objects.select_for_update(skip_locked=True).filter(due_at__lte=now)
    found = list(due_ones.order_by("due_at", "member_id", "id")[:limit])
    if len(found) == limit:
        found += due_ones.filter(member_id=found[-1].member_id).exclude(pk__in=[one.pk for one in found])
    return found
