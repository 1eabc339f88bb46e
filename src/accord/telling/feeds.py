"""A member's calendar: what of theirs falls due, at a secret address that they can take back."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accord.members import api as members
from accord.outbox.contracts import NoticeCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Filters, HandoffCard
from accord.steps.sla import api as sla
from accord.telling.contracts import FeedCard, TellingRefused
from accord.telling.models import Feed
from accord.telling.subjects import names_of

LONG = timedelta(minutes=15)  # how long an entry is in the calendar
MOST = 500  # entries
_ROLES = ("sdr", "rep", "operations", "admin")


@transaction.atomic
def make(*, member_id: int, now: datetime) -> str:
    """A new secret for the member's calendar; the one before it is taken back. It is told this once: only its
    fingerprint is kept."""
    revoke(member_id=member_id, now=now)
    secret = secrets.token_urlsafe(32)
    Feed.objects.create(member_id=member_id, fingerprint=_fingerprint(secret), made_at=now)
    return secret


def revoke(*, member_id: int, now: datetime) -> int:
    """The member's address answers nothing any more; returns how many there were."""
    return Feed.objects.filter(member_id=member_id, revoked_at=None).update(revoked_at=now)


def feed_of(member_id: int) -> FeedCard | None:
    """The member's open feed."""
    row = Feed.objects.filter(member_id=member_id, revoked_at=None).first()
    return FeedCard(row.pk, row.made_at, row.revoked_at) if row else None


def calendar(*, secret: str, now: datetime) -> bytes:
    """The calendar of that secret, as iCalendar. Raises TellingRefused where there is none, or not any more, or its
    member cannot log in."""
    row = Feed.objects.filter(fingerprint=_fingerprint(secret), revoked_at=None).first()
    member = members.by_ids([row.member_id]).get(row.member_id) if row else None
    if member is None or not member.is_active:
        raise TellingRefused("there is no such calendar", code="no_such_feed")
    with translation.override(member.language or settings.LANGUAGE_CODE):
        return _written(_entries(member.id, now) if member.role in _ROLES else [], now)


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _entries(member_id: int, now: datetime) -> list[Event]:
    mine = handoff.queue(member_id=member_id, filters=Filters(state="open"), limit=MOST).rows
    clocks = sla.open_clocks([one.lead_id for one in mine], now=now)
    names = names_of([NoticeCard(0, "", "", ("lead", one.lead_id), {}, now) for one in mine])
    said = {one.lead_id: names.get(("lead", one.lead_id), (f"#{one.lead_id}", "")) for one in mine}
    events = [
        _event(f"snooze-{one.id}", one.snoozed_until, _("Back: %(lead)s"), one, said, now)
        for one in mine
        if one.snoozed_until is not None and one.snoozed_until > now
    ]
    for one in mine:
        for clock in clocks.get(one.lead_id, []):
            if clock.member_id == member_id and clock.due_at is not None:
                pattern = _("%(service)s: %(lead)s").replace("%(service)s", clock.service.replace("%", "%%"))
                events.append(_event(f"clock-{clock.id}", clock.due_at, pattern, one, said, now))
    return events


def _event(
    uid: str, at: datetime, pattern: str, one: HandoffCard, said: Mapping[int, tuple[str, str]], now: datetime
) -> Event:
    name, path = said[one.lead_id]
    event = Event()
    event.add("uid", f"{uid}@{settings.ADDRESS.partition('://')[2]}")
    event.add("dtstamp", now)
    event.add("dtstart", at)
    event.add("dtend", at + LONG)
    event.add("summary", pattern % {"lead": name})
    event.add("description", one.why)
    event.add("url", settings.ADDRESS + path)
    event.add("transp", "TRANSPARENT")
    return event


def _written(events: Iterable[Event], now: datetime) -> bytes:
    whole = Calendar()
    whole.add("prodid", "-//Accord//Accord//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", "Accord")
    whole.add("refresh-interval", timedelta(minutes=30), parameters={"VALUE": "DURATION"})
    for event in events:
        whole.add_component(event)
    return bytes(whole.to_ical())
