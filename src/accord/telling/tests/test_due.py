"""Digest and quiet hours by the reader's clock, beside a walk minute by minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accord.telling import due
from accord.telling.contracts import Habits

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Asia/Riyadh",
    "UTC",
]
MINUTE = timedelta(minutes=1)
minutes = st.integers(0, 95).map(lambda quarter: quarter * 15)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
turns = st.sampled_from(
    ["2026-03-29T00:00", "2026-10-25T00:00", "2026-03-08T06:00", "2026-11-01T04:00", "2026-04-04T14:00"]
)
near_a_turn = st.builds(
    lambda turn, shift: datetime.fromisoformat(turn).replace(tzinfo=UTC) + timedelta(minutes=shift),
    turns,
    st.integers(-600, 600),
)


def walked(now, habits, zone, is_wanted):
    """The first minute from `now` on that is wanted."""
    if is_wanted(now):
        return now
    at = now.replace(second=0, microsecond=0)
    return next(m for m in (at + MINUTE * n for n in range(1, 3 * 1440)) if is_wanted(m))


@settings(max_examples=250)
@given(st.one_of(instants, near_a_turn), minutes, minutes, st.sampled_from(ZONES))
@example(datetime(2026, 10, 25, 1, 10, tzinfo=UTC), 120, 150, "Europe/Berlin")  # the second 02:10 of that night
@example(datetime(2026, 3, 29, 0, 59, tzinfo=UTC), 60, 150, "Europe/Berlin")  # 02:30 does not exist
def test_a_mail_at_once_waits_for_the_first_minute_that_is_not_quiet(now, begins, ends, zone):
    habits, zone = Habits(8, begins, ends), ZoneInfo(zone)
    if begins == ends:
        return
    assert due.at_once(now, habits, zone) == walked(now, habits, zone, lambda at: not due.is_quiet(at, habits, zone))


@settings(max_examples=150)
@given(st.one_of(instants, near_a_turn), st.integers(0, 23), st.sampled_from(ZONES))
def test_a_digest_comes_within_a_day_at_its_hour(now, hour, zone):
    zone = ZoneInfo(zone)
    at = due.in_digest(now, Habits(hour), zone)
    here = at.astimezone(zone)
    assert now < at <= now + timedelta(hours=25)
    assert (here.hour, here.minute) == (hour, 0) or here.hour in (hour, hour + 1)  # an hour that the clock jumps over
    assert (here.hour, here.minute) == (hour, 0) or here.utcoffset() != (at - MINUTE * 61).astimezone(zone).utcoffset()


@pytest.mark.parametrize(
    ("habits", "now", "expected"),
    [
        (Habits(), "2026-10-05T22:30", "2026-10-05T22:30"),
        (Habits(8, 20 * 60, 8 * 60), "2026-10-05T22:30", "2026-10-06T06:00"),
        (Habits(8, 20 * 60, 8 * 60), "2026-10-05T05:59", "2026-10-05T06:00"),
        (Habits(8, 12 * 60, 13 * 60), "2026-10-05T10:30", "2026-10-05T11:00"),
    ],
)
def test_quiet_hours_by_the_clock_of_berlin(habits, now, expected):
    now, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, expected))
    assert due.at_once(now, habits, ZoneInfo("Europe/Berlin")) == expected


def test_a_digest_in_quiet_hours_waits_for_their_end():
    now = datetime(2026, 10, 5, 12, tzinfo=UTC)
    assert due.in_digest(now, Habits(6, 1200, 420), ZoneInfo("UTC")) == datetime(2026, 10, 6, 7, tzinfo=UTC)
