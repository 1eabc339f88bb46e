"""A rep meets somebody: what is known, and a lead of their own."""

import pytest

from accord.journey import desk, knowing
from accord.kernel.errors import Refused
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from tests.stories.desk_cases import MONDAY, later, queue, ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind")]


class TestIntroduction:
    GUS = {"email": "Gus@Globex.example", "name": "Gus Gold", "Company": "Globex", "Title": "CIO"}

    def test_begins_with_what_is_known(self, sam):
        lead = ready()
        for text in ("iris@acme.example", "acme"):
            found = knowing.look_up(text=text)
            assert [card.domain for card in found.accounts] == ["acme.example"]
        (iris,) = knowing.look_up(text="iris@").people
        assert ([one.id for one in iris.leads], iris.owner.email) == ([lead.id], sam.email)

    def test_finds_the_company_of_somebody_new(self, sam):
        ready()
        found = knowing.look_up(text="new.colleague@acme.example")
        assert (found.people, [a.domain for a in found.accounts]) == ((), ["acme.example"])

    def test_a_rep_brings_a_lead_that_is_theirs_at_once(self, sam, sue):
        done = desk.add_lead(traits=self.GUS, by=sue, now=MONDAY)
        assert (done.lead.stage, done.lead.owner_member_id, done.handoff.state) == ("sal", sue.id, "accepted")
        assert queue(sue) == [done.lead.id]

    def test_what_they_say_is_a_touch_like_any_other(self, sam):
        done = desk.add_lead(traits=self.GUS, by=sam, now=MONDAY)
        person = identity.person(person_id=done.lead.person_id)
        assert (person.email, person.traits["job_title"]) == ("gus@globex.example", "CIO")
        assert collect.touches_of(alias_ids=identity.aliases_of(person_ids=[person.id])[person.id])

    def test_what_a_marketer_brings_is_a_lead_and_not_theirs_to_sell(self, sam, mara):
        done = desk.add_lead(traits=self.GUS, by=mara, now=MONDAY)
        assert (done.lead.stage, done.lead.owner_member_id, handoff.open_one(done.lead.id)) == ("lead", None, None)

    def test_a_rep_cannot_send_back_what_marketing_has(self, sam, mara):
        done = desk.add_lead(traits=self.GUS, by=mara, now=MONDAY)
        with pytest.raises(Refused, match="somebody else's"):
            desk.recycle(lead_id=done.lead.id, reason="nurture", by=sam, now=later(days=1))

    def test_somebody_elses_lead_is_not_taken(self, sam, sue):
        ready()
        with pytest.raises(Refused, match="Sam's already"):
            desk.add_lead(traits={"email": "iris@acme.example"}, by=sue, now=later(days=1))

    def test_needs_an_address(self, sam):
        with pytest.raises(Refused, match="e-mail"):
            desk.add_lead(traits={"name": "Gus", "email": "nobody"}, by=sam, now=MONDAY)
