"""What reaching a goal takes: the fewest that are enough, by the last year; an honest no where that is too little."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.agreement.load import load
from accord.agreement.spec import Goal
from accord.reporting.goal_needs import LEAST, Passed, Sold, needs
from accord.reporting.goal_passing import passed_by
from accord.reporting.goals import GoalLine
from accord.reporting.tests import naive_needs
from accord.reporting.tests.test_stalled import LADDER, NORTHWIND, NOW, ago, journeys, store

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2026, 4, 1, tzinfo=UTC)
small = st.integers(0, 60)


def line(target, done, metric="won_amount"):
    currency = "EUR" if metric == "won_amount" else None
    goal = Goal(id="a", metric=metric, period="quarter", target=target, currency=currency, owner="sales")
    return GoalLine(goal=goal, start=START, end=END, done=done, trend=())


def stage(decided, *, name="mql", days=30.0):
    return Passed(name, "marketing" if name == "mql" else "sales", decided, 3, days)


class TestNeeds:
    @given(st.integers(1, 3000), small, st.integers(LEAST, 40), st.integers(1, 900), st.integers(LEAST, 40), small)
    def test_are_the_fewest_that_are_enough(self, target, done, deals, brought, won, more):
        found = needs(line(target, done), Sold(deals, brought), [stage(won + more)], leads_won=won, now=NOW)
        if done >= target:
            assert found is None
            return
        assert found.deals == naive_needs.deals(target - done, deals, brought)
        (step,) = found.steps
        assert step.needed == naive_needs.entries(found.deals, won + more, won)
        assert step.needed >= found.deals
        assert step.still == max(0, step.needed - 3)

    @given(st.integers(2, 3000), st.integers(LEAST, 40), st.integers(1, 900))
    def test_never_grow_as_more_is_done(self, target, deals, brought):
        each = [needs(line(target, done), Sold(deals, brought), [], leads_won=0, now=NOW) for done in (0, target // 2)]
        assert each[0].deals >= each[1].deals

    def test_are_sorted_by_who_owns_the_stage(self):
        passed = [stage(100), stage(40, name="sal"), stage(20, name="opportunity")]
        found = needs(line(12, 3, "won_count"), None, passed, leads_won=10, now=NOW)
        assert (found.deals, [one.needed for one in found.marketing]) == (9, [90])
        assert [(one.name, one.needed) for one in found.sales] == [("SAL", 36), ("opportunity", 18)]

    def test_leave_out_a_stage_that_nobody_entered(self):
        found = needs(line(12, 3, "won_count"), None, [stage(0), stage(40, name="sal")], leads_won=10, now=NOW)
        assert [one.passed.stage for one in found.steps] == ["sal"]

    def test_say_where_a_new_one_would_come_too_late(self):
        left = (END - NOW).days
        passed = [stage(40, days=left + 1.0), stage(40, name="sal", days=left - 1.0), stage(9, name="sql", days=None)]
        found = needs(line(12, 3, "won_count"), None, passed, leads_won=10, now=NOW)
        assert [one.is_late for one in found.steps] == [True, False, False]

    def test_refuse_with_too_few_deals_and_name_how_many_are_needed(self):
        found = needs(line(900, 0), Sold(9, 400), [stage(40)], leads_won=10, now=NOW)
        assert (found.deals, found.steps) == (None, ())
        assert found.refusal.endswith(": 9, at least 10 are needed")
        assert needs(line(900, 0, "new_customers"), Sold(30, 0), [], leads_won=10, now=NOW).deals is None

    def test_tell_the_deals_where_only_the_leads_are_too_few(self):
        found = needs(line(900, 0), Sold(10, 400), [stage(40)], leads_won=9, now=NOW)
        assert (found.deals, found.steps) == (23, ())
        assert "leads won in the last year to reckon by: 9" in found.refusal

    def test_are_told_in_the_unit_of_the_goal(self):
        ours = line(100_000, 40_050)
        told = needs(ours, Sold(10, 99_990), [stage(40)], leads_won=10, now=NOW).as_dict(ours)
        assert (str(told["missing"]), told["deals_to_win"], str(told["by"]["brought"])) == ("599.50", 6, "999.90")
        assert told["stages"][0]["needed"] == 24
        assert told["refusal"] is None


@pytest.mark.django_db
class TestPassing:
    def test_is_counted_as_one_would_by_hand(self):
        found = list(journeys(seed=5, count=300))
        dice = Random(7)
        for number in range(301, 340):  # from the first stage straight to sales, and long ago
            at = ago(dice.uniform(300, 500))
            end = dice.choice([[("won", at + timedelta(days=9))], [("lost", at + timedelta(days=150))], []])
            found.append((number, [("lead", at), ("sal", at), *end]))
        store(found)
        told, leads_won = passed_by(load(NORTHWIND, "n"), now=NOW)
        wanted, won = naive_needs.passed([steps for _, steps in found], LADDER, NOW)
        assert leads_won == won > 10
        assert [one.stage for one in told] == LADDER[1:-1]
        assert [one.side for one in told] == ["marketing", "sales", "sales", "sales"]
        for one in told:
            decided, on_the_way, days = wanted[one.stage]
            assert (one.decided, one.on_the_way) == (decided, on_the_way), one.stage
            assert one.days == pytest.approx(days, abs=1e-4)
