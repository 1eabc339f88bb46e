"""occurred_at = received_at − (sent_at − claimed_at), and what to do where one is missing."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from accord.steps.collect.times import corrected

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


class TestSkew:
    def test_of_ten_thousand_clocks_is_taken_out_within_a_second(self):
        chance = random.Random(7)
        for _ in range(10_000):
            happened = NOW - timedelta(seconds=chance.uniform(0, 90 * 86400))
            skew = timedelta(seconds=chance.choice([0, 1, -1]) * chance.uniform(0, 50 * 365 * 86400))
            travel = timedelta(milliseconds=chance.uniform(0, 900))
            claimed, sent = happened + skew, NOW - travel + skew
            zone = chance.choice(["Z", "+00:00", ""])
            times = corrected(
                claimed=claimed.replace(tzinfo=None).isoformat(timespec="milliseconds") + zone,
                sent=sent.replace(tzinfo=None).isoformat(timespec="milliseconds") + zone,
                received_at=NOW,
            )
            assert abs(times.occurred_at - happened) <= timedelta(seconds=1)


class TestATime:
    @pytest.mark.parametrize(
        ("claimed", "sent", "occurred_at", "flags"),
        [
            (None, None, NOW, ("no-time",)),
            (None, "2026-05-01T00:00:00Z", NOW, ("no-time",)),
            ("2026-04-01T10:00:00+02:00", None, datetime(2026, 4, 1, 8, tzinfo=UTC), ()),
            ("2026-04-01T10:00:00Z", "rubbish", datetime(2026, 4, 1, 10, tzinfo=UTC), ("bad-time",)),
            ("2015-2-02T00:30:08.276Z", None, NOW, ("bad-time",)),
            ({"a": 1}, [], NOW, ("bad-time",)),
            (1546300800, None, NOW, ("bad-time",)),
            ("2026-06-01T00:00:00Z", None, datetime(2026, 6, 1, tzinfo=UTC), ("future",)),
            ("2026-05-03T00:00:00Z", "2026-05-01T12:00:00Z", datetime(2026, 5, 3, tzinfo=UTC), ("future",)),
            ("0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", NOW, ("bad-time",)),
            ("0001-01-01T00:00:00+14:00", None, NOW, ("bad-time",)),
            ("0001-01-01T00:00:00Z", None, datetime(1, 1, 1, tzinfo=UTC), ()),
            ("2026-02-30T00:00:00Z", None, NOW, ("bad-time",)),
        ],
    )
    def test_is_never_refused(self, claimed, sent, occurred_at, flags):
        times = corrected(claimed=claimed, sent=sent, received_at=NOW)
        assert (times.occurred_at, times.flags) == (occurred_at, flags)
