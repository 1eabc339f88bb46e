"""A broken promise is excused by both sides, or not at all."""

import pytest

from accord.members import api as members
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

    def test_nobody_of_the_side_that_owes_it_grants_it(self, broken, sam, sue, mara):
        with pytest.raises(SlaRefused) as refused:
            answer(ask(broken, sam), sue)
        assert refused.value.code == "other-side"

    def test_not_even_an_administrator_grants_it(self, broken, sam, mara):
        with pytest.raises(SlaRefused):
            answer(ask(broken, sam), rep("adam", "admin"))

    def test_the_other_side_does_not_ask(self, broken, mara):
        with pytest.raises(SlaRefused):
            ask(broken, mara)

    def test_is_asked_once_at_a_time_and_with_a_reason(self, broken, sam, mara):
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


class TestWhoAnswers:
    def test_is_an_executive_where_the_agreement_names_one(self, broken, sam, sue):
        elena = rep("mara", "executive")  # whom the agreement names for marketing
        bystander = rep("ed", "executive")
        asked = ask(broken, sam)
        assert [one.id for one in api.signers("sales", asked_by=sam.id, now=after(hours=5))] == [elena.id]
        with pytest.raises(SlaRefused):
            answer(asked, bystander)
        assert answer(asked, elena).answered_by == elena.id

    def test_are_the_members_where_who_signs_does_not_log_in(self, broken, sam, mara):
        mats = rep("mats", "marketer")
        members.set_active(member_id=mara.id, is_active=False)
        assert [one.id for one in api.signers("sales", asked_by=sam.id, now=after(hours=5))] == [mats.id]
        assert answer(ask(broken, sam), mats).state == "granted"

    def test_are_executives_where_nobody_stands_for_the_side(self, broken, sam):
        ed = rep("ed", "executive")
        asked = ask(broken, sam)
        assert [one.id for one in api.signers("sales", asked_by=sam.id, now=after(hours=5))] == [ed.id]
        assert answer(asked, ed).state == "granted"

    def test_is_never_who_signs_for_the_side_that_owes_it(self, broken, sue):
        sam = rep("sam", "executive")  # whom the agreement names for sales
        rep("ed", "executive")
        asked = ask(broken, sue)
        with pytest.raises(SlaRefused) as refused:
            answer(asked, sam)
        assert refused.value.code == "other-side"

    def test_is_never_who_asked(self, broken):
        mara = rep("mara", "operations")  # whom the agreement names for marketing, and who may ask for either side
        mats = rep("mats", "marketer")
        asked = ask(broken, mara)
        assert [one.id for one in api.signers("sales", asked_by=mara.id, now=after(hours=5))] == [mats.id]
        with pytest.raises(SlaRefused) as refused:
            answer(asked, mara)
        assert refused.value.code == "alone"

    def test_who_signs_for_the_side_that_owes_it_may_ask(self, broken, mara):
        assert ask(broken, rep("sam", "executive")).state == "asked"

    def test_where_there_is_nobody_it_is_refused_in_words(self, broken, sam):
        with pytest.raises(SlaRefused, match="stands for marketing") as refused:
            ask(broken, sam)
        assert refused.value.code == "nobody"
