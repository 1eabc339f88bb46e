"""Periods are those of the calendar where the company is; sums are exact; a forecast is never below what is done."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.agreement.spec import Goal
from accord.reporting.goal_forecast import Chances, of_deals, of_flow
from accord.reporting.goal_numbers import Deal, Event
from accord.reporting.goal_periods import bounds, earlier, midnight
from accord.reporting.goals import line_of, total

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Asia/Beirut",
    "UTC",
)
zones, periods = st.sampled_from(ZONES), st.sampled_from(["month", "quarter", "year"])
instants = st.datetimes(datetime(2020, 1, 2), datetime(2035, 12, 30), timezones=st.just(UTC))
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


class TestPeriods:
    @given(instants, periods, zones)
    def test_hold_their_instant_and_begin_on_the_first_of_a_month_there(self, at, period, zone):
        start, end = bounds(at, period, zone)
        assert start <= at < end
        first, last = (one.astimezone(ZoneInfo(zone)) for one in (start, end - timedelta(microseconds=1)))
        assert first.day == 1
        assert (first.year, (first.month - 1) // {"month": 1, "quarter": 3, "year": 12}[period]) == (
            last.year, (last.month - 1) // {"month": 1, "quarter": 3, "year": 12}[period],
        )  # fmt: skip

    @given(instants, periods, zones)
    def test_follow_each_other_without_a_gap(self, at, period, zone):
        start, end = bounds(at, period, zone)
        before = earlier(start, period, zone, 5)
        assert [b for _, b in before] == [a for a, _ in before][1:] + [start]
        assert bounds(end, period, zone)[0] == end
        assert all(bounds(a, period, zone) == (a, b) for a, b in before)

    def test_begin_at_midnight_there_in_summer_and_in_winter(self):
        assert midnight(date(2026, 7, 1), "Europe/Berlin") == datetime(2026, 6, 30, 22, tzinfo=UTC)
        assert midnight(date(2026, 1, 1), "Europe/Berlin") == datetime(2025, 12, 31, 23, tzinfo=UTC)

    def test_begin_when_clocks_skip_midnight(self):
        assert midnight(date(2024, 4, 26), "Africa/Cairo").astimezone(ZoneInfo("Africa/Cairo")).hour == 1


events = st.lists(
    st.builds(Event, instants, st.integers(1, 10**12), st.sampled_from(["EUR", "USD", "JPY"])), max_size=40
)


class TestSums:
    @given(events, zones)
    def test_of_periods_are_exact_and_lose_nothing(self, found, zone):
        year = bounds(NOW, "year", zone)
        months = [bounds(year[0] + timedelta(days=32 * n), "month", zone) for n in range(12)]
        assert total(found, *year) == sum(total(found, *month) for month in months)

    @given(events)
    def test_never_add_two_currencies(self, found):
        goal = Goal(id="a", metric="won_amount", period="year", target=1, currency="EUR", owner="sales")
        line = line_of(goal, found, [], zone="UTC", now=NOW)
        inside = [one for one in found if line.start <= one.at < NOW]
        assert line.done == sum(one.amount for one in inside if one.currency == "EUR")
        assert {money.currency: money.minor for money in line.elsewhere} == {
            currency: sum(one.amount for one in inside if one.currency == currency)
            for currency in {one.currency for one in inside} - {"EUR"}
        }


def deal(opened: int, closed: int | None = None, result: str = "open", amount: int = 100) -> Deal:
    at = NOW - timedelta(days=opened)
    return Deal(at, None if closed is None else NOW - timedelta(days=closed), result, amount, "EUR", True)


class TestForecasts:
    def test_of_a_flow_go_on_as_the_weeks_before(self):
        weekly = [Event(NOW - timedelta(days=7 * n + 1), 10, "") for n in range(12)]
        told = of_flow(weekly, done=50, target=90, now=NOW, end=NOW + timedelta(days=28))
        assert (told.expected, told.low, told.high, told.chance) == (90, 90, 90, 1.0)

    def test_need_four_weeks(self):
        weekly = [Event(NOW - timedelta(days=7 * n + 1), 10, "") for n in range(3)]
        assert of_flow(weekly, done=0, target=9, now=NOW, end=NOW + timedelta(days=28)) is None

    def test_of_deals_count_open_ones_by_what_became_of_others_as_old(self):
        won = [deal(300 - n, 270 - n, "won") for n in range(20)]
        lost = [deal(280 - n, 200 - n, "lost") for n in range(20)]
        chances = Chances([*won, *lost], NOW)
        assert chances.within(timedelta(days=60), age=timedelta(days=1)) == pytest.approx(0.5)
        assert chances.within(timedelta(days=10), age=timedelta(days=40)) == 0.0

    def test_of_deals_need_ten_decided_ones(self):
        assert of_deals([deal(9)], [1], done=0, target=9, now=NOW, end=NOW + timedelta(days=28)) is None

    @given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 90))
    def test_are_never_below_what_is_done(self, done, target, days):
        deals = [deal(200 - n, 100, "won" if n % 3 else "lost") for n in range(30)] + [deal(n) for n in range(9)]
        told = of_deals(deals, [100] * 39, done=done, target=target, now=NOW, end=NOW + timedelta(days=days))
        assert done <= told.low <= told.expected <= told.high or told.expected == done
        assert 0 <= told.chance <= 1
        assert done < target or told.chance == 1
