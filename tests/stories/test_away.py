"""A rep goes on leave while leads are with them: nobody waits unseen, however long it is."""

import pytest

from accord.journey import absence, clocking_sweep, desk
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.outbox.models import Notice
from accord.steps.lifecycle.api import lead
from accord.steps.sla.tests.cases import ALL, MONDAY, after, published, rep
from accord.telling.kinds import KINDS
from tests.stories.test_clocks import clock, handed, lead_of

pytestmark = pytest.mark.django_db
LATER = {"since": after(hours=2), "until": after(weeks=6)}


@pytest.fixture(autouse=True)
def rhea():
    published(*ALL, at=after(days=-400))
    rep("mara", "marketer")
    return rep("rhea", "operations")


@pytest.fixture
def mona(rhea):
    return rep("mona", "operations")


@pytest.fixture
def sue(mona):
    """She comes first, and so gets the first lead."""
    card = rep("sue")
    members.set_work(member_id=card.id, manager_id=mona.id, by=PROCESS, now=MONDAY)
    return card


@pytest.fixture
def ann(sue):
    return lead_of("ann")


@pytest.fixture
def sam(ann):
    """He signs for sales."""
    return rep("sam")


def told(kind):
    """Who was told, and what."""
    notices = Notice.objects.filter(kind=kind).order_by("id")
    return [(sorted(one.addressees.values_list("member_id", flat=True)), one.body) for one in notices]


class TestWhoAnswersForTheirWork:
    def test_hears_of_a_leave_that_somebody_enters_for_themselves(self, sue, mona, ann):
        absence.enter(member_id=sue.id, by=sue, now=MONDAY, **LATER)
        ((to, body),) = told("leave_entered")
        assert (to, body["leads"], body["clocks"]) == ([mona.id], "1", "1")
        assert body["path"] == f"/queue/?rep={sue.id}&state=open"

    def test_hears_again_when_it_begins_and_something_is_open(self, sue, mona, ann, sam):
        absence.enter(member_id=sue.id, by=sue, now=MONDAY, **LATER)
        assert absence.begin(now=after(hours=1)) == 0
        assert [absence.begin(now=after(hours=hour)) for hour in (2, 3)] == [1, 0]
        assert [to for to, _ in told("leave_begun")] == [[mona.id]]

    def test_hears_nothing_of_a_beginning_with_nothing_open(self, sue, ann, sam):
        absence.enter(member_id=sam.id, by=sam, now=MONDAY, **LATER)
        assert absence.begin(now=after(hours=2)) == 1
        assert told("leave_begun") == []

    def test_hears_once_of_one_that_begins_as_it_is_entered(self, sue, ann):
        absence.enter(member_id=sue.id, since=MONDAY, until=after(days=1), by=sue, now=MONDAY)
        assert absence.begin(now=after(hours=1)) == 0
        assert (len(told("leave_entered")), told("leave_begun")) == (1, [])

    def test_is_not_told_what_they_enter_themselves_nor_where_nothing_is_open(self, sue, rhea, mona, ann, sam):
        absence.enter(member_id=sue.id, by=mona, now=MONDAY, **LATER)
        absence.enter(member_id=sam.id, by=rhea, now=MONDAY, **LATER)
        assert [to for to, _ in told("leave_entered")] == [[]]

    def test_is_whoever_signs_for_the_side_where_there_is_no_manager(self, sue, sam):
        members.set_work(member_id=sue.id, manager_id=None, by=PROCESS, now=MONDAY)
        assert [one.id for one in absence.answers_for(sue, now=MONDAY)] == [sam.id]

    def test_is_operations_where_they_sign_themselves(self, sam, rhea, mona):
        assert {one.id for one in absence.answers_for(sam, now=MONDAY)} == {rhea.id, mona.id}

    def test_hears_of_no_leave_that_was_taken_back_before_it_began(self, sue, ann):
        made = absence.enter(member_id=sue.id, by=sue, now=MONDAY, **LATER)
        absence.take_back(leave_id=made.id, by=sue, now=after(hours=1))
        assert absence.begin(now=after(hours=2)) == 0

    def test_hears_that_it_is_taken_back(self, sue, mona, ann):
        made = absence.enter(member_id=sue.id, by=sue, now=MONDAY, **LATER)
        absence.take_back(leave_id=made.id, by=sue, now=after(hours=1))
        assert [to for to, _ in told("leave_taken_back")] == [[mona.id]]

    def test_may_choose_how_they_hear_of_it(self):
        assert {"leave_entered", "leave_begun"} <= KINDS.keys()


class TestWhatIsNotAnswered:
    def test_stays_theirs_where_nobody_else_can_take_it_and_the_manager_hears_so(self, sue, mona, ann):
        absence.enter(member_id=sue.id, by=sue, now=MONDAY, hands_on=True, **LATER)
        assert absence.begin(now=after(hours=2)) == 1
        assert (handed(ann).member_id, lead(ann.id).owner_member_id, clock(ann).member_id) == (sue.id,) * 3
        ((to, body),) = told("leave_begun")
        assert (to, body["leads"], body["clocks"]) == ([mona.id], "1", "1")
        assert absence.begin(now=after(hours=3)) == 0

    def test_goes_to_whoever_can_take_it_later_in_the_leave(self, sue, mona, ann):
        absence.enter(member_id=sue.id, by=sue, now=MONDAY, hands_on=True, **LATER)
        absence.begin(now=after(hours=2))
        sam = rep("sam")
        assert absence.begin(now=after(hours=3)) == 1
        assert (handed(ann).member_id, clock(ann).member_id) == (sam.id, sam.id)
        assert absence.begin(now=after(hours=4)) == 0

    def test_stays_from_the_end_of_the_leave_on(self, sue, mona, ann):
        absence.enter(member_id=sue.id, by=sue, now=MONDAY, hands_on=True, **LATER)
        absence.begin(now=after(hours=2))
        rep("sam")
        assert absence.begin(now=after(weeks=6)) == 0
        assert handed(ann).member_id == sue.id

    def test_goes_to_others_when_the_leave_begins_where_that_is_wished(self, sue, ann, sam):
        absence.enter(member_id=sue.id, by=sue, now=MONDAY, hands_on=True, **LATER)
        assert handed(ann).member_id == sue.id
        absence.begin(now=after(hours=2))
        assert (handed(ann).member_id, clock(ann).member_id, clock(ann).due_at) == (sam.id, sam.id, after(hours=6))
        assert told("leave_begun") == []

    def test_goes_at_once_where_it_begins_at_once(self, sue, ann, sam):
        absence.enter(member_id=sue.id, since=MONDAY, until=after(days=9), by=sue, now=MONDAY, hands_on=True)
        assert handed(ann).member_id == sam.id

    def test_stays_where_it_is_not_wished(self, sue, ann, sam):
        absence.enter(member_id=sue.id, by=sue, now=MONDAY, **LATER)
        absence.begin(now=after(hours=2))
        assert handed(ann).member_id == sue.id

    def test_is_none_of_what_is_in_work_nor_of_what_is_given_by_hand_later(self, sue, ann, sam, rhea):
        bob = lead_of("bob")
        assert handed(bob).member_id == sue.id
        desk.accept(handoff_id=handed(ann).id, by=sue, now=after(hours=1))
        absence.enter(member_id=sue.id, by=sue, now=after(hours=1), hands_on=True, **LATER)
        absence.begin(now=after(hours=2))
        assert (handed(ann).member_id, handed(bob).member_id) == (sue.id, sam.id)
        desk.assign(handoff_id=handed(bob).id, member_id=sue.id, by=rhea, now=after(hours=3))
        assert absence.begin(now=after(hours=4)) == 0
        assert (handed(ann).member_id, handed(bob).member_id) == (sue.id, sue.id)


class TestWeeks:
    def test_of_leave_end_with_a_lead_that_somebody_else_has_and_the_manager_knows(self, sue, mona, ann, sam):
        absence.enter(member_id=sue.id, by=sue, now=MONDAY, **LATER)
        for day in range(15):
            while clocking_sweep.sweep(now=after(days=day, hours=6)):
                pass
        assert told("clock_escalated")[0][0] == [mona.id]
        assert handed(ann).member_id == sam.id
