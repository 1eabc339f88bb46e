"""The same event has the same verdict whether the worker looked before it, or was down."""

from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import transaction

from accord.agreement import api as agreements
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.steps.sla import api
from accord.steps.sla.tests.cases import (
    ANSWER,
    MONDAY,
    REQUEST,
    TOUCH,
    after,
    happen,
    kinds,
    lead,
    published,
    reckon_again,
    row,
    sweep,
    the,
)

pytestmark = pytest.mark.django_db
PLAIN = "{id: answer, owed_by: sales, starts: handed_off, stops: accepted_or_rejected, within: 4 hours}"
LENGTHS = ("1 hours", "2 hours", "3 hours", "4 hours", "6 hours", "8 hours", "2 working hours", "6 working hours")


def worker(now: datetime) -> None:
    sweep(now)
    in_force = agreements.all_in_force(now)
    assert in_force is not None
    reckon_again(in_force, now)
    sweep(now)


def apart(story):
    """What the story comes to; nothing of it stays."""
    with transaction.atomic():
        found = story()
        transaction.set_rollback(True)
    return found


def one_life(sam, first: str, changes, stopped: timedelta, event: str, *, is_up: bool):
    """A clock from its start to the event, with these changes on the way."""
    happen("handed_off", lead(member=sam), version=published(first))
    sayings = [(minute, what) for minute, what in changes if minute < stopped]
    for at, what in sayings:
        if is_up:
            worker(MONDAY + at)
        what(MONDAY + at)
        if is_up:
            worker(MONDAY + at)
    now = MONDAY + stopped
    if is_up:
        worker(now)
    version = agreements.in_force(now)
    happen(event, lead(member=sam), version=version, at=now)
    clock = the(now=now)
    told = [one for one in api.history(clock.id) if one.kind == "ClockReckonedAgain"]
    return {
        "verdict": (clock.state, clock.ended_at, clock.broken_at, row(clock).broken_by),
        "deadline": (clock.due_at, clock.allowance, clock.first_due_at),
        "said before": told[0].body["was"] if told else None,
        "version": agreements.version(clock.agreement_id).number,
    }


@pytest.mark.parametrize("seed", range(40))
def test_the_verdict_deadline_and_what_was_said_before_are_the_same_with_the_worker_up_or_down(sam, seed):
    random = Random(seed)

    def clause():
        within = random.choice(LENGTHS)
        whose = ", calendar: owner" if "working" in within else ""
        then = random.choice((", then: [remind at 50%, tell manager at 100%]", ""))
        words = f", means: promise {random.random()}"  # no two versions are the same
        return PLAIN.replace("4 hours", within + whose + then + words)

    def version(at, said):
        published(said, at=at)

    def leave(at, hours):
        members.add_leave(member_id=sam.id, since=at, until=at + timedelta(hours=hours), by=PROCESS, now=at)

    def change():
        said, hours = clause(), random.randrange(1, 30)
        return random.choice((lambda at: version(at, said), lambda at: version(at, said), lambda at: leave(at, hours)))

    first = clause()
    minutes = sorted(random.sample(range(5, 420), 3))
    changes = [(timedelta(minutes=one, seconds=7), change()) for one in minutes[: random.randrange(1, 4)]]
    stopped, event = timedelta(minutes=random.randrange(20, 500)), random.choice(("accepted", "rejected", "recycled"))
    up, down = (
        apart(lambda is_up=is_up: one_life(sam, first, changes, stopped, event, is_up=is_up)) for is_up in (True, False)
    )
    assert up == down


class TestBeforeAnEvent:
    def test_a_longer_promise_made_just_before_it_holds(self, sam):
        happen("handed_off", lead(member=sam), version=published(PLAIN))
        longer = published(PLAIN.replace("4 hours", "8 hours"), at=after(hours=3.9))
        happen("accepted", lead(member=sam), version=longer, at=after(hours=5))
        clock = the()
        assert (clock.state, clock.due_at, clock.first_due_at) == ("kept", after(hours=8), after(hours=4))
        assert kinds(clock) == ["ClockStarted", "ClockReckonedAgain", "ClockStopped"]

    def test_a_longer_promise_made_too_late_mends_nothing_and_the_steps_are_taken(self, sam, sue):
        members.set_work(member_id=sam.id, by=PROCESS, now=MONDAY, manager_id=sue.id)
        then = PLAIN.replace("4 hours", "4 hours, then: [tell manager at 100%]")
        happen("handed_off", lead(member=sam), version=published(then))
        longer = published(then.replace("4 hours", "8 hours"), at=after(hours=5))
        happen("accepted", lead(member=sam), version=longer, at=after(hours=6))
        clock = the()
        assert (clock.state, clock.due_at, clock.broken_at) == ("broken", after(hours=4), after(hours=4))
        steps = [(one.at, one.body["do"]) for one in api.history(clock.id) if one.kind == "ClockStepTaken"]
        assert steps == [(after(hours=4), "broken"), (after(hours=4), "tell manager")]

    def test_a_step_that_would_take_the_lead_away_does_not_where_somebody_is_at_it(self, sam):
        happen("handed_off", lead(member=sam), version=published(ANSWER, TOUCH))
        longer = published(ANSWER.replace("4 working hours", "40 working hours"), TOUCH, at=after(hours=6.5))
        happen("accepted", lead(member=sam), version=longer, at=after(hours=6.6))
        assert (the().state, the().broken_at, row(the()).reroutes) == ("broken", after(hours=4), 0)

    def test_a_leave_entered_before_it_counts(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        members.add_leave(member_id=sam.id, since=after(hours=2), until=after(days=1), by=PROCESS, now=after(hours=2))
        happen("accepted", lead(member=sam), version=version, at=after(hours=5))
        assert (the().state, the().due_at, the().first_due_at) == ("kept", after(days=1, hours=2), after(hours=4))

    def test_fewer_attempts_asked_for_are_enough(self, sam):
        tries = "{id: answer, owed_by: sales, starts: handed_off, stops: activity, times: 3, within: 4 hours}"
        version = published(tries)
        happen("handed_off", lead(member=sam), version=version)
        happen("activity", lead(member=sam), version=version, at=after(hours=1))
        fewer = published(tries.replace("times: 3", "times: 2"), at=after(hours=2))
        happen("activity", lead(member=sam), version=fewer, at=after(hours=3))
        assert (the().state, the().done, the().ended_at) == ("kept", 2, after(hours=3))

    def test_of_a_request_too(self, mara):
        asked = lead(3, mara, kind="request")
        happen("requested", asked, version=published(REQUEST))
        longer = published(REQUEST.replace("2 working days", "5 working days"), at=after(hours=1))
        happen("answered", asked, version=longer, at=after(days=3))
        (clock,) = api.clocks_of(3, now=after(days=3), kind="request")
        assert (clock.state, clock.first_due_at, clock.due_at) == ("kept", after(days=2), after(days=7))

    def test_that_does_not_concern_a_clock_it_is_left_to_the_worker(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        newer = published(ANSWER.replace("4 working hours", "8 working hours"), at=after(hours=1))
        happen("feedback", lead(member=sam), version=newer, at=after(hours=2))
        assert the().agreement_id == version.id
