"""Who learns from what was known by a day sees nothing that came after it."""

from itertools import pairwise

import pytest

from accord.agreement import api as agreements
from accord.journey import desk
from accord.kernel.money import Money
from accord.reporting.handed import handed as told
from accord.reporting.suggest_examples import examples
from tests.stories.desk_cases import demo, handed, happens, later, ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind")]
DAYS = range(24)


def seen(day):
    """What became of every hand-off, and the cases of both kinds, by the end of that day."""
    version, until = agreements.current(), later(days=day, hours=12)
    lives = [
        (one.outcome, one.answer, one.decided_at, one.reason) for one in told(agreement=version.agreement, until=until)
    ]
    cases = {
        kind: [(one.at, one.is_true) for one in examples(wanted=kind, version=version, until=until).cases]
        for kind in ("won", "accepted")
    }
    return lives, cases


def test_a_lead_that_was_given_back_and_won_later_is_what_it_was_on_every_day(sam):
    at_the_time = {}
    lead = ready()
    at_the_time |= {day: seen(day) for day in range(1)}
    desk.reject(handoff_id=handed(lead).id, reason="no-answer", by=sam, now=later(days=1))
    at_the_time |= {day: seen(day) for day in range(1, 20)}
    happens(demo("iris"), at=later(days=20))
    at_the_time[20] = seen(20)
    desk.accept(handoff_id=handed(lead).id, by=sam, now=later(days=21))
    at_the_time[21] = seen(21)
    deal = desk.open_deal(lead_id=lead.id, name="x", amount=Money.of(1, "EUR"), by=sam, now=later(days=22)).deal
    at_the_time[22] = seen(22)
    desk.win(deal_id=deal.id, by=sam, now=later(days=23))
    at_the_time[23] = seen(23)
    assert {day: seen(day) for day in DAYS} == at_the_time
    changes = [day for before, day in pairwise(DAYS) if at_the_time[day] != at_the_time[before]]
    assert changes == [1, 20, 21, 23]
