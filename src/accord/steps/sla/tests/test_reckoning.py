"""A calendar, a leave or the agreement changes: open deadlines follow, and what was said before is kept."""

from datetime import timedelta

import pytest

from accord.agreement import api as agreements
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.steps.sla import api
from accord.steps.sla.tests.cases import (
    ANSWER,
    BERLIN,
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
HALF = "{id: half, hours: {mon-fri: 09:00-13:00}}"
DAYS = ANSWER.replace("4 working hours", "2 working days")
THRICE = "{id: answer, owed_by: sales, starts: accepted, stops: activity, times: 3, within: 4 hours}"


def shorter(service, *, at, now=None, **more):
    """It comes into force, and the worker looks: at once, or at `now`."""
    published(service, at=at, **more)
    sweep(now or at)
    reckon_again(by(at), now or at)
    sweep(now or at)


def told_late(clock):
    """Seconds, for every step that it took."""
    return [one.body["late_by_outage"] for one in api.history(clock.id) if one.kind == "ClockStepTaken"]


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

    def test_holds_up_a_clock_for_no_more_working_days_than_pauses_may_last(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        members.add_leave(member_id=sam.id, since=after(hours=2), until=after(weeks=6), by=PROCESS, now=MONDAY)
        reckon_again(by(), after(hours=1))
        assert the().due_at == after(weeks=1, hours=4)  # away for forty hours, until noon a week later in Berlin
        sweep(after(weeks=1, hours=4))
        assert the(now=after(weeks=1, hours=4)).broken_at == after(weeks=1, hours=4)

    def test_in_parts_holds_it_up_no_longer(self, sam):
        version = published(ANSWER.replace("4 working hours", "20 working hours"))
        happen("handed_off", lead(member=sam), version=version)
        for first in range(2, 42 * 24, 24):  # six weeks, but one working hour of every day
            span = {"since": after(hours=first), "until": after(hours=first + 23)}
            members.add_leave(member_id=sam.id, by=PROCESS, now=MONDAY, **span)
        reckon_again(by(), after(hours=1))
        assert the().due_at == after(days=9, hours=4)  # all forty are over on the second Monday

    def test_counts_for_the_whole_of_a_week_that_begins_on_a_saturday(self, version, sam):
        friday = after(days=4, hours=5)  # two hours before the end of business
        happen("handed_off", lead(member=sam), version=version, at=friday)
        span = {"since": after(days=4, hours=15), "until": after(days=13, hours=15)}
        members.add_leave(member_id=sam.id, by=PROCESS, now=friday, **span)
        reckon_again(by(friday), friday)
        assert the().due_at == after(days=14, hours=1)

    def test_is_as_long_as_the_clause_lets_its_clocks_stand(self, sam):
        version = published(ANSWER.replace("calendar: owner", "calendar: owner, pause: 3 hours"))
        happen("handed_off", lead(member=sam), version=version)
        members.add_leave(member_id=sam.id, since=after(hours=2), until=after(weeks=6), by=PROCESS, now=MONDAY)
        reckon_again(by(), after(hours=1))
        assert the().due_at == after(hours=7)

    def test_of_one_owner_after_the_other_counts_together(self, sam, sue):
        version = published(ANSWER.replace("calendar: owner", "calendar: owner, reassigned: continues, pause: 1 day"))
        happen("handed_off", lead(member=sam), version=version)
        for card, first in ((sam, after(hours=1)), (sue, after(hours=5))):
            members.add_leave(member_id=card.id, since=first, until=after(weeks=6), by=PROCESS, now=MONDAY)
        happen("reassigned", lead(member=sue), version=version, at=after(hours=5))  # Sam was away for half of the time
        assert the(now=after(hours=5)).due_at == after(days=1, hours=4)

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

    def test_that_comes_after_the_deadline_leaves_it_where_it_was(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        published(ANSWER.replace("4 working hours", "20 working hours"), at=after(hours=4, seconds=1))
        assert reckon_again(by(after(hours=5)), after(hours=5)) == 0  # what is due is left to the sweep
        sweep(after(hours=5))
        assert reckon_again(by(after(hours=5)), after(hours=5)) == 1
        assert (the().due_at, the().broken_at) == (after(hours=4), after(hours=4))

    def test_in_force_at_the_deadline_itself_moves_it(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        sweep(after(hours=3))
        published(ANSWER.replace("4 working hours", "6 working hours"), at=after(hours=4))
        reckon_again(by(after(hours=4)), after(hours=5))
        sweep(after(hours=5))
        assert (the().due_at, the().broken_at) == (after(hours=6), None)


class TestShorter:
    """A promise made after its time was over."""

    def test_keeps_the_deadline_that_it_had(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        shorter(ANSWER.replace("4 working hours", "1 working hours"), at=after(hours=1.5))
        assert (the().due_at, the().state) == (after(hours=4), "running")
        assert told_late(the()) == []
        sweep(after(hours=4))
        assert the().broken_at == after(hours=4)

    def test_whose_time_is_not_over_holds_and_its_steps_are_taken_at_once_and_not_late(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        shorter(ANSWER.replace("4 working hours", "110 working minutes"), at=after(hours=1.5), now=after(hours=1.52))
        assert the().due_at == after(minutes=110)
        steps = [(one.at, one.body["do"], one.body["late_by_outage"]) for one in api.history(the().id)[2:]]
        assert steps == [(after(hours=1.5), "remind", 0), (after(hours=1.5), "at risk", 0)]

    def test_counts_what_was_missed_from_then_on(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        shorter(ANSWER.replace("4 working hours", "110 working minutes"), at=after(hours=1.5), now=after(hours=3))
        assert told_late(the())[:2] == [5400, 5400]

    def test_by_hours_that_are_closed_until_the_deadline_it_is_the_same_instant(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        early = "{id: early, hours: {mon-fri: 08:00-11:30}}"
        said = ANSWER.replace("4 working hours", "30 working minutes").replace("calendar: owner", "calendar: early")
        shorter(said, at=after(hours=3), calendars=(BERLIN, early))
        assert (the().due_at, the().state) == (after(hours=4), "running")
        api.pause(clock_id=the().id, until=after(hours=8), reason="x", actor=PROCESS, now=after(hours=3.5))
        sweep(after(hours=8))
        assert the().due_at == after(days=1, hours=-1.5)  # half an hour is left, of the morning

    def test_in_a_pause_keeps_the_rest_of_its_time(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        sweep(after(hours=2))
        api.pause(clock_id=the().id, until=after(hours=4), reason="x", actor=PROCESS, now=after(hours=2))
        shorter(ANSWER.replace("4 working hours", "1 working hours"), at=after(hours=3))
        sweep(after(hours=4))
        assert (the().due_at, the().broken_at) == (after(hours=6), None)

    def test_calendar_keeps_it_too(self, sam):
        days = ANSWER.replace("4 working hours", "1 working days")
        version = published(days, calendars=(BERLIN, HALF))
        happen("handed_off", lead(member=sam), version=version)
        sweep(after(hours=6.5))
        members.set_work(member_id=sam.id, by=PROCESS, now=after(hours=6.5), calendar="half")
        reckon_again(by(after(hours=6.5)), after(hours=6.5))
        assert (the().due_at, the().broken_at) == (after(days=1), None)  # by half a day until 13:00 it would be over


class TestFewer:
    def test_times_than_were_done_are_kept_when_they_are_agreed(self, sam):
        version = published(THRICE)
        happen("accepted", lead(member=sam), version=version)
        for hour in (1, 2):
            happen("activity", lead(member=sam), version=version, at=after(hours=hour))
        published(THRICE.replace("times: 3", "times: 2"), at=after(hours=3))
        reckon_again(by(after(hours=3)), after(hours=3.01))
        clock = the()
        assert (clock.state, clock.ended_at, clock.ended_by, clock.due_at) == (
            "kept", after(hours=3), "fewer", after(hours=4),
        )  # fmt: skip

    def test_times_than_were_done_are_kept_by_the_last_of_them_where_it_came_after(self, sam):
        version = published(THRICE)
        happen("accepted", lead(member=sam), version=version)
        published(THRICE.replace("times: 3", "times: 2"), at=after(hours=1))
        for hour in (0.5, 2):
            happen("activity", lead(member=sam), version=version, at=after(hours=hour))
        reckon_again(by(after(hours=3)), after(hours=3))
        assert (the().state, the().ended_at, the().raw_seconds) == ("kept", after(hours=2), 2 * 3600)

    def test_times_than_were_done_keep_nothing_that_was_broken(self, sam):
        version = published(THRICE)
        happen("accepted", lead(member=sam), version=version)
        for hour in (1, 2):
            happen("activity", lead(member=sam), version=version, at=after(hours=hour))
        sweep(after(hours=4))
        published(THRICE.replace("times: 3", "times: 2"), at=after(hours=5))
        reckon_again(by(after(hours=5)), after(hours=5))
        assert (the().state, the().broken_at) == ("broken", after(hours=4))


class TestDays:
    """A working day is as long as it is by the hours that count now."""

    @pytest.mark.parametrize(("first", "then", "due"), [("berlin", "half", 4 * 3600), ("half", "berlin", 8 * 3600)])
    def test_of_a_changed_calendar_count_in_its_length(self, sam, first, then, due):
        members.set_work(member_id=sam.id, by=PROCESS, now=after(days=-5), calendar=first)
        happen("handed_off", lead(member=sam), version=published(DAYS, calendars=(BERLIN, HALF)))
        members.set_work(member_id=sam.id, by=PROCESS, now=after(minutes=5), calendar=then)
        reckon_again(by(), after(minutes=5))
        assert the().allowance == 2 * due

    @pytest.mark.parametrize(
        ("first", "then", "due"),
        [("berlin", "half", {"days": 2, "hours": 1}), ("half", "berlin", {"days": 1, "hours": 6})],
    )
    def test_that_are_left_go_on_in_the_length_of_the_next_owners(self, sam, sue, first, then, due):
        """Handed off at ten; at noon two of sixteen hours are used up, or two of eight."""
        for one, calendar in ((sam, first), (sue, then)):
            members.set_work(member_id=one.id, by=PROCESS, now=after(days=-5), calendar=calendar)
        going_on = DAYS.replace("calendar: owner", "calendar: owner, reassigned: continues")
        version = published(going_on, calendars=(BERLIN, HALF))
        happen("handed_off", lead(member=sam), version=version)
        happen("reassigned", lead(member=sue), version=version, at=after(hours=2))
        assert the().due_at == after(**due)
        members.add_leave(member_id=sue.id, since=after(days=20), until=after(days=21), by=PROCESS, now=after(hours=2))
        assert reckon_again(by(), after(hours=2)) == 1
        assert the().due_at == after(**due)
