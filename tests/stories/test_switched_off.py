"""A rep's log-in is switched off while leads are with them: nothing waits for somebody who does not come any more."""

import pytest

from accord.journey import api as journey
from accord.journey import desk, leaving, routing
from accord.ledger import api as ledger
from accord.members import api as members
from accord.members.api import MemberRefused
from accord.outbox.models import Notice
from accord.steps.handoff import api as handoff
from accord.steps.handoff.models import Credit
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.sla.tests.cases import ALL, after, published, rep
from tests.stories.test_clocks import clock, handed, lead_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def northwind():
    published(*ALL, at=after(days=-400))
    rep("mara", "marketer")


@pytest.fixture
def rhea(northwind):
    return rep("rhea", "operations")


@pytest.fixture
def sam(rhea):
    return rep("sam")


@pytest.fixture
def ann(sam):
    return lead_of("ann")


@pytest.fixture
def sue(ann):
    """Came after Ann was offered to Sam."""
    return rep("sue")


class TestWhatWaits:
    def test_is_offered_to_somebody_else_at_once_with_a_clock_of_their_own(self, rhea, sam, ann, sue):
        assert leaving.switch_off(member_id=sam.id, by=rhea.actor, now=after(hours=1)) == 1
        assert (handed(ann).member_id, lifecycle.lead(ann.id).owner_member_id) == (sue.id, sue.id)
        assert (clock(ann).member_id, clock(ann).due_at) == (sue.id, after(hours=5))
        assert [one.body for one in Notice.objects.filter(kind="lead_rerouted")] == [{"from": sam.id, "to": sue.id}]

    def test_gives_the_turn_back_and_says_why(self, rhea, sam, ann, sue):
        leaving.switch_off(member_id=sam.id, by=rhea.actor, now=after(hours=1))
        assert dict(Credit.objects.values_list("member_id", "credit")).get(sam.id, 0) == 0
        (told,) = (one for one in ledger.about("lead", ann.id) if one.kind == "HandoffRerouted")
        assert (told.actor, told.reason) == (rhea.actor, "the log-in is switched off")
        assert {one["name"]: one["why"] for one in told.body["candidates"]} == {"Sam": "inactive", "Sue": ""}

    def test_waits_for_whoever_comes_where_nobody_is_there(self, rhea, sam, ann):
        assert leaving.switch_off(member_id=sam.id, by=rhea.actor, now=after(hours=1)) == 1
        assert [one.lead_id for one in handoff.waiting(limit=9)] == [ann.id]
        assert (lifecycle.lead(ann.id).owner_member_id, clock(ann).member_id) == (None, None)
        sue = rep("sue")
        assert routing.pick_up(now=after(hours=2)) == 1
        assert (handed(ann).member_id, clock(ann).member_id) == (sue.id, sue.id)

    def test_comes_back_to_them_where_the_log_in_is_on_again(self, rhea, sam, ann):
        leaving.switch_off(member_id=sam.id, by=rhea.actor, now=after(hours=1))
        members.set_active(member_id=sam.id, is_active=True)
        assert routing.pick_up(now=after(hours=2)) == 1
        assert handed(ann).member_id == sam.id

    def test_is_no_more_put_off(self, rhea, sam, ann, sue):
        desk.snooze(handoff_id=handed(ann).id, until=after(days=3), by=sam, now=after(hours=1))
        leaving.switch_off(member_id=sam.id, by=rhea.actor, now=after(hours=2))
        assert (handed(ann).member_id, handed(ann).snoozed_until) == (sue.id, None)

    def test_does_not_go_to_somebody_a_clock_took_it_from(self, rhea, sam, ann, sue):
        handoff.pool(handoff_id=handed(ann).id, now=after(hours=6))
        desk.assign(handoff_id=handed(ann).id, member_id=sue.id, by=rhea, now=after(hours=7))
        leaving.switch_off(member_id=sue.id, by=rhea.actor, now=after(hours=8))
        assert routing.pick_up(now=after(days=1)) == 0
        (waits,) = handoff.waiting(limit=9)
        assert {one["name"]: one["why"] for one in waits.candidates} == {"Sam": "barred", "Sue": "inactive"}

    def test_is_found_by_the_worker_however_it_came_to_them(self, rhea, sam, ann, sue):
        other = lead_of("bea", at=after(hours=1))
        desk.assign(handoff_id=handed(other).id, member_id=sue.id, by=rhea, now=after(hours=1))
        assert leaving.offer_what_waits(now=after(hours=1)) == 0
        journey.merge_people(one=ann.person_id, other=other.person_id, by=rhea.actor, now=after(hours=2))
        leaving.switch_off(member_id=sue.id, by=rhea.actor, now=after(hours=3))
        (merge,) = identity.merges(person_id=lifecycle.lead(ann.id).person_id)
        journey.unmerge_people(merge_id=merge.merge_id, by=rhea.actor, now=after(hours=4))
        assert handed(other).member_id == sue.id
        assert leaving.offer_what_waits(now=after(hours=4)) == 1
        assert handed(other).member_id == sam.id


class TestWhatIsInWork:
    def test_stays_until_somebody_gives_it_on(self, rhea, sam, ann, sue):
        desk.accept(handoff_id=handed(ann).id, by=sam, now=after(hours=1))
        assert leaving.switch_off(member_id=sam.id, by=rhea.actor, now=after(hours=2)) == 0
        assert (handed(ann).member_id, handed(ann).state) == (sam.id, "accepted")


class TestTheLastAdministrator:
    def test_stays_on(self, rhea):
        ada = rep("ada", "admin")
        with pytest.raises(MemberRefused):
            leaving.switch_off(member_id=ada.id, by=rhea.actor, now=after(hours=1))
