"""What starts clocks, what stops them, and who has them."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.steps.sla import api
from accord.steps.sla.tests.cases import MONDAY, after, happen, kinds, lead, published, row, sweep, the

pytestmark = pytest.mark.django_db


class TestStart:
    def test_is_due_after_so_much_working_time_of_its_owner(self, version, sam):
        happen("handed_off", lead(member=sam), version=version, at=after(hours=5))  # 15:00 in Berlin
        clock = the()
        assert clock.due_at == datetime(2026, 3, 3, 10, tzinfo=UTC)  # two hours today, two tomorrow from nine
        assert (clock.state, clock.share_left, clock.member_id, clock.owed_by) == ("running", 1.0, sam.id, "sales")
        assert (clock.agreement_id, clock.first_due_at) == (version.id, clock.due_at)
        assert kinds(clock) == ["ClockStarted"]

    def test_in_the_zone_of_its_owner(self, version, sam):
        members.set_work(member_id=sam.id, by=PROCESS, now=MONDAY, time_zone="America/New_York")
        happen("handed_off", lead(member=sam), version=version)  # 04:00 there
        assert the().due_at == datetime(2026, 3, 2, 18, tzinfo=UTC)  # 13:00 there

    def test_leave_of_its_owner_does_not_count(self, version, sam):
        members.add_leave(member_id=sam.id, since=after(hours=1), until=after(days=2), by=PROCESS, now=MONDAY)
        happen("handed_off", lead(member=sam), version=version)
        assert the().due_at == after(days=2, hours=3)

    def test_raw_time_runs_day_and_night(self, version):
        happen("recycled", lead(), version=version)
        assert the("re-engage").due_at == after(days=30)

    def test_asked_twice_starts_one(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        assert happen("handed_off", lead(member=sam), version=version, at=after(hours=1)) == []
        assert len(api.clocks_of(7, now=MONDAY)) == 1

    def test_nobody_promised_anything_for_it(self, version):
        assert happen("meeting", lead(), version=version) == []


class TestStop:
    def test_in_the_very_last_second_is_kept(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        happen("accepted", lead(member=sam), version=version, at=after(hours=4))
        clock = the()
        assert (clock.state, clock.working_seconds, clock.raw_seconds) == ("kept", 4 * 3600, 4 * 3600)

    def test_late_is_broken_though_nobody_swept(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        happen("rejected", lead(member=sam), version=version, at=after(hours=4, seconds=1))
        clock = the()
        assert (clock.state, clock.broken_at) == ("broken", after(hours=4))

    def test_keeps_raw_and_working_time(self, version, sam):
        happen("handed_off", lead(member=sam), version=version, at=after(hours=6))  # one hour before the end
        happen("accepted", lead(member=sam), version=version, at=after(days=1))
        clock = the()
        assert (clock.working_seconds, clock.raw_seconds) == (2 * 3600, 18 * 3600)

    def test_so_many_attempts_are_needed(self, version, sam):
        happen("accepted", lead(member=sam), version=version)
        for hour in (1, 2):
            happen("activity", lead(member=sam), version=version, at=after(hours=hour))
        assert (the("first-touch").state, the("attempts").state, the("attempts").done) == ("kept", "running", 2)
        happen("activity", lead(member=sam), version=version, at=after(hours=3))
        assert the("attempts").state == "kept"

    @pytest.mark.parametrize("order", list(permutations((2, 3, 100))), ids=str)
    def test_the_last_attempt_in_time_decides_in_whatever_order_they_are_written_down(self, sam, order):
        tries = "{id: tries, owed_by: sales, starts: handed_off, stops: activity, times: 3, within: 2 days}"
        version = published(tries)
        happen("handed_off", lead(member=sam), version=version)
        for ahead, hour in enumerate(order):
            happen("activity", lead(member=sam), version=version, at=after(hours=hour), now=after(hours=200 + ahead))
        clock = the("tries", now=after(hours=300))
        assert (clock.state, clock.ended_at, clock.raw_seconds) == ("broken", after(hours=100), 100 * 3600)
        assert api.history(clock.id)[-1].at == after(hours=100)

    def test_attempts_made_in_time_and_said_later_in_any_order_keep_it(self, version, sam):
        happen("accepted", lead(member=sam), version=version)
        for hour in (3, 1, 2):
            happen("activity", lead(member=sam), version=version, at=after(hours=hour), now=after(days=10))
        clock = the("attempts")
        assert (clock.state, clock.ended_at, clock.raw_seconds) == ("kept", after(hours=3), 3 * 3600)

    def test_an_attempt_taken_back_decides_nothing(self, version, sam):
        happen("accepted", lead(member=sam), version=version)
        mistaken = happen("activity", lead(member=sam), version=version, at=after(hours=50))
        api.put_back(mistaken, actor=PROCESS, now=after(hours=50))
        for hour in (3, 1, 2):
            happen("activity", lead(member=sam), version=version, at=after(hours=hour), now=after(hours=51))
        assert (the("attempts").state, the("attempts").ended_at) == ("kept", after(hours=3))

    def test_what_was_done_before_it_started_does_not_count(self, version, sam):
        happen("accepted", lead(member=sam), version=version)
        happen("activity", lead(member=sam), version=version, at=after(hours=-1), now=after(hours=1))
        assert the("first-touch").is_open

    def test_the_move_that_came_with_what_started_it_does_not_count(self, sam):
        work = "{id: work, owed_by: sales, starts: accepted, stops: moved, within: 5 working days}"
        version = published(work)
        happen("accepted", lead(member=sam), version=version)
        happen("moved", lead(member=sam), version=version)
        assert the("work").is_open
        happen("moved", lead(member=sam), version=version, at=after(hours=1))
        assert the("work").state == "kept"

    def test_done_in_time_and_said_later_is_kept(self, version, sam):
        happen("accepted", lead(member=sam), version=version)
        happen("activity", lead(member=sam), version=version, at=after(hours=2), now=after(days=3))
        assert the("first-touch").state == "kept"

    def test_a_request_is_answered_like_a_lead(self, version, mara):
        asked = lead(3, mara, kind="request")
        happen("requested", asked, version=version)
        assert api.clocks_of(7, now=MONDAY) == []
        happen("answered", asked, version=version, at=after(days=1))
        (clock,) = api.clocks_of(3, now=MONDAY, kind="request")
        assert (clock.state, clock.lead_id) == ("kept", None)


class TestEnd:
    def test_a_lead_given_back_ends_what_sales_owes_neither_kept_nor_broken(self, version, sam):
        happen("accepted", lead(member=sam), version=version)
        happen("recycled", lead(member=sam), version=version, at=after(hours=1))
        assert (the("first-touch").state, the("attempts").state) == ("ended", "ended")
        assert (the("re-engage").state, the("re-engage").member_id) == ("running", None)

    def test_late_it_was_broken(self, version, sam):
        happen("accepted", lead(member=sam), version=version)
        happen("recycled", lead(member=sam), version=version, at=after(days=2))
        assert (the("first-touch").state, the("attempts").state) == ("broken", "ended")

    def test_a_withdrawn_lead_ends_everything(self, version):
        happen("recycled", lead(), version=version)
        happen("withdrawn", lead(), version=version, at=after(days=1))
        assert the("re-engage").state == "ended"


class TestReassign:
    def test_restarts_with_a_clock_of_the_new_owner(self, version, sam, sue):
        happen("handed_off", lead(member=sam), version=version)
        happen("reassigned", lead(member=sue), version=version, at=after(hours=3))
        first, second = sorted(api.clocks_of(7, now=MONDAY), key=lambda one: one.id)
        assert (first.state, first.member_id, first.ended_by) == ("ended", sam.id, "reassigned")
        assert (second.member_id, second.due_at) == (sue.id, after(hours=7))

    def test_what_was_late_stays_broken_by_who_had_it(self, version, sam, sue):
        happen("handed_off", lead(member=sam), version=version)
        happen("reassigned", lead(member=sue), version=version, at=after(hours=5))
        first = min(api.clocks_of(7, now=MONDAY), key=lambda one: one.id)
        assert (first.state, first.broken_at, row(first).broken_by) == ("broken", after(hours=4), sam.id)

    def test_continues_where_the_clause_says_so_by_the_hours_of_the_new_owner(self, sam, sue):
        going_on = "{id: answer, owed_by: sales, starts: handed_off, stops: accepted, within: 4 working hours, "
        version = published(going_on + "calendar: owner, reassigned: continues}")
        members.set_work(member_id=sue.id, by=PROCESS, now=MONDAY, time_zone="America/New_York")
        happen("handed_off", lead(member=sam), version=version)
        happen("reassigned", lead(member=sue), version=version, at=after(hours=3))  # 07:00 there
        clock = the()
        assert (clock.member_id, clock.due_at) == (sue.id, datetime(2026, 3, 2, 15, tzinfo=UTC))
        assert (clock.first_due_at, clock.was_moved) == (after(hours=4), True)
        assert kinds(clock) == ["ClockStarted", "ClockReassigned"]

    def test_to_the_same_owner_changes_nothing(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        assert happen("reassigned", lead(member=sam), version=version, at=after(hours=3)) == []


class TestUndo:
    def test_the_clocks_are_as_they_were(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        before = the(now=after(hours=1))
        changes = happen("accepted", lead(member=sam), version=version, at=after(hours=1))
        api.put_back(changes, actor=PROCESS, now=after(hours=1, seconds=5))
        assert the(now=after(hours=1)) == before
        assert (the("first-touch").state, the("first-touch").ended_by) == ("ended", "undo")
        assert row(before).next_at == after(hours=2)

    def test_what_was_done_since_stays_and_only_that(self, version, sam):
        happen("accepted", lead(member=sam), version=version)
        changes = happen("activity", lead(member=sam), version=version, at=after(hours=1))
        happen("activity", lead(member=sam), version=version, at=after(hours=2))
        api.put_back(changes, actor=PROCESS, now=after(hours=2))
        assert (the("first-touch").state, the("attempts").done) == ("running", 1)


class TestPromises:
    def test_are_counted_by_service_week_and_member(self, version, sam, sue):
        span = {"since": MONDAY - timedelta(days=7), "until": MONDAY + timedelta(days=14), "zone": "Europe/Berlin"}
        for number, member, hours in ((1, sam, 1), (2, sam, 3), (3, sue, 5), (4, sue, None)):
            happen("handed_off", lead(number, member), version=version)
            if hours:
                happen("rejected", lead(number, member), version=version, at=after(hours=hours))
        (whole,) = api.promises(**span)
        assert (whole.kept, whole.broken, whole.open, whole.median_working) == (2, 1, 1, 3 * 3600)
        sams, sues = api.promises(**span, by="member")
        assert (sams.kept, sams.broken, sues.kept, sues.broken, sues.open) == (2, 0, 0, 1, 1)
        (week,) = api.promises(**span, by="week")
        assert (week.week, week.kept) == (MONDAY.date(), 2)

    def test_of_a_clock_that_broke_and_then_only_ended_nobody_was_quick_or_slow(self, version, sam, sue):
        span = {"since": MONDAY, "until": after(days=14), "zone": "Europe/Berlin"}
        happen("handed_off", lead(1, sam), lead(2, sam), lead(3, sue), version=version)
        happen("rejected", lead(1, sam), version=version, at=after(hours=1))
        sweep(after(hours=5))
        happen("recycled", lead(2, sam), lead(3, sue), version=version, at=after(hours=6))
        whole = next(one for one in api.promises(**span) if one.service == "answer")
        assert (whole.kept, whole.broken, whole.median_raw, whole.median_working) == (1, 2, 3600, 3600)
