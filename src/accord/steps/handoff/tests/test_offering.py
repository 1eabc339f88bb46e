"""Ready leads go to active reps in turn, once."""

import pytest

from accord.ledger import api as ledger
from accord.steps.handoff import api
from accord.steps.handoff.contracts import HandoffRefused
from accord.steps.handoff.tests.cases import SAM, SID, SUE, minute, northwind, offer, pick_up, ready, reject, team

pytestmark = pytest.mark.django_db


def members(cards):
    return [card.member_id for card in cards]


class TestOffer:
    def test_goes_round(self):
        assert members(offer(*[ready(n) for n in range(5)])) == [SAM, SUE, SID, SAM, SUE]

    def test_goes_on_where_it_stood(self):
        offer(ready(1))
        assert members(offer(ready(2))) == [SUE]

    def test_is_made_once_for_a_lead(self):
        offer(ready(1))
        assert offer(ready(1, stage="sal")) == []

    def test_is_made_at_the_stages_the_agreement_names(self):
        assert offer(ready(1, stage="lead")) == []

    def test_is_told_to_the_ledger_with_all_candidates(self):
        offer(ready(1), to=team(SUE, inactive=(SAM,)))
        body = ledger.about("lead", 1)[0].body
        assert body["member"] == SUE
        assert [c["passed_over"] for c in body["candidates"]] == ["is inactive", ""]

    def test_takes_as_many_queries_for_many(self, django_assert_max_num_queries):
        with django_assert_max_num_queries(15):
            offer(*[ready(n) for n in range(300)])


class TestNobodyEligible:
    def test_waits_in_a_queue_of_its_own(self):
        offer(ready(1), to=team(inactive=(SAM,)))
        assert [row.lead_id for row in api.queue(member_id=None).rows] == [1]

    def test_is_picked_up_when_somebody_becomes_active(self):
        offer(ready(1), ready(2), to=team(inactive=(SAM, SUE)))
        assert pick_up(ready(1), ready(2), to=team(inactive=(SAM,)), at=1) == []
        assert members(pick_up(ready(1), ready(2), to=team(SAM, SUE), at=2)) == [SAM, SUE]
        assert api.queue(member_id=None).rows == ()

    def test_may_be_taken_by_anybody(self):
        waiting = offer(ready(1), to=team(inactive=(SAM,)))[0]
        assert api.accept(handoff_id=waiting.id, member_id=SUE, now=minute(1)).member_id == SUE


class TestAccept:
    def test_is_the_members_own(self):
        handed = offer(ready(1))[0]
        with pytest.raises(HandoffRefused, match="somebody else"):
            api.accept(handoff_id=handed.id, member_id=SUE, now=minute(1))
        assert api.accept(handoff_id=handed.id, member_id=SUE, now=minute(1), on_behalf=True).state == "accepted"

    def test_happens_once(self):
        handed = offer(ready(1))[0]
        api.accept(handoff_id=handed.id, member_id=SAM, now=minute(1))
        with pytest.raises(HandoffRefused, match="already"):
            api.accept(handoff_id=handed.id, member_id=SAM, now=minute(2))


class TestReject:
    def test_says_what_comes_then(self):
        handed = offer(ready(1))[0]
        assert reject(handed.id, SAM, reason="not-a-fit").then == "disqualify"

    def test_gives_the_turn_back(self):
        handed = offer(ready(1))[0]
        reject(handed.id, SAM)
        assert members(offer(ready(2))) == [SAM]

    def test_needs_a_reason_of_the_agreement(self):
        handed = offer(ready(1))[0]
        with pytest.raises(HandoffRefused, match="wrong-person, no-answer, not-a-fit, student"):
            reject(handed.id, SAM, reason="")
        assert api.handoff(handed.id).state == "waiting"

    def test_can_be_put_back_and_costs_the_turn_again(self):
        handed = offer(ready(1))[0]
        was = api.snapshot(handed.id)
        reject(handed.id, SAM)
        became = api.snapshot(handed.id)
        assert api.put_back(handoff_id=handed.id, was=was, became=became, now=minute(2)).state == "waiting"
        assert members(offer(ready(2))) == [SUE]

    def test_is_not_put_back_when_it_went_on(self):
        handed = offer(ready(1))[0]
        was = api.snapshot(handed.id)
        api.accept(handoff_id=handed.id, member_id=SAM, now=minute(1))
        with pytest.raises(HandoffRefused, match="went on"):
            api.put_back(handoff_id=handed.id, was=was, became=was, now=minute(2))

    def test_is_listed_with_who_and_when(self):
        handed = offer(ready(1))[0]
        reject(handed.id, SAM, note="called three times")
        (told,) = api.decisions([handed.id])
        assert (told.kind, told.by, told.reason, told.note) == (
            "rejection",
            str(SAM),
            "no-answer",
            "called three times",
        )


class TestAssign:
    def test_gives_the_lead_to_another_and_the_turn_back(self, sam_actor):
        handed = offer(ready(1))[0]
        api.assign(handoff_id=handed.id, member_id=SID, actor=sam_actor, now=minute(1))
        assert members(offer(ready(2))) == [SAM]
        assert [row.lead_id for row in api.queue(member_id=SID).rows] == [1]

    def test_a_lead_that_a_rep_brings_is_theirs_out_of_turn(self, sam_actor):
        brought = api.take(ready(1), member_id=SUE, actor=sam_actor, version=northwind(), now=minute(0))
        assert (brought.member_id, brought.state) == (SUE, "accepted")
        assert members(offer(ready(2))) == [SAM]


class TestWithdraw:
    def test_of_an_unanswered_offer_gives_the_turn_back(self, sam_actor):
        offer(ready(1))
        api.withdraw([1], actor=sam_actor, now=minute(1), reason="merged")
        assert members(offer(ready(2))) == [SAM]

    def test_a_lead_that_is_back_with_marketing_leaves_the_queue(self, sam_actor):
        offer(ready(1), ready(2))
        api.follow_stages({1: "recycled", 2: "sql"}, actor=sam_actor, version=northwind(), now=minute(1))
        assert [(r.lead_id, r.stage) for r in api.queue(member_id=None, everybody=True).rows] == [(2, "sql")]


class TestUndone:
    def test_happens_once(self):
        api.undone(fact_id=1, member_id=SAM, now=minute(0))
        with pytest.raises(HandoffRefused):
            api.undone(fact_id=1, member_id=SAM, now=minute(0))
