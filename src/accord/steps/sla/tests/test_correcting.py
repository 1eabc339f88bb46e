"""What was done in time and written down after its clock was stopped."""

from collections import Counter
from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.kernel.actor import PROCESS
from accord.steps.sla import api
from accord.steps.sla.contracts import SlaRefused
from accord.steps.sla.tests.cases import after, happen, kinds, lead, published, row, sweep, the

pytestmark = pytest.mark.django_db
TOUCH = "{id: answer, owed_by: sales, starts: accepted, stops: activity, within: 4 hours}"
TWICE = TOUCH.replace("stops: activity", "stops: activity, times: 2")
SPAN = {"since": after(days=-1), "until": after(days=30), "zone": "UTC"}


@pytest.fixture
def touch(sam):
    version = published(TOUCH)
    happen("accepted", lead(member=sam), version=version)
    return version


def said(sam, version, *, at, now, event="activity"):
    return happen(event, lead(member=sam), version=version, at=after(hours=at), now=after(hours=now))


class TestLateWord:
    def test_of_a_call_in_time_corrects_what_a_later_call_had_stopped(self, sam, touch):
        sweep(after(hours=4))
        said(sam, touch, at=5, now=5)
        assert (the().state, the().broken_at, the().ended_at) == ("broken", after(hours=4), after(hours=5))
        said(sam, touch, at=2, now=6)
        clock = the()
        assert (clock.state, clock.broken_at, row(clock).broken_by) == ("kept", None, None)
        assert (clock.ended_at, clock.raw_seconds, clock.working_seconds) == (after(hours=2), 7200, 7200)
        assert api.check([7]) == []

    def test_leaves_the_breach_that_was_told_and_both_instants_in_the_history(self, sam, touch):
        sweep(after(hours=4))
        said(sam, touch, at=5, now=5)
        said(sam, touch, at=2, now=6)
        assert kinds(the()) == ["ClockStarted", "ClockStepTaken", "ClockStopped", "ClockCorrected"]
        stopped, corrected = api.history(the().id)[2:]
        assert (stopped.at, corrected.at, corrected.recorded_at) == (after(hours=5), after(hours=2), after(hours=6))
        assert (corrected.body["was_verdict"], corrected.body["verdict"]) == ("broken", "kept")
        assert corrected.body["was_broken"][:16] == "2026-03-02T13:00"

    def test_of_one_too_late_as_well_changes_when_and_not_what(self, sam, touch):
        said(sam, touch, at=9, now=9)
        said(sam, touch, at=6, now=10)
        clock = the()
        assert (clock.state, clock.broken_at, clock.ended_at) == ("broken", after(hours=4), after(hours=6))

    def test_of_an_earlier_one_where_it_was_kept_tells_how_quick_it_was(self, sam, touch):
        said(sam, touch, at=3, now=3)
        said(sam, touch, at=1, now=4)
        assert (the().state, the().raw_seconds) == ("kept", 3600)
        (cell,) = api.promises(**SPAN)
        assert (cell.kept, cell.broken, cell.median_raw) == (1, 0, 3600)

    def test_of_a_later_one_or_one_before_the_start_changes_nothing(self, sam, touch):
        said(sam, touch, at=3, now=3)
        assert (said(sam, touch, at=3.5, now=4), said(sam, touch, at=-1, now=4)) == ([], [])

    def test_of_something_else_changes_nothing(self, sam, touch):
        said(sam, touch, at=5, now=5)
        assert said(sam, touch, at=2, now=6, event="feedback") == []

    def test_keeps_what_was_late_when_the_lead_was_given_back(self, sam, touch):
        said(sam, touch, at=5, now=5, event="recycled")
        assert (the().state, the().ended_by) == ("broken", "recycled")
        said(sam, touch, at=2, now=6)
        assert (the().state, the().ended_by, the().ended_at) == ("kept", "activity", after(hours=2))

    def test_leaves_what_ended_by_itself(self, sam, touch):
        said(sam, touch, at=3, now=3, event="recycled")
        assert said(sam, touch, at=2, now=6) == []
        assert the().state == "ended"

    def test_leaves_what_was_excused(self, sam, mara, touch):
        said(sam, touch, at=5, now=5)
        asked = api.ask_excuse(clock_id=the().id, reason="x", by=sam, now=after(hours=5))
        api.answer_excuse(excuse_id=asked.id, is_granted=True, by=mara, now=after(hours=5))
        assert said(sam, touch, at=2, now=6) == []
        assert (the().state, the().ended_at) == ("excused", after(hours=5))

    def test_leaves_nothing_to_excuse(self, sam, mara, touch):
        said(sam, touch, at=5, now=5)
        asked = api.ask_excuse(clock_id=the().id, reason="x", by=sam, now=after(hours=5))
        said(sam, touch, at=2, now=6)
        with pytest.raises(SlaRefused) as refused:
            api.answer_excuse(excuse_id=asked.id, is_granted=True, by=mara, now=after(hours=6))
        assert (refused.value.code, the().state) == ("kept", "kept")


class TestUndo:
    def test_of_the_late_word_leaves_it_broken_as_it_was(self, sam, touch):
        sweep(after(hours=4))
        said(sam, touch, at=5, now=5)
        before = the()
        changes = said(sam, touch, at=2, now=6)
        api.put_back(changes, actor=PROCESS, now=after(hours=6))
        assert the() == before
        assert api.check([7]) == []

    def test_of_the_late_word_is_no_proof_any_more(self, sam):
        version = published(TWICE)
        happen("accepted", lead(member=sam), version=version)
        for hour in (8, 9):
            said(sam, version, at=hour, now=hour)
        api.put_back(said(sam, version, at=2, now=10), actor=PROCESS, now=after(hours=10))
        said(sam, version, at=3, now=11)
        assert (the().state, the().ended_at) == ("broken", after(hours=8))

    def test_of_the_first_word_leaves_what_was_corrected_since(self, sam, touch):
        first = said(sam, touch, at=5, now=5)
        said(sam, touch, at=2, now=5)
        api.put_back(first, actor=PROCESS, now=after(hours=5))
        assert (the().state, the().done, row(the()).next_at) == ("kept", 1, None)

    def test_of_the_first_late_word_leaves_the_second(self, sam, touch):
        said(sam, touch, at=6, now=6)
        first = said(sam, touch, at=2, now=7)
        said(sam, touch, at=3, now=7)
        api.put_back(first, actor=PROCESS, now=after(hours=7))
        assert (the().state, the().ended_at) == ("kept", after(hours=3))
        assert api.check([7]) == []

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=str)
    def test_of_two_late_words_in_any_order_leaves_no_proof(self, sam, touch, order):
        said(sam, touch, at=6, now=6)
        before = the()
        words = [said(sam, touch, at=hour, now=7) for hour in (3, 2)]
        for one in order:
            api.put_back(words[one], actor=PROCESS, now=after(hours=7))
        assert the() == before

    def test_of_what_sales_gave_back_lets_a_late_word_decide(self, sam, touch):
        back = said(sam, touch, at=5, now=5, event="recycled")
        said(sam, touch, at=2, now=5.001)
        assert (the().state, the().ended_by) == ("kept", "activity")
        api.put_back(back, actor=PROCESS, now=after(hours=5.002))
        assert (the().state, the().ended_at) == ("kept", after(hours=2))

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.integers(1, 3),
        st.lists(st.integers(1, 8), max_size=2),
        st.lists(st.one_of(st.integers(1, 8), st.tuples(st.integers(0, 5))), min_size=1, max_size=9),
    )
    def test_leaves_the_verdict_of_the_words_that_stand(self, sam, times, before, todo):
        """Hours are words, said within a minute at the end; in brackets, which of them is taken back."""
        with transaction.atomic():
            version = published(TOUCH.replace("stops: activity", f"stops: activity, times: {times}"))
            happen("accepted", lead(member=sam), version=version)
            stand = Counter(before)
            for hour in sorted(before):
                sweep(after(hours=hour))
                said(sam, version, at=hour, now=hour)
            sweep(after(hours=20))
            made = []
            for ahead, one in enumerate(todo):
                now = 20 + ahead / 3600
                if isinstance(one, int):
                    made.append((one, said(sam, version, at=one, now=now)))
                    stand[one] += 1
                elif made:
                    hour, changes = made.pop(one[0] % len(made))
                    api.put_back(changes, actor=PROCESS, now=after(hours=now))
                    stand[hour] -= 1
                self.compare(sorted(stand.elements()), times)
            transaction.set_rollback(True)

    def compare(self, known, times):
        clock = the(now=after(hours=20, minutes=1))
        if len(known) < times:
            assert (clock.state, clock.done, clock.broken_at) == ("late", len(known), after(hours=4))
            return
        last = known[times - 1]
        state = "kept" if last <= 4 else "broken"
        assert (clock.state, clock.ended_at, clock.raw_seconds) == (state, after(hours=last), last * 3600)
        assert (clock.done, clock.broken_at) == (times, None if state == "kept" else after(hours=4))
        assert api.check([7]) == []


class TestSeveral:
    @pytest.mark.parametrize("order", list(permutations((2, 3, 8, 9))), ids=str)
    def test_the_first_that_are_enough_decide_in_whatever_order_they_are_written_down(self, sam, order):
        version = published(TWICE)
        happen("accepted", lead(member=sam), version=version)
        for ahead, hour in enumerate(order):
            said(sam, version, at=hour, now=20 + ahead)
        clock = the(now=after(hours=30))
        assert (clock.state, clock.ended_at, clock.done) == ("kept", after(hours=3), 2)
        assert api.check([7]) == []

    def test_those_that_were_lacking_when_it_ended_are_made_up_for(self, sam):
        version = published(TWICE)
        happen("accepted", lead(member=sam), version=version)
        said(sam, version, at=5, now=5, event="recycled")
        said(sam, version, at=3, now=6)
        assert (the().state, the().done) == ("broken", 1)
        said(sam, version, at=2, now=7)
        assert (the().state, the().done, the().ended_at) == ("kept", 2, after(hours=3))
