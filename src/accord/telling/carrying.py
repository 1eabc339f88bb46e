"""Carry one delivery: put it in words, hand it over, and write down what came of it."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from accord.kernel.instants import iso
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.outbox import api as outbox
from accord.outbox.contracts import NoticeCard
from accord.telling import leasing
from accord.telling.channels import mail, slack, teams, webhook
from accord.telling.channels.letterbox import Outcome, Parcel
from accord.telling.contracts import Shown, TellingRefused
from accord.telling.models import Attempt, Channel, Delivery
from accord.telling.sealed import unseal
from accord.telling.sentences import said
from accord.telling.spreading import zone_of

log = logging.getLogger(__name__)
SENDERS: Mapping[str, Callable[[Parcel], Outcome]] = {
    "mail": mail.send,
    "slack": slack.send,
    "teams": teams.send,
    "webhook": webhook.send,
}


def carry(held: Delivery, *, now: datetime) -> bool:
    """Try once; True where it arrived. What was told and is forgotten, or is for somebody who left, is dropped."""
    found = outbox.notices(held.notice_ids)
    notices = [found[i] for i in held.notice_ids if i in found]
    reader = members.by_ids([held.member_id]).get(held.member_id) if held.member_id is not None else None
    if not notices or (held.member_id is not None and (reader is None or not reader.is_active)):
        leasing.drop(held, now=now, why="there is nobody to tell, or nothing to tell any more")
        return False
    began = time.monotonic()
    outcome = _tried(held, notices, reader, now)
    _note(held, outcome, took=time.monotonic() - began, now=now)
    return outcome.is_sent


def _tried(held: Delivery, notices: list[NoticeCard], reader: MemberCard | None, now: datetime) -> Outcome:
    """What is wrong with one delivery is written beside it, and does not stop the others."""
    try:
        return _send(held, notices, reader, now)
    except TellingRefused as error:
        return Outcome(is_sent=False, words=error.message)
    except Exception as error:
        log.exception("delivery %s cannot be put in words", held.pk)
        return Outcome(is_sent=False, words=f"broken: {type(error).__name__}", of_channel=False)


def _send(held: Delivery, notices: list[NoticeCard], reader: MemberCard | None, now: datetime) -> Outcome:
    language = (reader.language if reader else "") or settings.LANGUAGE_CODE
    zone = zone_of(reader) if reader else timezone.get_default_timezone()
    with translation.override(language), timezone.override(zone):
        parcel = Parcel(
            key=held.key,
            notices=tuple(said(notices)),
            bodies=(),
            home=settings.ADDRESS,
            now=now,
            address=unseal(held.channel.address),
            secret=unseal(held.channel.secret),
            reader=reader,
        )
        parcel = with_bodies(parcel, notices) if held.channel.kind == "webhook" else parcel
        return SENDERS[held.channel.kind](parcel)


def with_bodies(parcel: Parcel, notices: list[NoticeCard]) -> Parcel:
    """The same parcel with what programs read."""
    to = outbox.addressees([one.id for one in notices])
    cards = members.by_ids({member for ids in to.values() for member in ids})
    bodies = tuple(
        _body(one, shown, [cards[i].email for i in to.get(one.id, []) if i in cards])
        for one, shown in zip(notices, parcel.notices, strict=True)
    )
    return replace(parcel, bodies=bodies)


def _body(notice: NoticeCard, shown: Shown, to: list[str]) -> dict[str, Any]:
    about = {"kind": notice.about[0], "id": notice.about[1]}
    return {"about": about, "to": to, "at": iso(shown.at), "body": notice.body}


def _note(held: Delivery, outcome: Outcome, *, took: float, now: datetime) -> None:
    words = outcome.words.replace("\0", "")[:2000]
    kind = "sent" if outcome.is_sent else "refused" if outcome.status or outcome.lasting else "not reached"
    attempt = Attempt(delivery=held, at=now, took=took, outcome=kind, status=outcome.status, excerpt=words)
    if outcome.is_sent:
        leasing.sent(held, attempt, now=now)
    elif outcome.lasting or outcome.gone:
        leasing.park(held, attempt, now=now)
        _switch_off_where(held.channel_id, is_gone=outcome.gone, words=words, now=now)
    else:
        leasing.failed(held, attempt, now=now, is_channels_fault=outcome.of_channel, asked=outcome.asked)


def _switch_off_where(channel_id: int, *, is_gone: bool, words: str, now: datetime) -> None:
    """A receiver that says it is gone is not called again until somebody switches its channel on."""
    if is_gone:
        error = f"it answered 410, it wants no more: {words}"[:2000]
        Channel.objects.filter(pk=channel_id).update(is_on=False, failing_since=now, last_error=error)
