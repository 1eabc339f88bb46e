"""What reps write down of a lead, and what they say of it."""

from datetime import UTC, datetime, timedelta

import pytest

from accord.steps.activity import api as activity
from accord.steps.activity.contracts import OUTCOMES, ActivityRefused

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAM = 7


def logged(kind="call", outcome="", note="", at=MONDAY, lead=1, since=MONDAY - timedelta(days=30)):
    return activity.log(
        lead_id=lead, person_id=11, member_id=SAM, kind=kind, outcome=outcome, note=note, at=at, since=since, now=MONDAY
    )


class TestLog:
    @pytest.mark.parametrize("kind", ["call", "mail", "meeting"])
    def test_without_an_outcome_it_is_the_first_of_its_kind(self, kind):
        assert logged(kind).outcome == OUTCOMES[kind][0]

    def test_keeps_when_it_was_done_and_when_it_was_written_down(self):
        made = logged(at=MONDAY - timedelta(hours=2))
        assert (made.at, made.logged_at) == (MONDAY - timedelta(hours=2), MONDAY)

    @pytest.mark.parametrize(
        ("kind", "outcome", "note", "code"),
        [("fax", "", "", "kind"), ("call", "bounced", "", "outcome"), ("note", "", "  ", "empty")],
    )
    def test_refuses_what_it_does_not_know(self, kind, outcome, note, code):
        with pytest.raises(ActivityRefused) as refused:
            logged(kind, outcome, note)
        assert refused.value.code == code

    @pytest.mark.parametrize(
        ("at", "code"),
        [(MONDAY + timedelta(microseconds=1), "to-come"), (MONDAY - timedelta(hours=3, microseconds=1), "too-early")],
    )
    def test_refuses_what_is_still_to_come_and_what_was_before_the_lead(self, at, code):
        with pytest.raises(ActivityRefused) as refused:
            logged(at=at, since=MONDAY - timedelta(hours=3))
        assert refused.value.code == code

    def test_takes_the_first_and_the_last_instant(self):
        since = MONDAY - timedelta(hours=3)
        assert [logged(at=at, since=since).at for at in (since, MONDAY)] == [since, MONDAY]


class TestReading:
    def test_gives_the_latest_first(self):
        early, late = logged(at=MONDAY - timedelta(days=1)), logged("mail")
        assert activity.of_leads([1]) == [late, early]

    def test_counts_attempts_and_who_was_reached_but_no_notes(self):
        logged("call", "no-answer", at=MONDAY - timedelta(days=2))
        logged("mail", "replied", at=MONDAY - timedelta(days=1))
        logged("note", note="They asked for the audit report")
        logged("call", lead=2)
        found = activity.tried([1, 2, 3])
        assert found[1].attempts == 2
        assert found[1].reached == 1
        assert (found[1].last_kind, found[1].last_at) == ("mail", MONDAY - timedelta(days=1))
        assert set(found) == {1, 2}

    def test_what_was_taken_back_counts_no_more(self):
        made = logged()
        activity.take_back(activities=[made.id], now=MONDAY)
        assert activity.of_leads([1]) == []
        assert activity.tried([1]) == {}
        with pytest.raises(ActivityRefused):
            activity.take_back(activities=[made.id], now=MONDAY)


class TestImpression:
    def test_the_latest_word_counts(self):
        for answer in ("wrong-time", "good"):
            activity.judge(lead_id=1, handoff_id=3, member_id=SAM, answer=answer, now=MONDAY)
        assert activity.impressions_of([1])[1].answer == "good"

    def test_refuses_an_unknown_word(self):
        with pytest.raises(ActivityRefused):
            activity.judge(lead_id=1, handoff_id=3, member_id=SAM, answer="meh", now=MONDAY)


class TestMark:
    def test_names_each_rule_once_and_can_be_taken_back(self):
        made = activity.mark(
            rules=["webinar", "pricing", "webinar"],
            lead_id=1,
            handoff_id=3,
            member_id=SAM,
            reason="no-need",
            version_id=1,
            now=MONDAY,
        )
        assert [one.rule for one in made] == ["pricing", "webinar"]
        activity.take_back(marks=[made[0].id], now=MONDAY)
        assert [one.rule for one in activity.marks_of([3])[3]] == ["webinar"]
