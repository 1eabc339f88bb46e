"""Figures that people report: the latest of a period counts, all stay to be seen, and nothing is never nought."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.agreement import api as agreements
from accord.agreement.spec import Goal
from accord.kernel.actor import PROCESS
from accord.ledger import api as ledger
from accord.members import api as members
from accord.outbox.models import Addressee, Notice
from accord.reporting import api as reporting
from accord.reporting import board_words
from accord.reporting.board_numbers import numbers
from accord.reporting.contracts import FigureRefused
from accord.reporting.goal_figures import Figure
from accord.reporting.goals import line_of_figures
from accord.reporting.tests.test_stalled import NORTHWIND

NOW = datetime(2026, 5, 20, 22, 30, tzinfo=UTC)  # the 21st in Berlin
TODAY = date(2026, 5, 21)
CHURN = Goal(id="churn", metric="churn", period="quarter", target=300, owner="sales")
REVENUE = "{id: mrr, metric: recurring_revenue, period: month, target: 40_000 EUR, owner: marketing}"
days = st.dates(date(2024, 1, 1), TODAY)


def agreed(text=NORTHWIND):
    goals = "goals:                                     # what both sides want to reach together\n"
    assert goals in text
    return text.replace(goals, f"{goals}  - {REVENUE}\n")


@pytest.fixture
def cast(db):
    agreements.publish(text=agreed(), name="northwind.yaml", by=PROCESS, now=NOW - timedelta(days=400))
    roles = {"mara": "marketer", "sam": "rep", "rhea": "operations", "ed": "executive"}
    return {
        name: members.add(email=f"{name}@northwind.example", role=role, now=NOW - timedelta(days=400))
        for name, role in roles.items()
    }


def tell(by, text, *, goal="churn", day=None, source="", now=NOW):
    return reporting.report_figure(goal=goal, text=text, day=day, source=source, by=by, now=now)


def line(name="churn", now=NOW):
    return next(one for one in reporting.goals(now=now) if one.goal.id == name)


class TestFigures:
    def test_are_none_as_long_as_nobody_reported_one(self, cast):
        told = line()
        assert (told.done, told.share, told.by_now, told.verdict) == (None, None, None, "no figure yet")
        assert (told.forecast, told.trend, told.as_dict()["done"]) == (None, (), None)

    def test_are_seen_by_both_sides_with_author_day_and_source(self, cast):
        tell(cast["sam"], "2.75%", source="the billing system")
        told = line()
        assert (told.done, told.verdict) == (275, "reached")
        (one,) = told.figures
        assert (one.reporter, one.day, one.source) == ("sam@northwind.example", TODAY, "the billing system")
        assert str(told.as_dict()["done"]) == "2.75"

    def test_are_corrected_by_a_later_one_and_the_first_stays(self, cast):
        tell(cast["sam"], "2.5", day=TODAY)
        tell(cast["ed"], "3.5", day=TODAY)
        tell(cast["rhea"], "1", day=TODAY - timedelta(days=1))
        told = line()
        assert (told.done, told.verdict) == (350, "not yet")
        assert [one.value for one in told.figures] == [350, 250, 100]

    def test_belong_to_the_period_of_their_day_there(self, cast):
        tell(cast["sam"], "9", day=date(2026, 3, 31))
        tell(cast["sam"], "2", day=date(2026, 4, 1))
        assert [(point.done, point.end) for point in line().trend] == [(900, line().start)]
        assert line().done == 200
        later = line(now=NOW + timedelta(days=60))
        assert (later.done, [point.done for point in later.trend]) == (None, [900, 200])

    def test_count_from_the_first_day_of_the_earliest_period_that_is_shown(self, cast):
        first = date(2024, 10, 1)  # of the sixth quarter before this one
        tell(cast["rhea"], "3%", day=first - timedelta(days=1))
        tell(cast["rhea"], "4%", day=first)
        assert [(point.start.date(), point.done) for point in line().trend] == [(date(2024, 9, 30), 400)], "in UTC"

    def test_stand_in_the_ledger(self, cast):
        tell(cast["mara"], "40_000.50 EUR", goal="mrr", source="bank")
        (fact,) = ledger.of_kind(["FigureReported"])
        assert (fact.actor, fact.reason, fact.body["value"]) == (cast["mara"].actor, "bank", 4_000_050)
        assert fact.body["day"] == "2026-05-21"
        assert line("mrr").verdict == "reached"

    def test_are_told_once_to_those_who_review_but_not_to_who_reports_them(self, cast):
        tell(cast["sam"], "2.5%", source="the billing system")
        (notice,) = Notice.objects.filter(kind="figure_reported")
        assert (notice.body["figure"], notice.body["why"]) == ("2.5 %", "the billing system")
        told = {row.member_id for row in Addressee.objects.filter(notice_id=notice.pk)}
        assert told == {cast["mara"].id, cast["rhea"].id, cast["ed"].id}, "Mara signs for marketing"

    def test_that_are_refused_are_not_told(self, cast):
        with pytest.raises(FigureRefused):
            tell(cast["sam"], "much")
        assert not Notice.objects.filter(kind="figure_reported").exists()

    def test_of_another_unit_do_not_count(self, cast):
        tell(cast["mara"], "40_000", goal="mrr")
        text = agreed().replace("40_000 EUR, owner: marketing", "40_000 USD, owner: marketing")
        agreements.publish(text=text, name="n", by=PROCESS, now=NOW, unsigned_because="new currency")
        assert line("mrr", now=NOW + timedelta(hours=1)).done is None

    def test_are_on_the_board_as_they_are(self, cast):
        tell(cast["sam"], "3.5")
        span = reporting.board_period(now=NOW)[0]
        revenue, churn = numbers([], [], None, [line("churn"), line("mrr")], span)
        assert (revenue.value, revenue.unit, revenue.target, revenue.state) == (None, "money", 4_000_000, "none")
        assert (churn.value, churn.unit, churn.target, churn.state) == (0.035, "share", 0.03, "bad")
        assert [board_words.value_of(churn, one) for one in (churn.value, churn.target)] == ["3.5%", "3%"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("who", "goal", "text", "day", "code"),
        [
            ("mara", "churn", "2%", None, "role"),
            ("sam", "mrr", "40_000 EUR", None, "role"),
            ("sam", "churn", "2%", TODAY + timedelta(days=1), "day"),
            ("sam", "churn", "2,5%", None, "value"),
            ("sam", "churn", "", None, "value"),
            ("sam", "churn", "-1%", None, "value"),
            ("ed", "mrr", "40_000 USD", None, "value"),
            ("rhea", "mrr", "4,5", None, "value"),
            ("rhea", "mqls", "5", None, "goal"),
            ("rhea", "nothing", "5", None, "goal"),
        ],
    )
    def test_say_why_and_keep_nothing(self, cast, who, goal, text, day, code):
        with pytest.raises(FigureRefused) as refused:
            tell(cast[who], text, goal=goal, day=day)
        assert refused.value.code == code
        assert ledger.of_kind(["FigureReported"]) == []

    def test_are_of_the_other_side_only(self, cast):
        may = {name: reporting.may_report(by) for name, by in cast.items()}
        assert may == {"mara": {"mrr"}, "sam": {"churn"}, "rhea": {"mrr", "churn"}, "ed": {"mrr", "churn"}}


class TestLines:
    @given(st.lists(st.tuples(days, st.integers(0, 10_000)), max_size=30))
    def test_show_the_last_word_of_every_period(self, said):
        """Told in this order: the last one told for the latest day of a quarter is that quarter's."""
        told = [Figure(value, day, "", "member:a@b.example", NOW) for day, value in said]
        latest_first = sorted(enumerate(told), key=lambda one: (one[1].day, one[0]), reverse=True)
        found = line_of_figures(CHURN, [one for _, one in latest_first], zone="Europe/Berlin", now=NOW)
        quarters = {}
        for _, (day, value) in sorted(enumerate(said), key=lambda one: (one[1][0], one[0])):
            quarters[day.year, (day.month - 1) // 3] = value
        assert found.done == quarters.get((2026, 1))
        before = [(2024, 3), (2025, 0), (2025, 1), (2025, 2), (2025, 3), (2026, 0)]
        assert [point.done for point in found.trend] == [quarters[one] for one in before if one in quarters]
