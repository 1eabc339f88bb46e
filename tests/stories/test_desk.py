"""Marketing hands a lead over; Sam and Sue sell, or give it back."""

from datetime import timedelta

import pytest

from accord.journey import desk
from accord.kernel.errors import Refused
from accord.kernel.money import Money
from accord.ledger import api as ledger
from accord.steps.lifecycle import api as lifecycle
from accord.steps.outcomes import api as outcomes
from accord.steps.outcomes.contracts import DealRow
from tests.stories.desk_cases import MONDAY, demo, handed, happens, identify, later, lead_of, queue, ready, stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind")]
ANSWERS = {"budget": "40 000", "need": "audit", "timing": "June"}


def imported_deal(result="open"):
    """A deal of an import, which no lead has; imported again it changes."""
    row = DealRow(external_id="D1", name="Old CRM", stage="Talks", result=result)
    outcomes.upsert_many(source="crm", deals=[row], now=MONDAY)
    return next(one.id for one in outcomes.deals() if one.external_id == "D1")


class TestAcceptance:
    def test_a_demo_request_is_in_sams_queue_with_its_reason(self, sam):
        lead = ready()
        row = handed(lead)
        assert (row.member_id, row.stage) == (sam.id, "sal")
        assert "demo" in row.why
        assert lifecycle.lead(lead.id).owner_member_id == sam.id

    def test_takes_the_lead_and_says_how_to_take_it_back(self, sam):
        done = desk.accept(handoff_id=handed(ready()).id, by=sam, now=later(minutes=5))
        assert done.handoff.state == "accepted"
        assert done.undo_until == later(minutes=5, seconds=8)

    def test_moves_an_mql_on(self, sam, mara):
        happens(identify("iris"))
        lead = lead_of("iris@acme.example")
        desk.choose(lead_id=lead.id, to="mql", why="met at the fair", by=mara, now=later(minutes=1))
        done = desk.accept(handoff_id=handed(lead).id, by=sam, now=later(minutes=2))
        assert [m.to_stage for m in done.moved] == ["sal"]
        assert handed(lead).stage == "sal"

    def test_of_somebody_elses_lead_is_refused(self, sam, sue):
        lead = ready()
        with pytest.raises(Refused, match="somebody else"):
            desk.accept(handoff_id=handed(lead).id, by=sue, now=later(minutes=5))

    def test_operations_may_do_it_for_them(self, sam, rhea):
        done = desk.accept(handoff_id=handed(ready()).id, by=rhea, now=later(minutes=5))
        assert done.handoff.member_id == sam.id


class TestRejection:
    def test_returns_the_lead_to_marketing_with_the_reason(self, sam):
        lead = ready()
        done = desk.reject(handoff_id=handed(lead).id, reason="no-answer", by=sam, now=later(hours=1), note="3 calls")
        assert (done.lead.stage, done.lead.owner_member_id) == ("recycled", None)
        assert done.lead.cool_down_until == later(hours=1, days=14)
        assert queue(sam) == []

    def test_disqualifies_where_the_agreement_says_so(self, sam):
        lead = ready()
        done = desk.reject(handoff_id=handed(lead).id, reason="not-a-fit", by=sam, now=later(hours=1))
        assert (done.lead.stage, done.moved[-1].reason) == ("disqualified", "not-a-fit")

    def test_needs_a_reason(self, sam):
        lead = ready()
        with pytest.raises(Refused, match="wrong-person"):
            desk.reject(handoff_id=handed(lead).id, reason="", by=sam, now=later(hours=1))
        assert queue(sam) == [lead.id]

    def test_the_fourth_time_is_the_last(self, sam):
        lead = ready()
        for turn in range(4):
            at = later(days=20 * turn, hours=1)
            desk.reject(handoff_id=handed(lead).id, reason="no-answer", by=sam, now=at)
            happens(demo("iris"), at=later(days=20 * (turn + 1)))
        assert stage(lead) == "disqualified"

    def test_a_lead_that_comes_back_is_handed_over_again(self, sam, sue):
        lead = ready()
        desk.reject(handoff_id=handed(lead).id, reason="no-answer", by=sam, now=later(hours=1))
        happens(demo("iris"), at=later(days=3))
        assert stage(lead) == "recycled"
        happens(demo("iris"), at=later(days=15))
        assert stage(lead) == "sal"
        assert queue(sam) == [lead.id]


class TestRecycling:
    def test_is_one_action_with_a_reason(self, sam):
        lead = ready()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=later(hours=1))
        done = desk.recycle(lead_id=lead.id, reason="no-budget", by=sam, now=later(hours=2))
        assert (done.lead.stage, done.handoff.state, queue(sam)) == ("recycled", "recycled", [])


class TestQualification:
    def test_asks_for_the_answers(self, sam):
        lead = ready()
        with pytest.raises(Refused, match="need, timing"):
            desk.qualify(lead_id=lead.id, answers={"budget": "yes"}, by=sam, now=later(hours=1))
        done = desk.qualify(lead_id=lead.id, answers=ANSWERS, by=sam, now=later(hours=1))
        assert (done.lead.stage, done.moved[0].evidence["answers"]) == ("sql", ANSWERS)

    def test_is_not_marketings_to_decide(self, sam, mara):
        with pytest.raises(Refused, match="decided by sales"):
            desk.qualify(lead_id=ready().id, answers=ANSWERS, by=mara, now=later(hours=1))


def chosen(lead, to, by, *, why="they told me", at=None):
    return desk.choose(lead_id=lead.id, to=to, why=why, by=by, now=at or later(hours=1))


class TestChoosingTheStage:
    def test_disqualifies_and_reopens(self, sam, mara):
        lead = ready()
        assert chosen(lead, "disqualified", sam).moved[0].reason == "they told me"
        assert queue(sam) == []
        done = chosen(lead, "lead", mara, at=later(hours=2))
        assert (done.lead.stage, done.lead.closed_at) == ("lead", None)

    def test_hands_over_what_nobody_had(self, sam, sue):
        happens(identify("iris"))
        lead = lead_of("iris@acme.example")
        done = chosen(lead, "mql", sue)
        assert (done.lead.stage, handed(lead).member_id, queue(sam)) == ("mql", sam.id, [lead.id])

    def test_leaves_to_their_own_forms_what_asks_for_more(self, sam):
        with pytest.raises(Refused, match="may choose disqualified; not sql"):
            chosen(ready(), "sql", sam)

    def test_does_not_accept(self, sam, sue):
        happens(identify("iris"))
        lead = lead_of("iris@acme.example")
        chosen(lead, "mql", sue)
        with pytest.raises(Refused, match="may choose disqualified; not sal"):
            chosen(lead, "sal", sam)

    def test_needs_a_reason(self, sam):
        with pytest.raises(Refused, match="why"):
            chosen(ready(), "disqualified", sam, why=" ")

    def test_is_for_whoever_has_the_lead(self, sue, mara, rhea):
        lead = ready()
        for other in (sue, mara):
            with pytest.raises(Refused, match="no stage"):
                chosen(lead, "disqualified", other)
        assert chosen(lead, "disqualified", rhea).lead.stage == "disqualified"


class TestDeals:
    def opened(self, sam, **more):
        lead = ready()
        done = desk.open_deal(
            lead_id=lead.id, name="Acme", amount=Money(50_000_00, "EUR"), by=sam, now=later(days=1), **more
        )
        return lead, done.deal

    def test_won(self, sam):
        lead, deal = self.opened(sam)
        done = desk.win(deal_id=deal.id, by=sam, now=later(days=2))
        assert (done.lead.closed_as, done.deal.result, queue(sam)) == ("won", "won", [])
        assert [t.to_stage for t in lifecycle.history([lead.id])[lead.id]] == ["lead", "sal", "opportunity", "won"]
        assert outcomes.totals()[0].amount_minor == 50_000_00

    def test_lost_with_a_reason(self, sam):
        _, deal = self.opened(sam)
        done = desk.lose(deal_id=deal.id, reason="price", by=sam, now=later(days=2))
        assert (done.lead.stage, done.deal.lost_reason, done.moved[-1].reason) == ("lost", "price", "price")

    def test_need_a_lead_that_is_far_enough(self, sam, mara):
        happens(identify("iris"))
        lead = lead_of("iris@acme.example")
        with pytest.raises(Refused, match="lead may go to mql, sal, recycled, disqualified"):
            desk.open_deal(lead_id=lead.id, name="Acme", by=sam, now=later(days=1))
        assert outcomes.deals() == []

    def test_are_their_owners(self, sam, sue):
        _, deal = self.opened(sam)
        with pytest.raises(Refused, match="somebody else"):
            desk.win(deal_id=deal.id, by=sue, now=later(days=2))


class TestUndo:
    """Each decision, and then nothing but the facts tells that it ever was."""

    def before_and_after(self, lead, act, sam):
        at = later(days=3)
        before = (lifecycle.lead(lead.id), handed(lead), outcomes.deals())
        desk.undo(token=act(at).undo_token, by=sam, now=at + timedelta(seconds=7))
        assert (lifecycle.lead(lead.id), handed(lead), outcomes.deals()) == before

    def test_of_an_acceptance(self, sam):
        lead = ready()
        self.before_and_after(lead, lambda at: desk.accept(handoff_id=handed(lead).id, by=sam, now=at), sam)

    @pytest.mark.parametrize("reason", ["no-answer", "not-a-fit"])
    def test_of_a_rejection(self, sam, sue, reason):
        lead = ready()
        handing = handed(lead).id
        self.before_and_after(lead, lambda at: desk.reject(handoff_id=handing, reason=reason, by=sam, now=at), sam)
        assert handed(ready("gus", company="Globex")).member_id == sue.id

    def test_of_a_recycling(self, sam):
        lead = ready()
        self.before_and_after(lead, lambda at: desk.recycle(lead_id=lead.id, reason="nurture", by=sam, now=at), sam)

    def test_of_a_qualification(self, sam):
        lead = ready()
        self.before_and_after(lead, lambda at: desk.qualify(lead_id=lead.id, answers=ANSWERS, by=sam, now=at), sam)

    def test_of_a_disqualification(self, sam):
        lead = ready()
        self.before_and_after(
            lead, lambda at: desk.choose(lead_id=lead.id, to="disqualified", why="x", by=sam, now=at), sam
        )

    def test_of_an_assignment(self, sam, sue):
        lead = ready()
        handing = handed(lead).id
        self.before_and_after(lead, lambda at: desk.assign(handoff_id=handing, member_id=sue.id, by=sam, now=at), sam)

    def test_of_a_deal(self, sam):
        lead = ready()
        self.before_and_after(lead, lambda at: desk.open_deal(lead_id=lead.id, name="Acme", by=sam, now=at), sam)

    @pytest.mark.parametrize("is_won", [True, False])
    def test_of_a_decided_deal(self, sam, is_won):
        lead = ready()
        deal = desk.open_deal(lead_id=lead.id, name="Acme", by=sam, now=later(days=1)).deal.id

        def close(at):
            if is_won:
                return desk.win(deal_id=deal, by=sam, now=at)
            return desk.lose(deal_id=deal, reason="price", by=sam, now=at)

        self.before_and_after(lead, close, sam)

    def test_of_a_lost_deal_leaves_no_reason_and_it_can_be_won_after_all(self, sam):
        lead = ready()
        deal = desk.open_deal(lead_id=lead.id, name="Acme", by=sam, now=later(days=1), amount=Money.of(70, "EUR")).deal
        before = stage(lead)
        done = desk.lose(deal_id=deal.id, reason="price", by=sam, now=later(days=2))
        assert (done.deal.result, stage(lead)) == ("lost", "lost")
        undone = desk.undo(token=done.undo_token, by=sam, now=later(days=2, seconds=5))
        assert (undone.deal.result, undone.deal.lost_reason, undone.deal.closed_at) == ("open", "", None)
        assert (stage(lead), lifecycle.lead(lead.id).closed_at) == (before, None)
        won = desk.win(deal_id=deal.id, by=sam, now=later(days=2, seconds=9))
        assert (won.deal.result, won.deal.amount) == ("won", Money.of(70, "EUR"))

    def test_of_an_opened_deal_leaves_none_and_another_can_be_opened(self, sam):
        lead = ready()
        before = stage(lead)
        done = desk.open_deal(lead_id=lead.id, name="Acme", by=sam, now=later(days=1))
        assert stage(lead) == "opportunity"
        undone = desk.undo(token=done.undo_token, by=sam, now=later(days=1, seconds=5))
        assert (undone.deal, stage(lead), outcomes.deals_of(lead_ids=[lead.id])) == (None, before, [])
        again = desk.open_deal(lead_id=lead.id, name="Acme again", by=sam, now=later(days=1, seconds=6))
        assert [deal.id for deal in outcomes.deals_of(lead_ids=[lead.id])] == [again.deal.id]

    def test_of_a_deal_without_a_lead(self, sam):
        deal = imported_deal()
        done = desk.lose(deal_id=deal, reason="price", by=sam, now=later(days=1))
        desk.undo(token=done.undo_token, by=sam, now=later(days=1, seconds=5))
        assert (outcomes.deal(deal).result, outcomes.deal(deal).lost_reason) == ("open", "")

    def test_of_a_deal_that_went_on_since_is_refused(self, sam):
        lead, now = ready(), later(days=1)
        opened = desk.open_deal(lead_id=lead.id, name="Acme", by=sam, now=now)
        desk.win(deal_id=opened.deal.id, by=sam, now=now + timedelta(seconds=2))
        with pytest.raises(Refused, match="on since"):
            desk.undo(token=opened.undo_token, by=sam, now=now + timedelta(seconds=4))
        assert outcomes.deal(opened.deal.id).result == "won"
        deal = imported_deal()
        done = desk.lose(deal_id=deal, reason="price", by=sam, now=now)
        imported_deal(result="won")
        with pytest.raises(Refused, match="deal went on since"):
            desk.undo(token=done.undo_token, by=sam, now=now + timedelta(seconds=4))
        assert outcomes.deal(deal).result == "won"

    def test_of_a_move_that_handed_it_over(self, sam, mara):
        happens(identify("iris"))
        lead = lead_of("iris@acme.example")
        done = desk.choose(lead_id=lead.id, to="mql", why="met", by=mara, now=later(minutes=1))
        desk.undo(token=done.undo_token, by=mara, now=later(minutes=1, seconds=2))
        assert (stage(lead), queue(sam)) == ("lead", [])

    def test_is_told_to_the_ledger(self, sam):
        lead = ready()
        done = desk.accept(handoff_id=handed(lead).id, by=sam, now=later(days=1))
        desk.undo(token=done.undo_token, by=sam, now=later(days=1))
        told = ledger.about("lead", lead.id)[0]
        assert (told.kind, told.body["undoes"]) == ("Undone", done.undo_token)

    def test_is_refused_later_twice_and_to_others(self, sam, sue):
        done = desk.accept(handoff_id=handed(ready()).id, by=sam, now=later(days=1))
        with pytest.raises(Refused, match="too late"):
            desk.undo(token=done.undo_token, by=sam, now=later(days=1, seconds=13))
        with pytest.raises(Refused, match="somebody else"):
            desk.undo(token=done.undo_token, by=sue, now=later(days=1))
        desk.undo(token=done.undo_token, by=sam, now=later(days=1, seconds=11))
        with pytest.raises(Refused, match="undone already"):
            desk.undo(token=done.undo_token, by=sam, now=later(days=1, seconds=11))

    def test_is_refused_when_things_went_on(self, sam):
        lead = ready()
        done = desk.accept(handoff_id=handed(lead).id, by=sam, now=later(days=1))
        desk.recycle(lead_id=lead.id, reason="nurture", by=sam, now=later(days=1, seconds=1))
        with pytest.raises(Refused, match="went on|moved on"):
            desk.undo(token=done.undo_token, by=sam, now=later(days=1, seconds=2))
        assert stage(lead) == "recycled"
