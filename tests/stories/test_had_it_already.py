"""A lead that a clock takes from somebody who did not answer does not come back to them."""

import pytest

from accord.agreement import api as agreements
from accord.journey import clocking_sweep, desk
from accord.kernel.actor import PROCESS
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.sla.tests.cases import after, published, rep, text
from tests.stories.test_clocks import handed, happens, lead_of

pytestmark = pytest.mark.django_db
PLAIN = (
    "{id: answer, owed_by: sales, starts: handed_off, stops: accepted_or_rejected, within: 4 hours, "
    "then: [reroute at 150%]}"
)


@pytest.fixture(autouse=True)
def plain():
    published(PLAIN, at=after(days=-400))
    rep("mara", "marketer")


@pytest.fixture
def sam(plain):
    return rep("sam")


@pytest.fixture
def sue(sam):
    return rep("sue")


@pytest.fixture
def tom(sue):
    return rep("tom")


@pytest.fixture
def una(tom):
    return rep("una")


def gone_to(lead, hours=range(1, 40)):
    """Who has it, one after another, while nobody answers."""
    found = [handed(lead).member_id]
    for hour in hours:
        while clocking_sweep.sweep(now=after(hours=hour)):
            pass
        found += [handed(lead).member_id] if handed(lead).member_id != found[-1] else []
    return found


class TestRerouting:
    def test_who_owns_the_account_is_not_asked_again(self, sam, sue, tom, una):
        account = lifecycle.lead(lead_of("ann", at=after(hours=-1)).id).account_id
        identity.set_account_owner(account_id=account, member_id=sam.id, by=PROCESS, now=after(hours=-0.5))
        asked = gone_to(lead_of("bea"))
        assert (asked[0], asked[-1], len(set(asked))) == (sam.id, None, 4)

    def test_those_who_have_less_are_not_asked_again_while_others_have_room(self, sam, sue, tom, una):
        least = text(PLAIN).replace("by: weighted_round_robin", "by: least_loaded")
        agreements.publish(text=least, name="b.yaml", by=PROCESS, now=after(days=-200), unsigned_because="a test")
        for number, busy in enumerate((tom, una, tom, una)):
            other = handed(lead_of(f"other{number}", at=after(hours=-20)))
            desk.assign(handoff_id=other.id, member_id=busy.id, by=sam, now=after(hours=-20))
            desk.accept(handoff_id=other.id, by=busy, now=after(hours=-20))
        asked = gone_to(lead_of("bea"))
        assert (set(asked[:2]), asked[2] in (tom.id, una.id), asked[3:]) == ({sam.id, sue.id}, True, [None])

    def test_where_all_had_it_anybody_may_take_it_and_the_record_says_why_nobody_got_it(self, sam, sue):
        lead = lead_of()
        assert gone_to(lead) == [sam.id, sue.id, None]
        assert handed(lead).is_pooled
        said = {one["name"]: one["passed_over"] for one in handed(lead).candidates}
        assert said == dict.fromkeys(("Sam", "Sue"), "had it already and did not answer")

    def test_whoever_gave_it_away_by_hand_may_get_it(self, sam, sue):
        lead = lead_of()
        desk.assign(handoff_id=handed(lead).id, member_id=sue.id, by=sam, now=after(hours=1))
        assert gone_to(lead, range(2, 12)) == [sue.id, sam.id]

    def test_ready_another_time_it_may_come_to_anybody(self, sam, sue):
        lead = lead_of()
        assert gone_to(lead, range(1, 8)) == [sam.id, sue.id]
        desk.reject(handoff_id=handed(lead).id, reason="no-answer", by=sue, now=after(hours=8))
        happens({"type": "track", "event": "Demo Requested", "userId": "ann"}, at=after(days=200))
        assert handed(lead).member_id == sam.id
