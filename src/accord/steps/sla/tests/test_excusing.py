"""A broken promise is excused by both sides, or not at all."""

import pytest

from accord.steps.sla import api
from accord.steps.sla.contracts import SlaRefused
from accord.steps.sla.tests.cases import after, happen, kinds, lead, rep, sweep, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(version, sam):
    happen("handed_off", lead(member=sam), version=version)
    sweep(after(hours=4))
    return the()


def ask(clock, by, reason="The telephones were down.", at=5):
    return api.ask_excuse(clock_id=clock.id, reason=reason, by=by, now=after(hours=at))


def answer(excuse, by, *, is_granted=True):
    return api.answer_excuse(excuse_id=excuse.id, is_granted=is_granted, by=by, now=after(hours=6))


class TestExcuse:
    def test_needs_both_sides(self, broken, sam, mara):
        asked = ask(broken, sam)
        assert (asked.state, the(now=after(hours=5)).state) == ("asked", "late")
        granted = answer(asked, mara)
        assert (granted.state, granted.answered_by, the().state) == ("granted", mara.id, "excused")
        assert kinds(broken)[-2:] == ["ExcuseAsked", "ExcuseGranted"]
        assert the().broken_at is not None

    def test_may_be_refused_and_asked_for_again(self, broken, sam, mara):
        answer(ask(broken, sam), mara, is_granted=False)
        assert the(now=after(hours=6)).state == "late"
        assert ask(broken, sam).state == "asked"

    def test_counts_as_excused_and_not_as_broken(self, broken, sam, mara):
        answer(ask(broken, sam), mara)
        (cell,) = api.promises(since=after(days=-1), until=after(days=1), zone="UTC")
        assert (cell.kept, cell.broken, cell.excused) == (0, 0, 1)

    def test_nobody_of_the_side_that_owes_it_grants_it(self, broken, sam, sue):
        with pytest.raises(SlaRefused) as refused:
            answer(ask(broken, sam), sue)
        assert refused.value.code == "other-side"

    def test_not_even_an_administrator_grants_it(self, broken, sam):
        with pytest.raises(SlaRefused):
            answer(ask(broken, sam), rep("adam", "admin"))

    def test_the_other_side_does_not_ask(self, broken, mara):
        with pytest.raises(SlaRefused):
            ask(broken, mara)

    def test_is_asked_once_at_a_time_and_with_a_reason(self, broken, sam):
        with pytest.raises(SlaRefused):
            ask(broken, sam, reason=" ")
        ask(broken, sam)
        with pytest.raises(SlaRefused):
            ask(broken, sam)

    def test_only_what_is_broken_is_excused(self, version, sam):
        happen("handed_off", lead(member=sam), version=version)
        with pytest.raises(SlaRefused):
            ask(the(), sam, at=1)

    def test_is_answered_once(self, broken, sam, mara):
        asked = ask(broken, sam)
        answer(asked, mara)
        with pytest.raises(SlaRefused):
            answer(asked, mara, is_granted=False)
