"""A call made in time is written down after its promise was told as broken, or after another call had stopped it."""

from datetime import timedelta

import pytest

from accord.journey import clocking_sweep, desk
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.outbox.models import Addressee
from accord.steps.sla import api as sla
from accord.steps.sla.tests.cases import after, published, rep
from accord.web.clocks import words
from tests.stories.test_clocks import clock, handed, lead_of

pytestmark = pytest.mark.django_db
ANSWER = "{id: answer, owed_by: sales, starts: handed_off, stops: accepted_or_rejected, within: 4 hours}"
TOUCH = "{id: first-touch, owed_by: sales, starts: accepted, stops: activity, within: 3 hours, then: [%s]}"


@pytest.fixture
def sam():
    rep("mara", "marketer")
    found, boss = rep("sam"), rep("max", "executive")
    members.set_work(member_id=found.id, by=PROCESS, now=after(days=-9), manager_id=boss.id)
    return found


@pytest.fixture
def late(sam):
    """Accepted at ten, due at one; nobody had written anything down by then."""
    published(ANSWER, TOUCH % "tell manager at 100%", at=after(days=-400))
    lead = lead_of()
    desk.accept(handoff_id=handed(lead).id, by=sam, now=after(hours=1))
    while clocking_sweep.sweep(now=after(hours=4)):
        pass
    return lead


def heard(kind):
    return set(Addressee.objects.filter(notice__kind=kind).values_list("member_id", flat=True))


def test_after_another_call_had_stopped_it_the_promise_is_kept_and_who_heard_of_the_breach_hears_so(sam, late):
    desk.log(lead_id=late.id, kind="call", by=sam, now=after(hours=4.5))
    assert clock(late, "first-touch").state == "broken"
    desk.log(lead_id=late.id, kind="call", by=sam, at=after(hours=2), now=after(hours=5))
    kept = clock(late, "first-touch")
    assert (kept.state, kept.ended_at, kept.broken_at) == ("kept", after(hours=2), None)
    assert heard("clock_kept") == heard("clock_escalated")
    said = [words.line(one) for one in sla.history(kept.id)]
    assert [one.words for one in said][-2:] == ["stopped", "corrected"]
    assert (said[-1].at, said[-1].detail) == (after(hours=2), "activity; before, it stood as broken")


def test_before_any_other_it_is_kept_and_told_too(sam, late):
    desk.log(lead_id=late.id, kind="call", by=sam, at=after(hours=2), now=after(hours=5))
    assert (clock(late, "first-touch").state, heard("clock_kept")) == ("kept", heard("clock_escalated"))


def test_taken_back_it_is_broken_again_and_nobody_hears_anything(sam, late):
    desk.log(lead_id=late.id, kind="call", by=sam, now=after(hours=4.5))
    before = clock(late, "first-touch")
    done = desk.log(lead_id=late.id, kind="call", by=sam, at=after(hours=2), now=after(hours=5))
    desk.undo(token=done.undo_token, by=sam, now=after(hours=5) + timedelta(seconds=5))
    assert (clock(late, "first-touch"), heard("clock_kept")) == (before, set())
    assert sla.check([late.id]) == []


def test_of_two_the_other_still_decides_when_one_is_taken_back(sam, late):
    desk.log(lead_id=late.id, kind="call", by=sam, now=after(hours=6))
    wrong = desk.log(lead_id=late.id, kind="call", by=sam, at=after(hours=2), now=after(hours=7))
    desk.log(lead_id=late.id, kind="mail", by=sam, at=after(hours=3), now=after(hours=7, seconds=4))
    desk.undo(token=wrong.undo_token, by=sam, now=after(hours=7, seconds=8))
    one = clock(late, "first-touch")
    assert (one.state, one.ended_at) == ("kept", after(hours=3))
    assert sla.check([late.id]) == []
