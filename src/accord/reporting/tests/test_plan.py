"""The plan counts as a pencil would; money is exact; a review is told once, to those who come."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.agreement import api as agreements
from accord.agreement.load import load
from accord.kernel.actor import PROCESS
from accord.kernel.money import Money
from accord.members import api as members
from accord.outbox import api as outbox
from accord.outbox.models import Notice
from accord.reporting import api
from accord.reporting.plan import Came, line_of
from accord.reporting.tests.naive_plan import naive_came, naive_each
from accord.steps.handoff.models import Handoff
from accord.steps.lifecycle.models import Lead, Transition
from accord.steps.outcomes.models import Opportunity
from accord.steps.sla.tests.cases import ANSWER, text

NOW = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
PLAN = """plan:
  - {period: 2026, budget: 500_000 EUR, reviews: 2026-06-30}
  - {period: 2026-Q3, budget: {marketing: 90_000 EUR, sales: 10_000 EUR}}
  - {period: 2026-Q4, budget: 120_000 EUR, reviews: [2026-11-16 10:00, 2026-12-14 10:00]}
  - {period: 2026-11, budget: 40_000 USD}
  - {period: 2026-10, reviews: 2026-10-12}
  - {period: 2027-Q1, budget: 60_000 EUR, reviews: 2027-02-15}
"""
EDGES = [datetime(2026, 9, 30, 22, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC)]  # midnight in Berlin


def publish(plan=PLAN, at=NOW - timedelta(days=900)):
    whole = text(ANSWER) + plan
    return agreements.publish(text=whole, name="a.yaml", by=PROCESS, now=at, unsigned_because="a test")


def some_time(dice):
    return dice.choice([*EDGES, *(NOW - timedelta(minutes=dice.randrange(60 * 24 * 420)) for _ in range(9))])


def some_history(dice, count=150):
    """Hand-offs of leads, some handed over again; entries into SQL; deals of three currencies."""
    entries = []
    for number in range(count):
        lead = Lead.objects.create(
            person_id=number, motion="platform", stage="sql", opened_at=NOW, entered_stage_at=NOW
        )
        times = dice.choice((1, 1, 2))
        for place in range(times):
            at, answer = some_time(dice), dice.choice(("accepted", "rejected", "open"))
            Handoff.objects.create(
                lead_id=lead.pk, person_id=number, motion="platform", team="sales", stage="mql", stage_rank=1, rank=1,
                offered_at=at, agreement_id=1, accepted_at=at if answer == "accepted" else None,
                closed_at=None if place == times - 1 else NOW, closed_as="rejected" if answer == "rejected" else "",
            )  # fmt: skip
        for _ in range(dice.choice((0, 1, 2))):
            at = some_time(dice)
            Transition.objects.create(
                lead=lead, to_stage="sql", effective_at=at, recorded_at=at, actor="rule:x", agreement_id=1
            )
            entries.append((lead.pk, at))
        at = some_time(dice)
        result = dice.choice(("won", "won", "lost", "open"))
        Opportunity.objects.create(
            person_id=number, opened_at=at - timedelta(days=9), closed_at=None if result == "open" else at,
            result=result, amount_minor=dice.choice((None, dice.randrange(10**7))), created_at=NOW, updated_at=NOW,
            currency=dice.choice(("EUR", "EUR", "USD", "JPY")), cancelled_at=dice.choice((None, None, None, NOW)),
        )  # fmt: skip
    return entries


@pytest.mark.django_db
class TestNumbers:
    def test_are_what_a_pencil_counts(self, django_assert_max_num_queries):
        publish()
        entries = some_history(random.Random(11))
        with django_assert_max_num_queries(6):
            lines = api.plan(now=NOW)
        handoffs, deals = list(Handoff.objects.all()), list(Opportunity.objects.all())
        assert [line.planned.id for line in lines] == ["2026", "2026-Q3", "2026-Q4", "2026-10", "2026-11", "2027-Q1"]
        for line in lines:
            found = naive_came(handoffs, entries, deals, line.start, max(line.start, min(line.end, NOW)))
            assert {one.what: one.count for one in line.each} == {k: found[k] for k in found if k != "amounts"}
            amounts = {one.currency: one.minor for one in (line.won, *line.elsewhere) if one.minor}
            assert amounts == found["amounts"]
        assert sum(one.count for one in lines[-1].each) == 0
        assert lines[2].each[0].count > 20

    def test_leave_out_sql_where_there_is_no_such_stage(self):
        whole = (text(ANSWER) + PLAN).replace("sql", "talked")
        agreements.publish(
            text=whole, name="a.yaml", by=PROCESS, now=NOW - timedelta(days=9), unsigned_because="a test"
        )
        assert [one.what for one in api.plan(now=NOW)[0].each] == ["handed_off", "accepted", "won"]

    def test_are_of_the_version_in_force(self):
        publish(at=NOW - timedelta(days=30))
        assert len(api.plan(now=NOW)) == 6
        publish("", at=NOW - timedelta(days=1))
        assert api.plan(now=NOW) == ()


class TestLines:
    agreement = load(text(ANSWER) + PLAN, "n")

    @settings(max_examples=200)
    @given(
        st.sampled_from([one for one in agreement.plan if one.budget]),
        st.datetimes(datetime(2025, 6, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
        st.integers(0, 3000),
    )
    def test_part_the_budget_exactly(self, planned, now, count):
        line = line_of(planned, Came(handed_off=count), self.agreement, now=now)
        micro = timedelta(microseconds=1)
        whole = (line.end - line.start) // micro
        gone = min(whole, max(0, (now - line.start) // micro))
        each = line.each[0]
        assert each.whole == (
            Money(naive_each(planned.budget.minor, 1, 1, count), line.budget.currency) if count else None
        )
        assert (each.at_pace and each.at_pace.minor) == naive_each(planned.budget.minor, gone, whole, count)
        assert line.by_now.minor <= line.budget.minor
        assert sum((money.minor for _, money in line.sides), 0) in (0, line.budget.minor)
        assert (line.state == "over") == (line.passed == 1)

    def test_hold_the_budget_against_what_was_won_in_its_currency_alone(self):
        came = Came(sql=0, won=3, amounts=(Money(48_000_000, "EUR"), Money(7, "USD")))
        line = line_of(self.agreement.plan[2], came, self.agreement, now=NOW + timedelta(days=90))
        assert (line.share, line.share_at_pace, line.elsewhere) == (0.25, 0.25, (Money(7, "USD"),))
        assert line.each[3].whole == Money(4_000_000, "EUR")
        assert line.as_dict()["came"]["won_amount"] == Decimal(480_000)

    def test_without_a_budget_or_anything_won_have_no_shares(self):
        october = next(one for one in self.agreement.plan if one.id == "2026-10")
        line = line_of(october, Came(sql=0, won=1, amounts=(Money(5, "EUR"),)), self.agreement, now=NOW)
        assert (line.budget, line.by_now, line.share, line.each[3].whole) == (None, None, None, None)
        assert (line.won, line.last_review) == (Money(5, "EUR"), datetime(2026, 10, 12, 7, tzinfo=UTC))
        assert line_of(self.agreement.plan[2], Came(), self.agreement, now=NOW).share is None


@pytest.mark.django_db
class TestReviews:
    def test_are_told_once_on_the_working_day_before_to_those_who_come(self):
        roles = {"mara": "marketer", "sam": "rep", "ivo": "rep", "elena": "executive", "rhea": "operations",
                 "adam": "admin", "gone": "executive"}  # fmt: skip
        for name, role in roles.items():
            members.add(email=f"{name}@northwind.example", role=role, name=name, now=NOW)
        members.set_active(member_id=members.by_email("gone@northwind.example").id, is_active=False)
        publish()
        friday = datetime(2026, 12, 11, 8, tzinfo=UTC)  # nine o'clock in Berlin
        assert api.tell_reviews(now=friday - timedelta(seconds=1)) == 0
        for hours in range(0, 72):
            assert api.tell_reviews(now=friday + timedelta(hours=hours)) == 1
        assert api.tell_reviews(now=datetime(2026, 12, 14, 9, tzinfo=UTC)) == 0
        (notice,) = Notice.objects.filter(kind="review_due")
        told = members.by_ids(outbox.addressees([notice.pk])[notice.pk])
        assert {one.name for one in told.values()} == {"mara", "sam", "elena", "rhea"}

    def test_are_told_anew_where_a_version_moves_them_and_not_where_it_keeps_them(self):
        publish()
        day_before = datetime(2026, 12, 11, 12, tzinfo=UTC)
        api.tell_reviews(now=day_before)
        publish(PLAN.replace("120_000", "110_000"), at=day_before)
        api.tell_reviews(now=day_before + timedelta(minutes=1))
        assert Notice.objects.filter(kind="review_due").count() == 1
        publish(PLAN.replace("2026-12-14 10:00", "2026-12-14 15:00"), at=day_before + timedelta(minutes=2))
        api.tell_reviews(now=day_before + timedelta(minutes=3))
        assert Notice.objects.filter(kind="review_due").count() == 2

    def test_are_none_without_an_agreement(self):
        assert api.tell_reviews(now=NOW) == 0
