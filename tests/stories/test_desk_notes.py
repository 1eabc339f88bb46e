"""Sam works a lead and writes down what he did; what he says of it comes back to the rules."""

import pytest

from accord.journey import desk
from accord.journey.desk.done import DeskRefused
from accord.steps.activity import api as activity
from accord.steps.activity.contracts import ActivityRefused
from accord.web.base.record.lead import lead_record
from tests.stories.desk_cases import MONDAY, demo, handed, happens, identify, later, lead_of, ready, stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind")]


@pytest.fixture
def lead(sam):
    one = ready()
    desk.accept(handoff_id=handed(one).id, by=sam, now=later(minutes=5))
    return one


class TestLog:
    def test_one_press_keeps_a_call_and_leaves_the_lead_where_it_is(self, lead, sam):
        before = stage(lead)
        desk.log(lead_id=lead.id, kind="call", by=sam, now=later(hours=1))
        made = activity.of_leads([lead.id])
        assert [(one.kind, one.outcome, one.member_id) for one in made] == [("call", "reached", sam.id)]
        assert stage(lead) == before

    def test_can_be_taken_back_without_touching_the_hand_off(self, lead, sam):
        done = desk.log(lead_id=lead.id, kind="mail", by=sam, now=later(hours=1))
        desk.undo(token=done.undo_token, by=sam, now=later(hours=1, seconds=4))
        assert activity.of_leads([lead.id]) == []
        assert handed(lead).state == "accepted"

    def test_somebody_elses_lead_is_not_theirs_to_log_on(self, lead, sue, rhea):
        with pytest.raises(DeskRefused):
            desk.log(lead_id=lead.id, kind="call", by=sue, now=later(hours=1))
        assert desk.log(lead_id=lead.id, kind="call", by=rhea, now=later(hours=1)).lead.id == lead.id

    def test_refuses_a_lead_that_there_is_not(self, sam):
        with pytest.raises(DeskRefused) as refused:
            desk.log(lead_id=404, kind="call", by=sam, now=MONDAY)
        assert refused.value.code == "unknown"


class TestWrittenDownLater:
    def test_a_call_stands_where_it_was_made(self, lead, sam):
        done = desk.log(lead_id=lead.id, kind="call", by=sam, at=later(hours=1), now=later(hours=5))
        (made,) = activity.of_leads([lead.id])
        assert (made.at, made.logged_at) == (later(hours=1), later(hours=5))
        desk.undo(token=done.undo_token, by=sam, now=later(hours=5, seconds=4))
        assert activity.of_leads([lead.id]) == []

    def test_refuses_what_was_before_the_lead_was_handed_over_and_what_is_to_come(self, lead, sam):
        for at, code in ((later(minutes=-1), "too-early"), (later(hours=1, minutes=1), "to-come")):
            with pytest.raises(ActivityRefused) as refused:
                desk.log(lead_id=lead.id, kind="call", by=sam, at=at, now=later(hours=1))
            assert refused.value.code == code
        assert activity.of_leads([lead.id]) == []

    def test_refuses_on_a_lead_without_a_hand_off_what_was_before_it_began(self, rhea):
        happens(identify("ned"))
        one = lead_of("ned@acme.example")
        with pytest.raises(ActivityRefused) as refused:
            desk.log(lead_id=one.id, kind="call", by=rhea, at=later(minutes=-1), now=later(hours=1))
        assert refused.value.code == "too-early"
        desk.log(lead_id=one.id, kind="call", by=rhea, at=MONDAY, now=later(hours=1))

    def test_the_minute_in_which_the_lead_came_is_not_before_it(self, sam):
        came = later(seconds=40)
        one = ready(at=came)
        desk.accept(handoff_id=handed(one).id, by=sam, now=later(minutes=5, seconds=30))
        for said, counted in ((MONDAY, came), (later(minutes=5), later(minutes=5, seconds=30))):
            desk.log(lead_id=one.id, kind="call", by=sam, at=said, now=later(minutes=5, seconds=50))
            assert activity.of_leads([one.id])[0].at == counted


class TestWhatToDoNext:
    def test_begins_anew_for_a_lead_that_came_back(self, lead, sam):
        first = lead_record(lead.id, now=later(minutes=6)).advice
        desk.log(lead_id=lead.id, kind="call", by=sam, now=later(hours=1))
        assert lead_record(lead.id, now=later(hours=2)).advice != first
        desk.recycle(lead_id=lead.id, reason="nurture", by=sam, now=later(hours=3))
        happens(demo("iris"), at=later(days=30))
        desk.accept(handoff_id=handed(lead).id, by=sam, now=later(days=30, hours=1))
        assert lead_record(lead.id, now=later(days=30, hours=2)).advice == first


class TestFeedback:
    def test_is_kept_once_the_lead_was_accepted(self, lead, sam):
        desk.give_feedback(lead_id=lead.id, answer="wrong-time", note="Budget in May", by=sam, now=later(hours=2))
        assert activity.impressions_of([lead.id])[lead.id].answer == "wrong-time"

    def test_before_that_there_is_nothing_to_say(self, sam):
        one = ready()
        with pytest.raises(DeskRefused):
            desk.give_feedback(lead_id=one.id, answer="good", by=sam, now=later(minutes=1))


class TestMisled:
    def test_a_rejection_names_the_rules_that_misled(self, sam):
        one = ready()
        number = handed(one).id
        desk.reject(handoff_id=number, reason="not-a-fit", misled=["demo"], by=sam, now=later(minutes=5))
        (mark,) = activity.marks_of([number])[number]
        assert (mark.rule, mark.reason, mark.member_id) == ("demo", "not-a-fit", sam.id)

    def test_an_undo_takes_the_marks_back_with_the_rejection(self, sam):
        one = ready()
        number = handed(one).id
        done = desk.reject(handoff_id=number, reason="not-a-fit", misled=["demo"], by=sam, now=later(minutes=5))
        desk.undo(token=done.undo_token, by=sam, now=later(minutes=5, seconds=3))
        assert activity.marks_of([number]) == {}
        assert handed(one).state == "waiting"

    def test_refuses_a_rule_that_the_agreement_does_not_have(self, sam):
        one = ready()
        with pytest.raises(ActivityRefused):
            desk.reject(
                handoff_id=handed(one).id, reason="not-a-fit", misled=["horoscope"], by=sam, now=later(minutes=5)
            )
        assert handed(one).state == "waiting"

    def test_a_recycled_lead_can_name_them_too(self, lead, sam):
        number = handed(lead).id
        desk.recycle(lead_id=lead.id, reason="nurture", misled=["demo"], by=sam, now=later(days=1))
        assert [one.rule for one in activity.marks_of([number])[number]] == ["demo"]
