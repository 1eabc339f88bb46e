"""What the passing of time brings: once, never early, and whoever sweeps."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from accord.kernel.actor import PROCESS
from accord.ledger import api as ledger
from accord.members import api as members
from accord.outbox.models import Addressee, Notice
from accord.steps.sla import api
from accord.steps.sla.contracts import SlaRefused
from accord.steps.sla.models import Clock
from accord.steps.sla.tests.cases import ANSWER, MONDAY, after, happen, kinds, lead, published, row, sweep, the

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Europe/Berlin")


def told(kind: str) -> list[list[int]]:
    notices = Notice.objects.filter(kind=kind).order_by("id")
    return [list(Addressee.objects.filter(notice=one).values_list("member_id", flat=True)) for one in notices]


class TestLadder:
    def test_reminds_shows_breaks_and_tells_the_manager_in_turn(self, version, sam, sue):
        members.set_work(member_id=sam.id, by=PROCESS, now=MONDAY, manager_id=sue.id)
        happen("handed_off", lead(member=sam), version=version)
        assert sweep(after(hours=2, seconds=-1)) == 0
        assert sweep(after(hours=2)) == 1
        assert (told("clock_reminder"), the(now=after(hours=2)).state) == ([[sam.id]], "running")
        sweep(after(hours=3))
        assert (told("clock_at_risk"), the(now=after(hours=3)).state) == ([[sam.id]], "at_risk")
        sweep(after(hours=4))
        assert (told("clock_broken"), told("clock_escalated")) == ([[sam.id]], [[sue.id]])
        assert (the().broken_at, the(now=after(hours=4, seconds=1)).state) == (after(hours=4), "late")
        assert kinds(the()) == ["ClockStarted"] + ["ClockStepTaken"] * 4

    def test_without_owner_and_manager_whoever_signs_hears_of_it(self, version, mara):
        happen("recycled", lead(), version=version)
        sweep(after(days=30))
        assert told("clock_broken") == [[mara.id]]

    def test_nothing_is_due_after_it_was_stopped(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        happen("accepted", lead(member=sam), version=version, at=after(hours=1))
        Clock.objects.filter(service__in=["first-touch", "attempts"]).update(next_at=None)
        assert not api.is_due(now=after(days=99))

    def test_a_step_that_takes_the_lead_waits_for_whoever_moves_it(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        sweep(after(hours=5))
        (claim,) = api.claim(now=after(hours=6), lease=0)
        assert (claim.move, claim.lead_id) == ("reroute", 7)
        api.fire([claim], now=after(hours=6))
        assert row(the()).reroutes == 0
        (claim,) = api.claim(now=after(hours=6))
        api.fire([claim], now=after(hours=6), moved=True)
        assert (row(the()).reroutes, row(the()).next_at) == (1, None)


class TestLeases:
    def test_two_sweepers_never_have_the_same_clock(self, version, sam):
        for number in range(5):
            happen("handed_off", lead(number, sam), version=version)
        first, second = api.claim(now=after(hours=2), limit=3), api.claim(now=after(hours=2), limit=3)
        assert {one.clock_id for one in first} & {one.clock_id for one in second} == set()
        assert (len(first), len(second), api.claim(now=after(hours=2))) == (3, 2, [])

    def test_who_lost_the_lease_has_nothing_to_say(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        late, quick = api.claim(now=after(hours=2), lease=0), api.claim(now=after(hours=2))
        assert (api.fire(late, now=after(hours=2)), len(api.fire(quick, now=after(hours=2)))) == ([], 1)
        assert len(told("clock_reminder")) == 1


class TestOutage:
    def test_of_six_hours_each_overdue_step_comes_once_and_is_marked(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        sweep(after(hours=6))
        sweep(after(hours=6))
        steps = [one.body for one in api.history(the().id) if one.kind == "ClockStepTaken"]
        assert [one["do"] for one in steps] == ["remind", "at risk", "broken", "tell manager"]
        assert [one["late_by_outage"] // 3600 for one in steps] == [4, 3, 2, 2]
        assert the().broken_at == after(hours=4)

    def test_what_is_on_time_is_not_marked(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        sweep(after(hours=2, seconds=90))
        assert api.history(the().id)[-1].body["late_by_outage"] == 0


class TestPause:
    def test_stops_the_time_and_goes_on_by_itself_at_the_latest(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        by = {"actor": PROCESS, "now": after(hours=1)}
        api.pause(clock_id=the().id, until=after(hours=3), reason="The buyer is ill.", **by)
        paused = the(now=after(hours=2))
        assert (paused.state, paused.due_at, paused.pause_reason) == ("paused", None, "The buyer is ill.")
        assert paused.share_left == 0.75
        sweep(after(hours=4))
        assert (the().due_at, the().first_due_at) == (after(hours=6), after(hours=4))
        assert [one.at for one in api.history(the().id)][1:] == [after(hours=1), after(hours=3), after(hours=4)]

    def test_is_over_at_its_end_for_whoever_reads_though_nobody_swept(self, version, sam, mara):
        happen("handed_off", lead(member=sam), version=version)
        api.pause(clock_id=the().id, until=after(hours=2), reason="x", actor=PROCESS, now=after(hours=1))
        unswept, late = the(now=after(hours=2.5)), the(now=after(hours=5.5))
        assert (unswept.state, unswept.due_at, unswept.paused_until) == ("running", after(hours=5), None)
        assert (unswept.seconds_left, unswept.paused_seconds, late.state) == (2.5 * 3600, 3600, "late")
        counts = api.counts(now=after(hours=2.5))
        assert (counts["open"], counts["paused"], api.counts(now=after(hours=1.5))["paused"]) == (1, 0, 1)
        with pytest.raises(SlaRefused):
            api.ask_excuse(clock_id=late.id, reason="x", by=sam, now=after(hours=5))
        assert api.ask_excuse(clock_id=late.id, reason="x", by=sam, now=after(hours=5.5)).state == "asked"
        sweep(after(hours=5.5))
        assert the(now=after(hours=2.5)).due_at == unswept.due_at

    def test_is_ended_by_hand(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        api.pause(clock_id=the().id, until=after(hours=6), reason="x", actor=PROCESS, now=after(hours=1))
        api.resume(clock_id=the().id, actor=PROCESS, now=after(hours=2))
        assert the().due_at == after(hours=5)

    @pytest.mark.parametrize(("hour", "state"), [(5, "kept"), (5.01, "broken"), (8, "broken")])
    def test_ends_by_itself_where_nobody_swept_before_the_next_thing_happens(self, version, sam, hour, state):
        happen("handed_off", lead(member=sam), version=version)
        api.pause(clock_id=the().id, until=after(hours=2), reason="x", actor=PROCESS, now=after(hours=1))
        happen("accepted", lead(member=sam), version=version, at=after(hours=hour))
        clock = the()
        assert (clock.state, clock.paused_seconds) == (state, 3600)
        assert clock.working_seconds == min(clock.raw_seconds, 7 * 3600) - 3600

    def test_ends_by_itself_where_nobody_swept_before_the_lead_is_given_back(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        api.pause(clock_id=the().id, until=after(hours=2), reason="x", actor=PROCESS, now=after(hours=1))
        happen("recycled", lead(member=sam), version=version, at=after(hours=6))
        assert (the().state, the().broken_at) == ("broken", after(hours=5))

    def test_ends_by_itself_where_nobody_swept_before_another_has_the_lead(self, sam, sue):
        going_on = ANSWER.replace("calendar: owner", "calendar: owner, reassigned: continues")
        version = published(going_on)
        happen("handed_off", lead(member=sam), version=version)
        api.pause(clock_id=the().id, until=after(hours=2), reason="x", actor=PROCESS, now=after(hours=1))
        happen("reassigned", lead(member=sue), version=version, at=after(hours=3))
        assert (the(now=after(hours=3)).state, the().due_at) == ("running", after(hours=5))

    def test_ended_by_hand_after_its_end_the_clock_went_on_at_its_end(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        api.pause(clock_id=the().id, until=after(hours=2), reason="x", actor=PROCESS, now=after(hours=1))
        api.resume(clock_id=the().id, actor=PROCESS, now=after(hours=4.5))
        assert (the().due_at, the().paused_seconds) == (after(hours=5), 3600)

    def test_asked_for_again_after_its_end_is_another_one(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        api.pause(clock_id=the().id, until=after(hours=2), reason="x", actor=PROCESS, now=after(hours=1))
        api.pause(clock_id=the().id, until=after(hours=4), reason="y", actor=PROCESS, now=after(hours=3))
        sweep(after(hours=4))
        assert (the().due_at, the().paused_seconds) == (after(hours=6), 2 * 3600)

    def test_asked_for_again_when_its_end_left_the_clock_late_is_refused(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        api.pause(clock_id=the().id, until=after(hours=2), reason="x", actor=PROCESS, now=after(hours=1))
        with pytest.raises(SlaRefused) as refused:
            api.pause(clock_id=the().id, until=after(hours=7), reason="y", actor=PROCESS, now=after(hours=6))
        assert refused.value.code == "late"

    @pytest.mark.parametrize(
        ("until", "now", "reason", "code"),
        [
            (after(hours=2), after(hours=1), " ", "reason"),
            (after(hours=1), after(hours=1), "x", "past"),
            (after(days=6), after(hours=1), "x", "too-long"),
            (after(hours=6), after(hours=5), "x", "late"),
        ],
    )
    def test_is_refused(self, version, sam, until, now, reason, code):
        happen("handed_off", lead(member=sam), version=version)
        with pytest.raises(SlaRefused) as refused:
            api.pause(clock_id=the().id, until=until, reason=reason, actor=PROCESS, now=now)
        assert refused.value.code == code

    def test_all_pauses_together_have_a_ceiling(self, sam):
        version = published(
            "{id: answer, owed_by: sales, starts: handed_off, stops: accepted, within: 4 working hours, pause: 2 hours}"
        )
        happen("handed_off", lead(member=sam), version=version)
        for hour, long in ((0, 1.5), (2, 0.5)):
            api.pause(
                clock_id=the().id, until=after(hours=hour + long), reason="x", actor=PROCESS, now=after(hours=hour)
            )
            sweep(after(hours=hour + long))
        with pytest.raises(SlaRefused):
            api.pause(clock_id=the().id, until=after(hours=4), reason="x", actor=PROCESS, now=after(hours=3))

    def test_a_snooze_pauses_where_the_clause_says_so(self, sam):
        version = published(
            "{id: answer, owed_by: sales, starts: handed_off, stops: accepted, within: 4 working hours, "
            "snoozed: pauses, pause: 1 days}",
            "{id: other, owed_by: sales, starts: handed_off, stops: accepted, within: 4 working hours}",
        )
        happen("handed_off", lead(member=sam), version=version)
        api.snooze(lead_id=7, until=after(days=9), actor=PROCESS, now=after(hours=1))
        assert (the().state, the().paused_until, the("other").state) == ("paused", after(days=1, hours=1), "running")
        api.wake(lead_ids=[7], actor=PROCESS, now=after(hours=2))
        assert the().due_at == after(hours=5)

    def test_a_snooze_pauses_no_longer_than_may_be_however_late_it_is_woken(self, sam):
        version = published(ANSWER.replace("calendar: owner", "calendar: owner, snoozed: pauses, pause: 1 hours"))
        happen("handed_off", lead(member=sam), version=version)
        api.snooze(lead_id=7, until=after(days=3), actor=PROCESS, now=after(hours=1))
        api.wake(lead_ids=[7], actor=PROCESS, now=after(days=2))
        assert (the().due_at, the().paused_seconds) == (after(hours=5), 3600)

    def test_a_snooze_takes_in_a_clock_whose_own_pause_is_over(self, sam):
        version = published(ANSWER.replace("calendar: owner", "calendar: owner, snoozed: pauses"))
        happen("handed_off", lead(member=sam), version=version)
        api.pause(clock_id=the().id, until=after(hours=2), reason="x", actor=PROCESS, now=after(hours=1))
        api.snooze(lead_id=7, until=after(hours=5), actor=PROCESS, now=after(hours=3))
        assert (the().pause_reason, the().paused_until) == ("snoozed", after(hours=5))
        sweep(after(hours=5))
        assert the().due_at == after(hours=7)


MINUTES = {"remind": 180, "at risk": 270, "broken": 360, "tell manager": 540}  # of six working hours


def pencilled(start, minutes):
    """When so many minutes are over, from Monday to Friday, nine to five in Berlin; written apart from the clocks."""
    left, day = timedelta(minutes=minutes), start.astimezone(HERE).date()
    while True:
        if day.weekday() < 5:
            opens, shuts = (datetime.combine(day, time(hour), HERE).astimezone(UTC) for hour in (9, 17))
            begins = max(start, opens)
            if begins + left <= shuts:
                return begins + left
            left -= max(shuts - begins, timedelta())
        day += timedelta(days=1)


class TestYear:
    def test_each_of_ten_thousand_timers_once_and_never_early(self, sam, sue):
        """2,500 clocks of four steps each begin somewhere in a year and are swept every few hours, with outages."""
        version = published(
            "{id: answer, owed_by: sales, starts: handed_off, stops: accepted, within: 6 working hours, "
            "then: [remind at 50%, at risk at 75%, tell manager at 150%]}"
        )
        dice = Random(7)
        begins = sorted(MONDAY + timedelta(minutes=dice.randrange(365 * 24 * 60)) for _ in range(25))
        waiting, number = list(begins), 0
        now = MONDAY
        while now < MONDAY + timedelta(days=375):
            while waiting and waiting[0] <= now:
                at = waiting.pop(0)
                leads = [lead(number + i, sam if i % 2 else sue) for i in range(100)]
                happen("handed_off", *leads, version=version, at=at, now=now)
                number += 100
            sweep(now)
            now += timedelta(hours=dice.choice((3, 5, 8, 60)))
        facts = ledger.of_kind(["ClockStepTaken"], limit=20_000)
        assert len(facts) == 10_000
        assert set(Counter((one.subject_id, one.body["do"]) for one in facts).values()) == {1}
        started = dict(Clock.objects.values_list("id", "started_at"))
        due = {(at, do): pencilled(at, minutes) for at in begins for do, minutes in MINUTES.items()}
        assert all(one.at == due[started[one.subject_id], one.body["do"]] <= one.recorded_at for one in facts)
        assert Clock.objects.filter(next_at__isnull=False).count() == 0
        assert Notice.objects.filter(kind__startswith="clock_").count() == 10_000
