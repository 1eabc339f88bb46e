"""A calendar, a leave or the agreement changes: open deadlines follow, and what was said before is kept."""

from datetime import timedelta

import pytest

from accord.agreement import api as agreements
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.steps.sla import api
from accord.steps.sla.tests.cases import (
    ANSWER,
    MONDAY,
    TOUCH,
    after,
    happen,
    kinds,
    lead,
    published,
    reckon_again,
    sweep,
    the,
)

pytestmark = pytest.mark.django_db


def by(at=MONDAY):
    found = agreements.all_in_force(at)
    assert found is not None
    return found


class TestLeave:
    def test_moves_the_deadline_and_says_so(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        members.add_leave(member_id=sam.id, since=after(hours=2), until=after(days=1), by=PROCESS, now=MONDAY)
        assert reckon_again(by(), after(hours=1)) == 1
        assert (the().due_at, the().first_due_at) == (after(days=1, hours=2), after(hours=4))
        told = api.history(the().id)[-1]
        assert (told.kind, told.body["why"], told.body["was"][:16]) == (
            "ClockReckonedAgain",
            "calendar",
            "2026-03-02T13:00",
        )

    def test_of_somebody_else_moves_nothing(self, version, sam, sue):
        happen("handed_off", lead(member=sam), version=version)
        members.add_leave(member_id=sue.id, since=after(hours=2), until=after(days=1), by=PROCESS, now=MONDAY)
        assert api.stale(by(), now=after(hours=1)) == []

    def test_that_changes_no_deadline_is_not_told(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        members.add_leave(member_id=sam.id, since=after(days=30), until=after(days=40), by=PROCESS, now=MONDAY)
        assert reckon_again(by(), after(hours=1)) == 1
        assert kinds(the()) == ["ClockStarted"]
        assert api.stale(by(), now=after(hours=1)) == []

    def test_what_was_broken_stays_broken(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        sweep(after(hours=4))
        members.add_leave(member_id=sam.id, since=after(hours=1), until=after(days=1), by=PROCESS, now=MONDAY)
        assert reckon_again(by(), after(hours=5)) == 1
        assert (the().broken_at, the().due_at) == (after(hours=4), after(hours=4))
        assert api.stale(by(), now=after(hours=5)) == []
        happen("accepted", lead(member=sam), version=version, at=after(hours=5))
        assert (the().state, the().broken_at) == ("broken", after(hours=4))


class TestVersion:
    def test_gives_open_clocks_its_own_time(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        new = published(ANSWER.replace("4 working hours", "2 working hours"), TOUCH, at=after(hours=1))
        assert reckon_again(by(after(hours=1)), after(hours=1)) == 1
        clock = the(now=after(hours=1))
        assert (clock.agreement_id, clock.due_at, clock.first_due_at) == (new.id, after(hours=2), after(hours=4))
        assert (clock.allowance, api.history(clock.id)[-1].body["why"]) == (7200, "version")

    def test_takes_no_step_again_that_was_taken(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        sweep(after(hours=2))
        published(ANSWER.replace("4 working hours", "8 working hours"), at=after(hours=2))
        reckon_again(by(after(hours=2)), after(hours=2))
        sweep(after(hours=4))
        assert kinds(the()) == ["ClockStarted", "ClockStepTaken", "ClockReckonedAgain"]

    def test_with_more_time_keeps_no_promise_that_was_broken(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        sweep(after(hours=4))
        new = published(ANSWER.replace("4 working hours", "20 working hours"), at=after(hours=5))
        assert reckon_again(by(after(hours=5)), after(hours=5)) == 1
        assert (the().agreement_id, the().due_at, the().broken_at) == (new.id, after(hours=4), after(hours=4))
        assert api.stale(by(after(hours=5)), now=after(hours=5)) == []

    def test_without_the_service_ends_its_clocks(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        published(TOUCH, at=after(hours=1))
        reckon_again(by(after(hours=1)), after(hours=1))
        assert (the().state, the().ended_by) == ("ended", "version")

    def test_another_calendar_counts_all_of_the_time_by_its_hours(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        early = "{id: early, hours: {mon-fri: 08:00-12:00}}"
        published(ANSWER.replace("calendar: owner", "calendar: early"), at=after(hours=1), calendars=(early,))
        reckon_again(by(after(hours=1)), after(hours=1))
        assert the().due_at == MONDAY + timedelta(days=1)  # two hours on Monday until noon, two on Tuesday from eight

    def test_is_done_in_parts(self, version, sam):
        happen("handed_off", *[lead(number, sam) for number in range(5)], version=version)
        published(ANSWER.replace("4 working hours", "2 working hours"), at=after(hours=1))
        ((kind, new),) = api.stale(by(after(hours=1)), now=after(hours=1))
        done = [len(api.reckon_again(kind, new, now=after(hours=1), limit=2)) for _ in range(4)]
        assert done == [2, 2, 1, 0]
