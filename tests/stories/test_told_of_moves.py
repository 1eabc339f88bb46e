"""Who has a lead hears of it when somebody else moves it, and marketing moves only what is marketing's."""

import pytest

from accord.journey import desk
from accord.kernel.errors import Refused
from accord.outbox import api as outbox
from accord.steps.lifecycle import api as lifecycle
from tests.stories.desk_cases import handed, happens, identify, later, lead_of, ready, stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind")]


def told(member):
    """What the member heard of leads moved, the first first."""
    notices = [one.notice for one in reversed(outbox.received(member_id=member.id, now=later(days=1)))]
    return [(one.body["by"], one.body["was"], one.body["became"]) for one in notices if one.kind == "lead_moved"]


class TestMoved:
    def test_by_somebody_else_is_told_to_who_had_it(self, sam, rhea):
        lead = ready()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=later(hours=1))
        was = stage(lead)
        desk.recycle(lead_id=lead.id, reason="no-budget", note="Ask in May", by=rhea, now=later(hours=2))
        assert told(sam) == [(rhea.id, was, "recycled")]
        notice = outbox.received(member_id=sam.id, now=later(days=1))[0].notice
        assert (notice.about, notice.body["why"]) == (("lead", lead.id), "Ask in May")
        assert told(rhea) == []

    def test_by_who_has_it_is_told_to_nobody(self, sam):
        lead = ready()
        desk.accept(handoff_id=handed(lead).id, by=sam, now=later(hours=1))
        desk.recycle(lead_id=lead.id, reason="no-budget", by=sam, now=later(hours=2))
        assert told(sam) == []

    def test_to_another_rep_is_told_to_both(self, sam, sue, rhea):
        lead = ready()
        had, gets = (sam, sue) if handed(lead).member_id == sam.id else (sue, sam)
        desk.assign(handoff_id=handed(lead).id, member_id=gets.id, by=rhea, now=later(hours=1))
        last = outbox.received(member_id=had.id, now=later(days=1))[0].notice
        assert (last.kind, last.body) == ("lead_rerouted", {"from": had.id, "to": gets.id})
        assert outbox.received(member_id=gets.id, now=later(days=1))[0].notice.kind == "lead_handed_off"

    def test_to_another_rep_and_back_at_once_is_told_to_neither(self, sam, sue, rhea):
        lead = ready()
        had, gets = (sam, sue) if handed(lead).member_id == sam.id else (sue, sam)
        done = desk.assign(handoff_id=handed(lead).id, member_id=gets.id, by=rhea, now=later(hours=1))
        desk.undo(token=done.undo_token, by=rhea, now=later(hours=1, seconds=2))
        assert [len(outbox.received(member_id=one.id, now=later(days=1))) for one in (had, gets)] == [1, 0]


class TestMarketing:
    def test_sends_nothing_back_that_sales_has(self, sam, mara):
        lead = ready()
        with pytest.raises(Refused, match="somebody else's hands"):
            desk.recycle(lead_id=lead.id, reason="nurture", by=mara, now=later(hours=1))
        desk.accept(handoff_id=handed(lead).id, by=sam, now=later(hours=1))
        with pytest.raises(Refused, match="somebody else's hands"):
            desk.recycle(lead_id=lead.id, reason="nurture", by=mara, now=later(hours=2))
        assert told(sam) == []

    def test_sends_back_what_stands_at_a_stage_of_its_own(self, sam, mara):
        happens(identify("otto"))
        lead = lead_of("otto@acme.example")
        with pytest.raises(Refused):
            desk.recycle(lead_id=lead.id, reason="nurture", by=sam, now=later(hours=1))
        desk.recycle(lead_id=lead.id, reason="nurture", by=mara, now=later(hours=1))
        assert lifecycle.lead(lead.id).stage == "recycled"
