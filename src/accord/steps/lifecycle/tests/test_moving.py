"""One engine moves leads for every door."""

import pytest

from accord.kernel.actor import PROCESS
from accord.ledger import api as ledger
from accord.steps.lifecycle import api
from accord.steps.lifecycle.contracts import MoveRefused
from accord.steps.lifecycle.facts import Known
from accord.steps.lifecycle.tests.cases import ACME_IRIS, MARA, RULE, SAM, day, northwind

pytestmark = pytest.mark.django_db
ANSWERS = {"budget": "yes", "need": "audit", "timing": "June"}


def opened(at=0, person_id=ACME_IRIS, **more):
    return api.open_lead(
        person_id=person_id, account_id=5, actor=MARA, at=day(at), now=day(at), version=northwind(), **more
    ).lead_id


def move(lead_id, to, at=1, actor=SAM, **more):
    return api.move(lead_id=lead_id, to=to, actor=actor, at=day(at), now=day(at), version=northwind(), **more)


def stage(lead_id):
    return api.lead(lead_id).stage


class TestMove:
    def test_is_kept_with_everything_that_explains_it(self):
        lead = opened()
        move(lead, "mql", reason="met at the fair", evidence={"touches": ["m1"]})
        last = api.history([lead])[lead][-1]
        assert (last.from_stage, last.to_stage, last.reason, last.actor) == ("lead", "mql", "met at the fair", SAM)
        assert (last.agreement_id, last.evidence, last.effective_at) == (7, {"touches": ["m1"]}, day(1))

    def test_is_told_to_the_ledger(self):
        lead = opened()
        move(lead, "mql")
        assert [f.body["to"] for f in ledger.about("lead", lead)] == ["mql", "lead"]

    def test_is_refused_where_the_graph_has_no_way(self):
        lead = opened()
        with pytest.raises(MoveRefused, match="lead may go to mql, sal, recycled, disqualified; not to sql"):
            move(lead, "sql", answers=ANSWERS)

    def test_to_a_stage_of_people_needs_their_answers(self):
        lead = opened()
        move(lead, "sal")
        with pytest.raises(MoveRefused, match="sql needs an answer to need, timing"):
            move(lead, "sql", answers={"budget": "yes", "timing": " "})
        assert move(lead, "sql", answers=ANSWERS).evidence["answers"] == ANSWERS

    @pytest.mark.parametrize("actor", [RULE, PROCESS])
    def test_to_a_stage_of_people_is_refused_to_rules(self, actor):
        lead = opened()
        move(lead, "sal")
        with pytest.raises(MoveRefused, match="decided by people of sales"):
            move(lead, "sql", actor=actor, answers=ANSWERS)

    def test_of_an_unknown_lead_is_refused(self):
        with pytest.raises(MoveRefused):
            move(404, "mql")


class TestRecycle:
    def recycle(self, lead_id, at=1, reason="nurture"):
        return api.recycle(lead_id=lead_id, reason=reason, actor=SAM, at=day(at), now=day(at), version=northwind())

    def test_begins_the_cool_down_of_the_reason(self):
        lead = opened()
        self.recycle(lead)
        card = api.lead(lead)
        assert (card.stage, card.cool_down_until, card.recycle_count) == ("recycled", day(15), 1)

    def test_is_due_when_the_cool_down_ends(self):
        self.recycle(opened())
        assert api.due(now=day(14.9)) == []
        assert api.due(now=day(15)) == [ACME_IRIS]

    def test_needs_a_reason_of_the_agreement(self):
        with pytest.raises(MoveRefused, match="nurture, no-budget, bad-timing"):
            self.recycle(opened(), reason="whim")

    def test_is_refused_once_too_often(self):
        lead = opened()
        for turn in range(2):
            self.recycle(lead, at=turn * 10, reason="no-budget")
            move(lead, "mql", at=turn * 10 + 1)
        with pytest.raises(MoveRefused, match="the agreement allows 2"):
            self.recycle(lead, at=99, reason="no-budget")

    def test_is_refused_where_the_graph_has_no_such_way(self):
        lead = opened()
        self.recycle(lead)
        with pytest.raises(MoveRefused, match="cannot be recycled"):
            self.recycle(lead)


class TestClosing:
    def test_disqualifying_closes_and_needs_a_reason(self):
        lead = opened()
        with pytest.raises(MoveRefused, match="reason"):
            move(lead, "disqualified")
        move(lead, "disqualified", reason="student")
        assert api.lead(lead).closed_as == "disqualified"

    def test_reopening_goes_by_the_graph(self):
        lead = opened()
        move(lead, "disqualified", reason="student")
        move(lead, "lead", at=2)
        assert api.lead(lead).closed_at is None

    def test_reopening_is_refused_beside_another_open_lead(self):
        first = opened()
        move(first, "disqualified", reason="student")
        opened(at=2)
        with pytest.raises(MoveRefused, match="another open lead"):
            move(first, "lead", at=3)

    def test_a_second_open_lead_for_one_motion_is_refused(self):
        opened()
        with pytest.raises(MoveRefused, match="open lead for platform"):
            opened()

    def test_a_motion_the_agreement_does_not_have_is_refused(self):
        with pytest.raises(MoveRefused, match="no motion"):
            opened(motion="services")


class TestDecide:
    def decide(self, lead_id, *decisions, at=1):
        return api.decide(
            lead_id=lead_id,
            decisions=decisions,
            actor=SAM,
            at=day(at),
            now=day(at),
            version=northwind(),
            facts=Known(agreement=northwind().agreement),
        )

    def test_acceptance_moves_on(self):
        lead = opened()
        move(lead, "mql")
        assert [m.to_stage for m in self.decide(lead, "accepted")] == ["sal"]

    def test_a_deal_that_is_won_passes_the_stages_between(self):
        lead = opened()
        move(lead, "sal")
        made = self.decide(lead, "deal_opened", "deal_won", at=2)
        assert [m.to_stage for m in made] == ["opportunity", "won"]
        assert api.lead(lead).closed_as == "won"

    def test_is_remembered_until_the_graph_has_a_way(self):
        lead = opened()
        move(lead, "mql")
        assert self.decide(lead, "deal_opened", at=2) == []
        assert [m.to_stage for m in self.decide(lead, "accepted", at=3)] == ["sal", "opportunity"]


class TestUndo:
    def test_takes_back_by_compensating(self):
        lead = opened()
        _, was = api.hold_as_it_is(lead)
        made = move(lead, "mql")
        api.undo(lead_id=lead, transitions=[made.transition_id], was=was, actor=SAM, now=day(1), version=northwind())
        rows = api.history([lead])[lead]
        assert stage(lead) == "lead"
        assert [(r.to_stage, r.is_undone, r.undoes) for r in rows[1:]] == [
            ("mql", True, None),
            ("lead", False, made.transition_id),
        ]

    def test_is_refused_when_the_lead_moved_on(self):
        lead = opened()
        _, was = api.hold_as_it_is(lead)
        made = move(lead, "mql")
        move(lead, "sal")
        with pytest.raises(MoveRefused, match="moved on"):
            api.undo(
                lead_id=lead, transitions=[made.transition_id], was=was, actor=SAM, now=day(1), version=northwind()
            )
