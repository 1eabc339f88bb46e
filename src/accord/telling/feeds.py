"""A member's calendar: what of theirs falls due, at a secret address that they can take back."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from icalendar import Calendar, Event

from accord.members import api as members
from accord.telling.contracts import FeedCard, TellingRefused
from accord.telling.falling_due import DAY, Entry, entries
from accord.telling.models import Feed

LONG = timedelta(minutes=15)  # how long an entry is in the calendar


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
        return _written(entries(member, now), now)


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _event(one: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{one.uid}@{settings.ADDRESS.partition('://')[2]}")
    event.add("dtstamp", now)
    event.add("dtstart", one.at)
    event.add("dtend", one.at + (LONG if isinstance(one.at, datetime) else DAY))
    event.add("summary", one.words)
    event.add("description", one.why)
    event.add("url", settings.ADDRESS + one.path)
    event.add("transp", "TRANSPARENT")
    return event


def _written(dated: Iterable[Entry], now: datetime) -> bytes:
    whole = Calendar()
    whole.add("prodid", "-//Accord//Accord//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", "Accord")
    whole.add("refresh-interval", timedelta(minutes=30), parameters={"VALUE": "DURATION"})
    for one in dated:
        whole.add_component(_event(one, now))
    return bytes(whole.to_ical())
