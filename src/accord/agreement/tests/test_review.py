"""When both sides meet, and when a version is to be revised."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.agreement.contracts import Version
from accord.agreement.load import examine, load
from accord.agreement.revision import MONTHS, revision_due
from accord.agreement.tests.marked import NORTHWIND, changed
from accord.kernel.actor import PROCESS

REVIEW = "review: {weekly: monday 10:00, revise: quarter}"


PACT = load(NORTHWIND, "n")
PACTS = {period: load(changed((REVIEW, f"review: {{revise: {period}}}")), "n") for period in MONTHS}


def in_force_from(at, pact=PACT):
    return Version(1, 1, "0" * 64, "n", NORTHWIND, "t", pact, PROCESS, at, at)


def faults(review):
    return [(f.code, f.message) for f in examine(changed((REVIEW, review)), "n")[1]]


class TestReview:
    def test_is_a_weekly_hour_and_a_period(self):
        review = load(NORTHWIND, "n").review
        assert (review.weekly.day, review.weekly.minute, review.revise) == (0, 600, "quarter")

    def test_may_be_left_out(self):
        assert load(changed((REVIEW, "")), "n").review is None

    @pytest.mark.parametrize("hour", ["10:00", "monday", "moonday 10:00", "monday 24:00", "monday 9:60", "monday 9"])
    def test_of_no_hour_is_a_fault(self, hour):
        assert [code for code, _ in faults(f'review: {{weekly: "{hour}"}}')] == ["bad-words"]

    def test_of_no_known_period_is_a_fault(self):
        ((code, message),) = faults("review: {revise: quarterly}")
        assert (code, "did you mean “quarter”" in message) == ("unknown-word", True)

    def test_that_says_nothing_is_a_fault(self):
        assert [code for code, _ in faults("review: {}")] == ["missing-key"]


class TestRevision:
    def test_is_due_a_quarter_after_the_version_came_into_force(self):
        due = revision_due(in_force_from(datetime(2026, 1, 15, 9, tzinfo=UTC)))
        assert due == datetime(2026, 4, 15, 8, tzinfo=UTC)  # ten o'clock in Berlin both times

    def test_is_on_the_last_day_of_a_month_that_has_no_such_day(self):
        due = revision_due(in_force_from(datetime(2025, 11, 30, 12, tzinfo=UTC)))
        assert due == datetime(2026, 2, 28, 12, tzinfo=UTC)

    def test_is_never_due_without_a_period(self):
        pact = load(changed((REVIEW, "review: {weekly: friday 9:30}")), "n")
        assert revision_due(in_force_from(datetime(2025, 1, 1, tzinfo=UTC), pact)) is None

    @given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
    def test_lies_so_many_calendar_months_ahead_whatever_the_day(self, at):
        zone = ZoneInfo("Europe/Berlin")
        dues = [at, *(revision_due(in_force_from(at, PACTS[period])).astimezone(zone) for period in MONTHS)]
        assert all(a < b for a, b in pairwise(dues))
        here = at.astimezone(zone)
        for due, months in zip(dues[1:], MONTHS.values(), strict=True):
            assert (due.year * 12 + due.month) - (here.year * 12 + here.month) == months
            assert 0 <= here.day - due.day <= 3
