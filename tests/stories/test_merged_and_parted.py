"""Two people with a lead each are taken for one and parted again: nobody's work on either lead is lost."""

import pytest

from accord.journey import api as journey
from accord.journey import clocking_sweep, desk, rebuild
from accord.steps.handoff import api as handoff
from accord.steps.handoff.models import Credit
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.sla import api as sla
from accord.steps.sla.tests.cases import ALL, after, published, rep
from tests.stories.test_clocks import ANSWERS, clock, handed, lead_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def northwind():
    published(*ALL, at=after(days=-400))
    rep("mara", "marketer")


@pytest.fixture
def sam(northwind):
    return rep("sam")


@pytest.fixture
def ann(sam):
    return lead_of("ann")


@pytest.fixture
def bea(ann):
    """Hers is the younger one, which a merge closes."""
    return lead_of("bea", at=after(hours=1))


def merged(one, other, *, by, at):
    journey.merge_people(one=one.person_id, other=other.person_id, by=by.actor, now=at)


def parted(one, *, by, at):
    (merge,) = (m for m in identity.merges(person_id=lifecycle.lead(one.id).person_id) if m.undone_at is None)
    journey.unmerge_people(merge_id=merge.merge_id, by=by.actor, now=at)


def promises(lead, now):
    found = sla.clocks_of(lead.id, now=now)
    return sorted((one.service, one.state, one.member_id, one.due_at, one.done) for one in found)


def queue_of(member):
    return [row.lead_id for row in handoff.queue(member_id=member.id).rows]


class TestParting:
    def test_a_lead_that_was_worked_is_with_its_rep_again_and_its_clocks_go_on(self, sam, ann, bea):
        desk.accept(handoff_id=handed(bea).id, by=sam, now=after(hours=2))
        desk.qualify(lead_id=bea.id, answers=ANSWERS, by=sam, now=after(hours=2, minutes=5))
        desk.log(lead_id=bea.id, kind="call", by=sam, now=after(hours=2, minutes=6))
        was, card, owed = handed(bea), lifecycle.lead(bea.id), promises(bea, after(hours=2.5))
        merged(ann, bea, by=sam, at=after(hours=3))
        assert (lifecycle.lead(bea.id).closed_as, bea.id in queue_of(sam)) == ("merged", False)
        assert sla.open_clocks([bea.id], now=after(hours=3)) == {}
        parted(ann, by=sam, at=after(hours=4))
        assert (handed(bea), lifecycle.lead(bea.id)) == (was, card)
        assert (promises(bea, after(hours=4)), bea.id in queue_of(sam)) == (owed, True)
        assert rebuild.check(now=after(hours=4))["differences"] == []

    def test_an_accepted_one_is_not_offered_anew(self, sam, ann, bea):
        rep("sue")
        desk.accept(handoff_id=handed(bea).id, by=sam, now=after(hours=2))
        was, owed = handed(bea), promises(bea, after(hours=2))
        merged(ann, bea, by=sam, at=after(hours=3))
        parted(ann, by=sam, at=after(hours=3, minutes=1))
        assert (handed(bea), promises(bea, after(hours=3.1))) == (was, owed)

    def test_one_that_waits_for_an_answer_waits_on_and_its_turn_counts(self, sam, ann, bea):
        rep("sue")
        was, owed, turns = handed(bea), promises(bea, after(hours=2)), list(Credit.objects.values_list("credit"))
        for hour in (3, 4):
            merged(ann, bea, by=sam, at=after(hours=hour))
            parted(ann, by=sam, at=after(hours=hour, minutes=1))
        assert (handed(bea), promises(bea, after(hours=2))) == (was, owed)
        assert list(Credit.objects.values_list("credit")) == turns

    def test_marketing_still_owes_what_it_promised_for_a_recycled_one(self, sam, ann, bea):
        desk.reject(handoff_id=handed(bea).id, reason="no-answer", by=sam, now=after(hours=2))
        due = clock(bea, "re-engage").due_at
        merged(ann, bea, by=sam, at=after(hours=3))
        assert not clock(bea, "re-engage").is_open
        parted(ann, by=sam, at=after(days=2))
        assert (clock(bea, "re-engage").is_open, clock(bea, "re-engage").due_at) == (True, due)

    def test_time_went_on_meanwhile(self, sam, ann, bea):
        merged(ann, bea, by=sam, at=after(hours=3))
        clocking_sweep.sweep(now=after(days=1))
        assert clock(bea).broken_at is None
        parted(ann, by=sam, at=after(days=1))
        while clocking_sweep.sweep(now=after(days=1)):
            pass
        assert (clock(bea).broken_at, clock(bea).due_at) == (after(hours=5), after(hours=5))

    def test_one_that_only_went_along_is_as_it_was(self, sam, ann, bea):
        merged(ann, bea, by=sam, at=after(hours=3))
        parted(ann, by=sam, at=after(hours=4))
        desk.accept(handoff_id=handed(bea).id, by=sam, now=after(hours=5))
        desk.reject(handoff_id=handed(ann).id, reason="not-a-fit", by=sam, now=after(hours=5))
        was = (handed(ann), handed(bea))
        assert lifecycle.lead(ann.id).closed_at is not None
        merged(ann, bea, by=sam, at=after(hours=6))
        parted(ann, by=sam, at=after(hours=7))
        assert (handed(ann), handed(bea)) == was
