"""The agreement, a calendar or a leave changes while clocks run, and the worker looks, or was down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accord.agreement import api as agreements
from accord.journey import clocking, clocking_acts, clocking_sweep, desk, worker
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import SlaRefused, Subject
from accord.steps.sla.tests.cases import MONDAY, RE_ENGAGE, after, published, rep, text
from tests.stories.test_clocks import clock, handed, lead_of

pytestmark = pytest.mark.django_db
ANSWER = "{id: answer, owed_by: sales, starts: handed_off, stops: accepted_or_rejected, within: 4 hours}"
MOVING = ANSWER.replace("4 hours", "4 hours, then: [remind at 50%, reroute at 150%]")
ROUND = ("{id: all, hours: {mon-sun: 00:00-24:00}}",)


def agreed(service, *, at):
    return agreements.publish(text=text(service), name="a.yaml", by=PROCESS, now=at, unsigned_because="a test")


def time_passes(now):
    while clocking_sweep.sweep(now=now) or clocking_sweep.follow_changes(now=now):
        pass


@pytest.fixture
def reps():
    rep("mara", "marketer")
    return rep("sam"), rep("sue")


@pytest.fixture
def ago():
    now = timezone.now()
    return lambda **length: now - timedelta(**length)


def back_at_work():
    """The worker is started, and looks a few times."""
    one = worker.Worker()
    for _ in range(5):
        one._let_time_pass()


class TestOutage:
    def test_a_longer_promise_made_before_the_deadline_holds_though_nobody_swept(self, reps, ago):
        published(MOVING, at=ago(days=400))
        lead = lead_of(at=ago(hours=7))
        had = handed(lead).member_id
        agreed(MOVING.replace("4 hours", "8 hours"), at=ago(hours=6))
        back_at_work()
        (one,) = sla.clocks_of(lead.id, now=ago())
        assert (one.state, one.broken_at, one.due_at) == ("at_risk", None, ago(hours=-1))
        assert handed(lead).member_id == had

    def test_a_longer_promise_made_after_the_deadline_mends_nothing(self, reps, ago):
        published(ANSWER, at=ago(days=400))
        lead = lead_of(at=ago(hours=7))
        agreed(ANSWER.replace("4 hours", "8 hours"), at=ago(hours=2))
        back_at_work()
        assert (clock(lead, now=ago()).state, clock(lead).broken_at) == ("late", ago(hours=3))

    def test_each_of_two_versions_has_its_turn(self, reps, ago):
        published(ANSWER, at=ago(days=400))
        lead = lead_of(at=ago(hours=9))
        agreed(ANSWER.replace("4 hours", "6 hours"), at=ago(hours=6))
        agreed(ANSWER.replace("4 hours", "20 hours"), at=ago(hours=2))
        back_at_work()
        assert clock(lead).broken_at == ago(hours=3)

    def test_a_leave_entered_meanwhile_moves_the_deadline_before_it_is_broken(self, reps, ago):
        published(ANSWER.replace("4 hours", "4 working hours, calendar: owner"), at=ago(days=400), calendars=ROUND)
        lead = lead_of(at=ago(hours=7))
        who = handed(lead).member_id
        members.add_leave(member_id=who, since=ago(hours=6), until=ago(days=-1), by=PROCESS, now=ago(hours=6))
        back_at_work()
        assert (clock(lead).broken_at, clock(lead).due_at) == (None, ago(days=-1, hours=-3))


class TestBeforeTheWorkerLooks:
    """Somebody answers between a change and the worker's next look."""

    @pytest.fixture
    def lead(self, reps):
        published(ANSWER, at=after(days=-400))
        lead = lead_of()
        agreed(ANSWER.replace("4 hours", "8 hours"), at=after(hours=3))
        return lead

    def who(self, lead, reps):
        return next(one for one in reps if one.id == handed(lead).member_id)

    def test_an_acceptance_is_judged_by_the_deadline_that_holds(self, lead, reps):
        desk.accept(handoff_id=handed(lead).id, by=self.who(lead, reps), now=after(hours=5))
        assert (clock(lead).state, clock(lead).due_at, clock(lead).first_due_at) == (
            "kept",
            after(hours=8),
            after(hours=4),
        )

    def test_its_undo_leaves_the_deadline_that_holds(self, lead, reps):
        by = self.who(lead, reps)
        done = desk.accept(handoff_id=handed(lead).id, by=by, now=after(hours=5))
        desk.undo(token=done.undo_token, by=by, now=after(hours=5, seconds=5))
        assert (clock(lead, now=after(hours=5)).state, clock(lead).due_at) == ("running", after(hours=8))
        assert handed(lead).due_at == after(hours=8)
        time_passes(after(hours=5, seconds=9))
        assert [one.kind for one in sla.history(clock(lead).id)].count("ClockReckonedAgain") == 1

    def test_what_decides_nothing_of_it_shows_the_deadline_in_the_queue_too(self, lead, reps):
        desk.log(lead_id=lead.id, kind="note", note="x", by=self.who(lead, reps), now=after(hours=5))
        assert handed(lead).due_at == after(hours=8)

    def test_a_pause_is_not_refused_as_late(self, lead, reps):
        by = self.who(lead, reps)
        clocking_acts.pause(clock_id=clock(lead).id, until=after(hours=9), reason="ill", by=by, now=after(hours=5))
        assert clock(lead, now=after(hours=5)).state == "paused"

    def test_what_is_not_late_by_then_is_not_excused(self, lead, reps):
        by = self.who(lead, reps)
        with pytest.raises(SlaRefused, match="only a broken promise"):
            clocking_acts.ask_excuse(clock_id=clock(lead).id, reason="ill", by=by, now=after(hours=5))
        asked = clocking_acts.ask_excuse(clock_id=clock(lead).id, reason="ill", by=by, now=after(hours=9))
        assert (asked.state, handed(lead).due_at) == ("asked", after(hours=8))

    def test_a_pause_of_a_request_is_not_refused_as_late(self, reps):
        asked = ANSWER.replace("handed_off", "requested").replace("accepted_or_rejected", "answered")
        version = published(asked, at=after(days=-400))
        subject = Subject(kind="request", id=4, member_id=reps[0].id, owed_by="sales")
        clocking.happened("requested", subjects=[subject], at=MONDAY, now=MONDAY, version=version)
        agreed(asked.replace("4 hours", "8 hours"), at=after(hours=3))
        (one,) = sla.open_clocks([4], now=after(hours=5), kind="request")[4]
        until = after(hours=9)
        paused = clocking_acts.pause(clock_id=one.id, until=until, reason="ill", by=reps[0], now=after(hours=5))
        assert (paused.state, paused.seconds_left) == ("paused", 3 * 3600)


class TestDroppedService:
    """Another version promises nothing of the kind any more, and the worker did not look since."""

    @pytest.fixture
    def lead(self, reps):
        published(ANSWER, at=after(days=-400))
        lead = lead_of()
        assert handed(lead).due_at == after(hours=4)
        agreed(RE_ENGAGE, at=after(hours=3))
        return lead

    def test_the_queue_shows_no_deadline_that_no_clock_has(self, lead, reps):
        by = next(one for one in reps if one.id == handed(lead).member_id)
        desk.log(lead_id=lead.id, kind="note", note="x", by=by, now=after(hours=5))
        assert (clock(lead).ended_by, handed(lead).due_at) == ("version", None)

    def test_nor_where_an_event_changes_nothing_else(self, lead):
        now = after(hours=5)
        version = agreements.in_force(now)
        changed = clocking.happened("accepted", lead_ids=[lead.id], at=now, now=now, version=version)
        assert (changed, clock(lead).ended_by, handed(lead).due_at) == ([], "version", None)


def test_a_longer_promise_made_seconds_before_the_deadline_holds(reps, monkeypatch):
    start = timezone.now().replace(microsecond=0)
    ahead = [4 * 3600 - 60]
    monkeypatch.setattr(worker.timezone, "now", lambda: start + timedelta(seconds=ahead[0]))
    published(ANSWER, at=start - timedelta(days=400))
    lead = lead_of(at=start)
    one = worker.Worker(clock=lambda: float(ahead[0]))
    while ahead[0] < 4 * 3600 + 60:
        if ahead[0] == 4 * 3600 - 20:
            agreed(ANSWER.replace("4 hours", "8 hours"), at=timezone.now())
        one._let_time_pass()
        ahead[0] += 2
    assert (clock(lead).broken_at, clock(lead).due_at) == (None, start + timedelta(hours=8))


def test_a_request_whose_service_another_version_gives_to_leads_goes_to_nobody_else(reps):
    asked = "{id: answer, owed_by: sales, starts: requested, stops: answered, within: 4 hours}"
    version = published(asked, at=after(days=-400))
    subject = Subject(kind="request", id=4, member_id=reps[0].id, owed_by="sales")
    clocking.happened("requested", subjects=[subject], at=MONDAY, now=MONDAY, version=version)
    agreed(MOVING, at=after(hours=1))
    for _ in range(9):
        clocking_sweep.sweep(now=after(hours=7))
    (one,) = sla.open_clocks([4], now=after(hours=7), kind="request")[4]
    steps = [told.body["do"] for told in sla.history(one.id) if told.kind == "ClockStepTaken"]
    assert (steps, one.member_id) == (["remind", "broken", "reroute"], reps[0].id)
    assert clocking_sweep.sweep(now=after(hours=7)) == 0


def test_a_shorter_promise_leaves_the_lead_with_whoever_has_it(reps):
    published(MOVING.replace("4 hours", "8 hours"), at=after(days=-400))
    lead = lead_of()
    had = handed(lead).member_id
    agreed(MOVING.replace("4 hours", "1 hours"), at=after(hours=2))
    time_passes(after(hours=2, seconds=2))
    (one,) = sla.clocks_of(lead.id, now=after(hours=2, seconds=2))
    assert (one.state, one.due_at, handed(lead).due_at) == ("running", after(hours=8), after(hours=8))
    assert handed(lead).member_id == had


def test_fewer_attempts_than_were_made_are_enough(reps):
    tries = "{id: tries, owed_by: sales, starts: handed_off, stops: activity, times: 3, within: 2 days}"
    published(tries, at=after(days=-400))
    lead = lead_of()
    by = next(one for one in reps if one.id == handed(lead).member_id)
    for hour in (1, 2):
        desk.log(lead_id=lead.id, kind="call", by=by, now=after(hours=hour))
    agreed(tries.replace("times: 3", "times: 2"), at=after(hours=3))
    time_passes(after(days=3))
    one = clock(lead, "tries", now=after(days=3))
    assert (one.state, one.done, one.times, one.ended_at) == ("kept", 2, 2, after(hours=3))


def test_fewer_attempts_than_were_made_too_late_stay_so_whatever_is_written_down_later(reps):
    tries = "{id: tries, owed_by: sales, starts: handed_off, stops: activity, times: 3, within: 4 hours}"
    published(tries, at=after(days=-400))
    lead = lead_of()
    by = next(one for one in reps if one.id == handed(lead).member_id)
    for hour in (1, 2):
        desk.log(lead_id=lead.id, kind="call", by=by, now=after(hours=hour))
    time_passes(after(hours=4, minutes=10))
    agreed(tries.replace("times: 3", "times: 2"), at=after(hours=5))
    time_passes(after(hours=6))
    desk.log(lead_id=lead.id, kind="call", by=by, at=after(hours=4.5), now=after(hours=7))
    one = clock(lead, "tries", now=after(hours=7))
    assert (one.state, one.ended_at, one.ended_by) == ("broken", after(hours=5), "fewer")


def test_whoever_works_half_days_from_now_on_has_as_many_of_them(reps):
    days = ANSWER.replace("4 hours", "2 working days, calendar: owner")
    full, half = "{id: full, hours: {mon-fri: 09:00-17:00}}", "{id: half, hours: {mon-fri: 09:00-13:00}}"
    published(days, at=after(days=-400), calendars=(full, half))
    lead = lead_of()
    members.set_work(member_id=handed(lead).member_id, by=PROCESS, now=after(minutes=5), calendar="half")
    time_passes(after(minutes=10))
    assert (clock(lead).allowance, clock(lead).due_at) == (2 * 4 * 3600, after(days=2))
