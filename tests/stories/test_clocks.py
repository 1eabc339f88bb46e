"""Both sides' clocks at every door: the river and the desk start them, people stop them, time takes the steps."""

import json
from datetime import timedelta

import pytest

from accord.agreement import api as agreements
from accord.journey import clocking, clocking_acts, clocking_sweep, desk, rebuild, river, withdrawal
from accord.kernel.actor import PROCESS
from accord.kernel.money import Money
from accord.members import api as members
from accord.outbox.models import Notice
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import Subject
from accord.steps.sla.models import Clock
from accord.steps.sla.tests.cases import ALL, ANSWER, MONDAY, after, published, rep, text
from accord.web.clocks import words

pytestmark = pytest.mark.django_db
_GOES = "calendar: owner, reassigned: continues"
ANSWERS = {"budget": "40 000", "need": "audit", "timing": "June"}
POOL = (
    "{id: work, owed_by: sales, starts: accepted, stops: [moved, recycled], within: 10 working days, "
    "then: [pool at 120%]}"
)


@pytest.fixture(autouse=True)
def northwind():
    published(*ALL, POOL, at=after(days=-400))


@pytest.fixture
def sam(mara):
    return rep("sam")


@pytest.fixture
def sue(sam):
    return rep("sue")


@pytest.fixture
def mara():
    return rep("mara", "marketer")


def happens(*messages, at=MONDAY):
    source = collect.source_named(name="website", now=at)
    whole = [
        {"messageId": f"{at.isoformat()} {i} {m['userId']}", "timestamp": at.isoformat(), **m}
        for i, m in enumerate(messages)
    ]
    river.accept_touches(source_id=source.id, bodies=[json.dumps({"batch": whole}).encode()], now=at)


def lead_of(name="ann", at=MONDAY):
    """She asked for a demo and is offered."""
    told = {"email": f"{name}@acme.example", "company": "Acme", "job_title": "Head of IT"}
    demo = {"type": "track", "event": "Demo Requested", "userId": name}
    happens({"type": "identify", "userId": name, "traits": told}, demo, at=at)
    person = identity.lookup(text=f"{name}@acme.example")
    return lifecycle.leads_of([person.id])[person.id][0]


def clock(lead, service="answer", now=MONDAY):
    return next((one for one in sla.clocks_of(lead.id, now=now) if one.service == service), None)


def handed(lead):
    return handoff.of_leads([lead.id])[lead.id][0]


class TestDoors:
    def test_the_river_starts_a_clock_with_its_offer_and_the_queue_knows_when_it_ends(self, sam):
        lead = lead_of()
        assert (clock(lead).due_at, clock(lead).member_id) == (after(hours=4), sam.id)
        assert handed(lead).due_at == after(hours=4)

    def test_accepting_keeps_the_promise_and_starts_the_next(self, sam):
        lead = lead_of()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        assert (clock(lead).state, clock(lead, "first-touch").due_at) == ("kept", after(days=1, hours=1))
        assert handed(lead).due_at == after(days=1, hours=1)

    def test_the_stage_that_comes_with_accepting_is_not_yet_work_on_it(self, sam):
        told = {"email": "ann@acme.example", "company": "Acme", "job_title": "Head of IT"}
        size = {"type": "group", "userId": "ann", "groupId": "acme.example", "traits": {"employees": 300}}
        trial = {"type": "track", "event": "Trial Started", "userId": "ann"}
        happens({"type": "identify", "userId": "ann", "traits": told}, size, trial)
        person = identity.lookup(text="ann@acme.example")
        lead = lifecycle.leads_of([person.id])[person.id][0]
        assert lead.stage == "mql"
        done = desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        assert (done.lead.stage, clock(lead, "work").is_open) == ("sal", True)
        desk.qualify(lead_id=lead.id, answers=ANSWERS, by=sam, now=after(hours=2))
        assert (clock(lead, "work").state, clock(lead, "work").ended_by) == ("kept", "moved")

    def test_a_call_is_the_first_touch_and_a_stage_is_not(self, sam):
        lead = lead_of()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        desk.qualify(lead_id=lead.id, answers=ANSWERS, by=sam, now=after(hours=2))
        assert clock(lead, "first-touch").is_open
        desk.log(lead_id=lead.id, kind="call", by=sam, now=after(hours=3))
        assert (clock(lead, "first-touch").state, clock(lead, "attempts").done) == ("kept", 1)

    def test_a_call_made_in_time_keeps_the_promise_however_late_it_is_written_down(self, sam):
        lead = lead_of()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        due = clock(lead, "first-touch").due_at
        late = due + timedelta(hours=1)
        while clocking_sweep.sweep(now=late):
            pass
        assert clock(lead, "first-touch", now=late).broken_at == due
        done = desk.log(lead_id=lead.id, kind="call", by=sam, at=after(hours=3), now=late)
        kept = clock(lead, "first-touch", now=late)
        assert (kept.state, kept.ended_at, kept.broken_at) == ("kept", after(hours=3), None)
        desk.undo(token=done.undo_token, by=sam, now=late + timedelta(seconds=5))
        assert clock(lead, "first-touch", now=late).broken_at == due

    def test_a_call_made_too_late_breaks_it_at_the_deadline(self, sam):
        lead = lead_of()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        due = clock(lead, "first-touch").due_at
        at, now = due + timedelta(minutes=1), due + timedelta(hours=1)
        desk.log(lead_id=lead.id, kind="call", by=sam, at=at, now=now)
        broken = clock(lead, "first-touch", now=now)
        assert (broken.state, broken.ended_at, broken.broken_at) == ("broken", at, due)

    def test_rejecting_keeps_sales_promise_and_starts_marketings(self, sam):
        lead = lead_of()
        desk.reject(handoff_id=handed(lead).id, reason="no-answer", by=sam, now=after(hours=1))
        assert (clock(lead).state, clock(lead).ended_by) == ("kept", "rejected")
        assert (clock(lead, "re-engage").state, clock(lead, "re-engage").owed_by) == ("running", "marketing")

    def test_a_recycled_lead_that_comes_back_keeps_marketings(self, sam):
        lead = lead_of()
        desk.reject(handoff_id=handed(lead).id, reason="no-answer", by=sam, now=after(hours=1))
        happens({"type": "track", "event": "Demo Requested", "userId": "ann"}, at=after(days=20))
        assert (clock(lead, "re-engage").state, clock(lead, now=after(days=20)).state) == ("kept", "running")

    def test_one_that_came_back_in_time_keeps_it_however_late_that_is_known(self, sam):
        lead = lead_of()
        desk.reject(handoff_id=handed(lead).id, reason="no-answer", by=sam, now=after(hours=1))
        due = clock(lead, "re-engage").due_at
        while clocking_sweep.sweep(now=due + timedelta(minutes=9)):
            pass
        assert clock(lead, "re-engage", now=due + timedelta(minutes=9)).broken_at == due
        asked = {"type": "track", "event": "Demo Requested", "userId": "ann"}
        at = due - timedelta(hours=1)
        happens(asked | {"timestamp": at.isoformat()}, at=due + timedelta(minutes=10))
        kept = clock(lead, "re-engage", now=due + timedelta(minutes=11))
        assert (kept.state, kept.ended_at, kept.broken_at) == ("kept", at, None)

    def test_a_deal_won_ends_what_is_open(self, sam):
        lead = lead_of()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        done = desk.open_deal(lead_id=lead.id, name="x", amount=Money.of(1, "EUR"), by=sam, now=after(hours=2))
        desk.win(deal_id=done.deal.id, by=sam, now=after(hours=3))
        assert (clock(lead, "attempts").state, clock(lead, "work").state) == ("ended", "kept")

    def test_somebody_else_has_a_clock_of_their_own(self, sam, sue):
        lead = lead_of()
        desk.assign(handoff_id=handed(lead).id, member_id=sue.id, by=sam, now=after(hours=3))
        assert (clock(lead).member_id, clock(lead).due_at) == (sue.id, after(hours=7))

    def test_a_request_runs_like_a_lead(self, mara):
        version = agreements.in_force(MONDAY)
        asked = Subject(kind="request", id=4, member_id=mara.id)
        clocking.happened("requested", subjects=[asked], at=MONDAY, now=MONDAY, version=version)
        (one,) = sla.open_clocks([4], now=MONDAY, kind="request")[4]
        assert (one.service, one.owed_by, one.member_id) == ("request", "marketing", mara.id)

    def test_a_person_of_whom_nothing_is_known_any_more_has_no_clocks(self, sam):
        lead = lead_of()
        withdrawal.forget([lead.person_id], by=PROCESS, reason="an import was undone", now=after(hours=1))
        assert (clock(lead).state, clock(lead).ended_by) == ("ended", "withdrawn")


class TestUndo:
    def test_of_an_acceptance_lets_the_time_run_as_if_nothing_had_been(self, sam):
        lead = lead_of()
        done = desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        desk.undo(token=done.undo_token, by=sam, now=after(hours=1, seconds=5))
        assert (clock(lead).state, clock(lead).due_at) == ("running", after(hours=4))
        assert [one.service for one in sla.clocks_of(lead.id, now=MONDAY) if one.is_open] == ["answer"]
        assert handed(lead).due_at == after(hours=4)

    def test_of_a_rejection_ends_marketings_clock(self, sam):
        lead = lead_of()
        done = desk.reject(handoff_id=handed(lead).id, reason="no-answer", by=sam, now=after(hours=1))
        desk.undo(token=done.undo_token, by=sam, now=after(hours=1, seconds=5))
        assert (clock(lead).state, clock(lead, "re-engage").ended_by) == ("running", "undo")

    def test_of_a_call_takes_the_first_touch_back(self, sam):
        lead = lead_of()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        done = desk.log(lead_id=lead.id, kind="call", by=sam, now=after(hours=2))
        desk.undo(token=done.undo_token, by=sam, now=after(hours=2, seconds=5))
        assert (clock(lead, "first-touch").state, clock(lead, "attempts").done) == ("running", 0)

    def test_of_an_assignment_gives_the_clock_back_to_its_owner(self, sam, sue):
        lead = lead_of()
        done = desk.assign(handoff_id=handed(lead).id, member_id=sue.id, by=sam, now=after(hours=3))
        desk.undo(token=done.undo_token, by=sam, now=after(hours=3, seconds=5))
        (one,) = [one for one in sla.clocks_of(lead.id, now=MONDAY) if one.is_open]
        assert (one.member_id, one.due_at) == (sam.id, after(hours=4))


class TestEscalation:
    def test_nobody_answers_so_somebody_else_gets_it(self, sam, sue):
        lead = lead_of()
        for hour in (2, 3, 4):
            clocking_sweep.sweep(now=after(hours=hour))
        assert handed(lead).member_id == sam.id
        clocking_sweep.sweep(now=after(hours=6))
        assert (handed(lead).member_id, clock(lead).member_id) == (sue.id, sue.id)
        assert clock(lead, now=after(hours=6)).due_at == after(days=1, hours=2)
        assert Notice.objects.filter(kind="lead_rerouted").count() == 1
        first = min(sla.clocks_of(lead.id, now=MONDAY), key=lambda one: one.id)
        assert (first.state, first.member_id) == ("broken", sam.id)

    def test_after_two_of_them_it_goes_to_nobody(self, sam, sue):
        rep("sid")
        lead = lead_of()
        owners = [handed(lead).member_id]
        for day in range(6):
            clocking_sweep.sweep(now=after(days=day, hours=6))
            owners += [handed(lead).member_id] if handed(lead).member_id != owners[-1] else []
        assert (len(owners), owners[-1]) == (4, None)

    def test_with_nobody_else_it_stays_where_it_is(self, sam):
        lead = lead_of()
        clocking_sweep.sweep(now=after(hours=6))
        assert (handed(lead).member_id, clocking_sweep.sweep(now=after(hours=7))) == (sam.id, 0)
        assert Clock.objects.get(pk=clock(lead).id).reroutes == 0
        told = [words.line(one).words for one in sla.history(clock(lead).id)]
        assert told[-2:] == ["manager told", "nobody else was eligible"]

    def test_one_that_cannot_be_moved_does_not_keep_the_others_from_it(self, sam, sue):
        version, gone = agreements.in_force(MONDAY), Subject(kind="lead", id=999_999, member_id=sam.id)
        clocking.happened("handed_off", subjects=[gone], at=MONDAY, now=MONDAY, version=version)
        lead = lead_of()
        assert clocking_sweep.sweep(now=after(hours=6)) == 2
        assert (handed(lead).member_id, clocking_sweep.sweep(now=after(hours=6))) == (sue.id, 0)

    def test_what_is_not_worked_goes_back_into_the_pool(self, sam):
        lead = lead_of()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        clocking_sweep.sweep(now=after(days=18))
        assert handed(lead).member_id is None

    def test_two_at_once_give_it_away_once(self, sam, sue):
        lead = lead_of()
        late = sla.claim(now=after(hours=6), lease=0)
        clocking_sweep.sweep(now=after(hours=6))
        assert clocking_sweep._move(late[0], now=after(hours=6), grace=timedelta(0)) == 0
        assert handed(lead).member_id == sue.id

    def test_what_was_accepted_after_the_claim_stays_with_whoever_accepted_it(self, sam, sue):
        lead = lead_of()
        (late,) = sla.claim(now=after(hours=6))
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=6))
        assert clocking_sweep._move(late, now=after(hours=6), grace=timedelta(0)) == 0
        assert (handed(lead).member_id, Notice.objects.filter(kind="lead_rerouted").count()) == (sam.id, 0)

    def test_a_second_one_of_the_same_clock_is_told_too(self, sam, sue):
        sid = rep("sid")
        twice = ANSWER.replace("reroute at 150%", "reroute at 150%, reroute at 200%").replace("calendar: owner", _GOES)
        agreements.publish(text=text(twice), name="b.yaml", by=PROCESS, now=after(days=-1), unsigned_because="a test")
        lead = lead_of()
        clocking_sweep.sweep(now=after(hours=6))
        clocking_sweep.sweep(now=after(days=1, hours=1))
        assert (handed(lead).member_id, len(sla.clocks_of(lead.id, now=MONDAY))) == (sid.id, 1)
        assert Notice.objects.filter(kind="lead_rerouted").count() == 2


class TestPause:
    def test_that_is_over_ends_in_time_also_where_the_worker_was_down(self, sam):
        lead = lead_of()
        clocking_acts.pause(clock_id=clock(lead).id, until=after(hours=1), reason="ill", by=sam, now=after(minutes=30))
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=6.5))
        assert (clock(lead).state, clock(lead).broken_at) == ("broken", after(hours=4.5))

    def test_that_ends_by_itself_puts_the_deadline_back_into_the_queue(self, sam):
        lead = lead_of()
        clocking_acts.pause(clock_id=clock(lead).id, until=after(hours=2), reason="ill", by=sam, now=after(hours=1))
        assert handed(lead).due_at is None
        clocking_sweep.sweep(now=after(hours=2))
        assert (clock(lead).due_at, handed(lead).due_at) == (after(hours=5), after(hours=5))


class TestPool:
    def test_whoever_accepts_what_nobody_had_gets_its_clocks(self, sam, sue):
        lead = lead_of()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        desk.assign(handoff_id=handed(lead).id, member_id=None, by=sam, now=after(hours=2))
        assert clock(lead, "first-touch").member_id is None
        done = desk.accept(handoff_id=handed(lead).id, by=sue, now=after(hours=3))
        assert {one.member_id for one in sla.clocks_of(lead.id, now=MONDAY) if one.is_open} == {sue.id}
        desk.undo(token=done.undo_token, by=sue, now=after(hours=3, seconds=5))
        assert {one.member_id for one in sla.clocks_of(lead.id, now=MONDAY) if one.is_open} == {None}

    def test_whoever_brings_a_lead_that_nobody_had_gets_its_clocks(self, sam, sue):
        lead = lead_of()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        desk.assign(handoff_id=handed(lead).id, member_id=None, by=sam, now=after(hours=2))
        desk.add_lead(traits={"email": "ann@acme.example"}, by=sue, now=after(hours=3))
        assert {one.member_id for one in sla.clocks_of(lead.id, now=MONDAY) if one.is_open} == {sue.id}


class TestChanges:
    def test_a_new_version_changes_the_deadline_in_the_queue_too(self, sam):
        lead = lead_of()
        shorter = text(*[one.replace("4 working hours", "2 working hours") for one in ALL])
        agreements.publish(text=shorter, name="b.yaml", by=PROCESS, now=after(minutes=30), unsigned_because="a test")
        while clocking_sweep.follow_changes(now=after(minutes=30)):
            pass
        assert (clock(lead).due_at, clock(lead).was_moved, handed(lead).due_at) == (
            after(hours=2),
            True,
            after(hours=2),
        )

    def test_leave_moves_it_and_the_queue_follows(self, sam):
        lead = lead_of()
        members.add_leave(member_id=sam.id, since=after(hours=1), until=after(days=1), by=PROCESS, now=MONDAY)
        while clocking_sweep.follow_changes(now=after(minutes=30)):
            pass
        assert handed(lead).due_at == after(days=1, hours=3)


class TestSnooze:
    @pytest.fixture
    def work(self, sam):
        """Every clock stands still with a snooze, and goes on with another owner."""
        services = [one.replace("owed_by: sales", "owed_by: sales, snoozed: pauses") for one in (*ALL, POOL)]
        services = [one.replace("starts: accepted", "starts: accepted, reassigned: continues") for one in services]
        whole = text(*services)
        agreements.publish(text=whole, name="b.yaml", by=PROCESS, now=after(days=-1), unsigned_because="a test")
        lead = lead_of()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        desk.snooze(handoff_id=handed(lead).id, until=after(days=3), by=sam, now=after(hours=2))
        return lead

    def test_pauses_no_longer_than_may_be_however_late_it_is_ended(self, sam):
        pausing = text(ANSWER.replace("calendar: owner", "calendar: owner, snoozed: pauses, pause: 1 hours"))
        agreements.publish(text=pausing, name="b.yaml", by=PROCESS, now=after(days=-1), unsigned_because="a test")
        lead = lead_of()
        desk.snooze(handoff_id=handed(lead).id, until=after(days=3), by=sam, now=after(hours=1))
        desk.wake(handoff_id=handed(lead).id, by=sam, now=after(days=2))
        assert (clock(lead).due_at, clock(lead).paused_seconds) == (after(hours=5), 3600)

    def test_again_moves_the_pause(self, sam, work):
        done = desk.snooze(handoff_id=handed(work).id, until=after(days=2), by=sam, now=after(hours=3))
        assert (clock(work, "work").paused_until, handed(work).due_at) == (after(days=2), None)
        desk.undo(token=done.undo_token, by=sam, now=after(hours=3, seconds=5))
        assert (clock(work, "work").paused_until, handed(work).snoozed_until) == (after(days=3), after(days=3))

    def test_ends_with_an_assignment_and_its_pauses_too_until_that_is_taken_back(self, sam, sue, work):
        done = desk.assign(handoff_id=handed(work).id, member_id=sue.id, by=sam, now=after(hours=3))
        assert (clock(work, "first-touch").state, clock(work, "work").state) == ("running", "running")
        assert (clock(work, "first-touch").due_at, handed(work).due_at) == (after(days=1, hours=2), after(hours=7))
        desk.undo(token=done.undo_token, by=sam, now=after(hours=3, seconds=5))
        assert (clock(work, "work").state, handed(work).due_at) == ("paused", None)
        assert (clock(work, "work").paused_until, handed(work).snoozed_until) == (after(days=3), after(days=3))

    def test_pauses_where_the_agreement_says_so_until_the_person_does_something(self, sam):
        pausing = text(ANSWER.replace("calendar: owner", "calendar: owner, snoozed: pauses"))
        agreements.publish(text=pausing, name="b.yaml", by=PROCESS, now=after(days=-1), unsigned_because="a test")
        lead = lead_of()
        desk.snooze(handoff_id=handed(lead).id, until=after(days=3), by=sam, now=after(hours=1))
        assert (clock(lead).state, handed(lead).due_at) == ("paused", None)
        happens({"type": "page", "userId": "ann", "properties": {"path": "/pricing"}}, at=after(hours=2))
        assert clock(lead).due_at == after(hours=5)


class TestRebuild:
    def test_finds_every_clock_as_the_ledger_says_and_one_that_is_not(self, sam, sue):
        lead = lead_of()
        done = desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
        desk.undo(token=done.undo_token, by=sam, now=after(hours=1, seconds=5))
        clocking_sweep.sweep(now=after(hours=6))
        desk.accept(handoff_id=handed(lead).id, by=sue, now=after(hours=7))
        assert sla.check([lead.id]) == []
        Clock.objects.filter(service="first-touch", ended_at=None).update(due_at=after(days=9))
        assert [(number, what) for number, _, what, _, _ in sla.check([lead.id])] == [(lead.id, "due")]

    def test_leaves_clocks_alone(self, sam):
        lead = lead_of()
        before = clock(lead)
        assert rebuild.rebuild(now=after(hours=1))["differences"] == []
        assert clock(lead) == before
