"""The plan: periods of the calendar, a budget, reviews; what cannot be is refused at its place."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.agreement import api, describe
from accord.agreement.diff import differences
from accord.agreement.load import load
from accord.agreement.spec.plan import days_of
from accord.agreement.tests.marked import NORTHWIND, assert_faults

PACT = load(NORTHWIND, "n")
START, END = NORTHWIND.index("plan:  "), NORTHWIND.index("calendars:  ")
Q4 = "{period: 2026-Q4, budget: 120_000 EUR, reviews: [2026-11-16 10:00, 2026-12-14]}"
Q1 = "{period: 2027-Q1, means: Two fairs, budget: {sales: 30_000 EUR, marketing: 90_000 EUR}}"


def written(*entries: str) -> str:
    plan = "".join(f"  - {one}\n" for one in entries)
    return NORTHWIND[:START] + ("plan:\n" + plan if entries else "") + NORTHWIND[END:]


def said(old: tuple[str, ...], new: tuple[str, ...]) -> list[str]:
    return [one.sentence for one in differences(load(written(*old), "a"), load(written(*new), "b"))]


class TestPlan:
    def test_is_read_in_order_of_time_whatever_the_order_it_is_written_in(self):
        first, second = load(written(Q1, Q4), "n").plan
        assert (first.id, first.budget.minor, first.budget.currency) == ("2026-Q4", 12_000_000, "EUR")
        assert first.reviews == (datetime(2026, 11, 16, 10), datetime(2026, 12, 14, 9))
        assert (second.budget.minor, second.budget.sides) == (12_000_000, {"marketing": 9_000_000, "sales": 3_000_000})

    def test_may_be_left_out(self):
        assert load(written(), "n").plan == ()

    def test_is_read_aloud(self):
        assert [
            describe.planned(one) for one in load(written(Q4, Q1, "{period: 2027, reviews: 2027-04-01}"), "n").plan
        ] == [
            "2026-Q4: 120,000 EUR; reviews on 2026-11-16 10:00 and 2026-12-14 09:00",
            "2027: review on 2027-04-01 09:00",
            "2027-Q1: Two fairs; 120,000 EUR (marketing 90,000 EUR and sales 30,000 EUR)",
        ]

    @pytest.mark.parametrize(
        ("period", "first", "after"),
        [
            ("2026", date(2026, 1, 1), date(2027, 1, 1)),
            ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
            ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
            ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ],
    )
    def test_has_periods_of_the_calendar(self, period, first, after):
        assert days_of(period) == (first, after)


class TestFaults:
    @pytest.mark.parametrize(
        ("entries", "codes"),
        [
            (("«{budget: 5 EUR}",), ["missing-key"]),
            (("{period: «2026-Q5, budget: 5 EUR}",), ["bad-words"]),
            (("{period: «2026-13, budget: 5 EUR}",), ["bad-words"]),
            (("{period: «next year, budget: 5 EUR}",), ["bad-words"]),
            (("«{period: 2026}",), ["missing-key"]),
            (("{period: 2026, budget: «5}",), ["bad-words"]),
            (("{period: 2026, budget: «0 EUR}",), ["bad-words"]),
            (("{period: 2026, budget: «5.001 EUR}",), ["bad-words"]),
            (("{period: 2026, budget: «[5 EUR]}",), ["wrong-type"]),
            (("{period: 2026, budget: «{}}",), ["empty"]),
            (("{period: 2026, budget: {«marketting: 5 EUR}}",), ["unknown-key"]),
            (("{period: 2026, budget: «{marketing: 5 EUR, sales: 5 USD}}",), ["either-or"]),
            (("{period: 2026, budget: 5 EUR, reviews: [«someday]}",), ["bad-words"]),
            (("{period: 2026, budget: 5 EUR, reviews: [«2026-02-30]}",), ["bad-words"]),
            (("{period: 2026, budget: 5 EUR, reviews: [«2026-02-20 25:00]}",), ["bad-words"]),
            (("{period: 2026, budget: 5 EUR, reviews: «2027-01-01}",), ["outside"]),
            (("{period: 2026-Q4, reviews: [«2026-09-30 23:59, 2026-10-01 00:00, 2026-12-31 23:59]}",), ["outside"]),
            (("{period: 2026, reviews: [2026-03-02 09:00, «2026-03-02]}",), ["said-twice"]),
            (("{period: 2026, budget: 5 EUR}", "{period: «2026, budget: 6 EUR}"), ["duplicate-id"]),
            (("{period: 2026-q4, budget: 5 EUR}", "{period: «2026-Q4, budget: 6 EUR}"), ["duplicate-id"]),
            (("{period: 2026, budget: «9 EUR}", "{period: 2026-Q1, budget: 5 EUR}", "{period: 2026-Q2, budget: 5 EUR}"),
             ["contradiction"]),
            (("{period: 2026, budget: 5 EUR, «spent: 3 EUR}",), ["not-built-yet"]),
        ],
    )  # fmt: skip
    def test_are_told_at_their_place(self, entries, codes):
        assert_faults(written(*entries), *codes)

    def test_name_what_does_not_add_up(self):
        year, months = "{period: 2026, budget: «9 EUR}", [f"{{period: 2026-0{n}, budget: 4 EUR}}" for n in (1, 2, 3)]
        (fault,) = assert_faults(written(year, *months), "contradiction")
        assert fault.message == "the months of 2026 come to 12 EUR, more than its own 9 EUR"

    def test_is_none_where_parts_of_both_kinds_fit_or_are_in_another_currency(self):
        assert_faults(written("{period: 2026, budget: 9 EUR}", "{period: 2026-Q1, budget: 9 EUR}",
                              "{period: 2026-01, budget: 9 EUR}", "{period: 2026-Q2, budget: 99 USD}"))  # fmt: skip


class TestDifferences:
    @pytest.mark.parametrize(
        ("old", "new", "sentences"),
        [
            ((Q4,), (Q4.replace("120", "100"),), ["The budget of 2026-Q4 is 100,000 EUR instead of 120,000 EUR."]),
            ((Q4,), (Q4.replace("120_000 EUR", "{marketing: 120_000 EUR}"),),
             ["The budget of 2026-Q4 is 120,000 EUR (marketing 120,000 EUR) instead of 120,000 EUR."]),
            ((Q4,), (Q4.replace("2026-12-14]", "2026-12-14, 2026-12-21 15:30]"),),
             ["A review on 2026-12-21 15:30 is new."]),
            ((Q4,), (Q4.replace(", 2026-12-14", ""),),
             ["The plan of 2026-Q4 no longer has the review on 2026-12-14 09:00."]),
            ((Q4,), (Q4.replace("2026-12-14", "2026-12-14 09:00"),), []),
            ((Q4,), (Q4, Q1), ["There is a plan of 2027-Q1: Two fairs; 120,000 EUR (marketing 90,000 EUR and sales "
                               "30,000 EUR)."]),
            ((Q4, Q1), (Q1,), ["There is no plan any more of 2026-Q4: 120,000 EUR; reviews on 2026-11-16 10:00 and "
                               "2026-12-14 09:00."]),
            ((Q4, Q1), (Q1, Q4), []),
            ((Q1,), (Q1.replace("Two fairs", "One fair"),),
             ["The plan of 2027-Q1 now means “One fair” instead of “Two fairs”."]),
            ((Q4,), (Q4.replace("budget: 120_000 EUR, ", ""),), ["2026-Q4 no longer has a budget (120,000 EUR)."]),
            ((Q4.replace("budget: 120_000 EUR, ", ""),), (Q4,), ["2026-Q4 now has a budget, 120,000 EUR."]),
        ],
    )  # fmt: skip
    def test_are_sentences(self, old, new, sentences):
        assert said(old, new) == sentences


class TestReviews:
    def test_are_instants_by_the_agreements_clocks_each_once(self):
        whole = "{period: 2026, reviews: [2026-07-01, 2026-11-16 10:00]}"
        points = api.review_points(load(written(whole, Q4), "n"))
        assert [(one.at, one.period) for one in points] == [
            (datetime(2026, 7, 1, 7, tzinfo=UTC), "2026"),
            (datetime(2026, 11, 16, 9, tzinfo=UTC), "2026-Q4"),
            (datetime(2026, 12, 14, 8, tzinfo=UTC), "2026-Q4"),
        ]

    @pytest.mark.parametrize(
        ("review", "reminded"),
        [
            (datetime(2026, 11, 16, 9, tzinfo=UTC), datetime(2026, 11, 13, 8, tzinfo=UTC)),  # Monday; Friday at nine
            (datetime(2026, 11, 18, 9, tzinfo=UTC), datetime(2026, 11, 17, 8, tzinfo=UTC)),
            (datetime(2026, 12, 28, 9, tzinfo=UTC), datetime(2026, 12, 23, 8, tzinfo=UTC)),  # Christmas lies between
        ],
    )
    def test_are_reminded_of_from_the_opening_of_the_working_day_before(self, review, reminded):
        assert api.reminded_from(PACT, review) == reminded

    @settings(max_examples=60)
    @given(st.datetimes(datetime(2026, 1, 8), datetime(2035, 1, 1), timezones=st.just(UTC)))
    def test_are_reminded_of_on_an_earlier_day_and_within_a_week_and_a_half(self, at):
        reminded = api.reminded_from(PACT, at)
        zone = ZoneInfo("Europe/Berlin")
        assert 1 <= (at.astimezone(zone).date() - reminded.astimezone(zone).date()).days <= 10
