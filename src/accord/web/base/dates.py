"""Dates and instants as people write them into an address or a form, in the zone of the reader."""

from datetime import UTC, date, datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime


def day_of(text: str) -> date | None:
    """A date; None where it is none, or so far away that no clock reaches it."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 1900 <= day.year <= 2999 else None


def beginning_of(text: str) -> datetime | None:
    """The beginning of that day."""
    day = day_of(text)
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def instant_of(text: str) -> datetime | None:
    """Date and time, or the end of a day; None where it is neither."""
    if day := day_of(text):
        return timezone.make_aware(datetime.combine(day, time.max))
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    if at is None or day_of(at.date().isoformat()) is None:
        return None
    return at.astimezone(UTC) if at.tzinfo else timezone.make_aware(at)
