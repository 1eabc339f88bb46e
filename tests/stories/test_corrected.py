"""A typo in what one of us filled in is corrected by saying it anew; both statements stay."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accord.journey import correcting, desk, missing
from accord.journey.datum import FillRefused
from accord.members import api as members
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.scoring import api as scoring
from accord.web.base.record.story import deeds_of, story_of
from tests.stories.desk_cases import MONDAY, happens, identify, interested, later, lead_of, stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind")]


@pytest.fixture
def titled(mara, sam):
    """Mara fills in a job title, with a typo; the lead passes by it."""
    lead = interested(job_title=None)
    missing.fill(lead_id=lead.id, field="person.job_title", value="Haed of IT", by=mara, now=later(hours=1))
    return lead


@pytest.fixture
def sized(mara):
    """Mara fills in how many work at Globex, and is wrong by a digit."""
    unknown = {"type": "group", "userId": "gus", "groupId": "globex.example", "traits": {"name": "Globex"}}
    trial = {"type": "track", "event": "Trial Started", "userId": "gus"}
    happens(identify("gus", "Globex", job_title="Clerk"), unknown, trial)
    lead = lead_of("gus@globex.example")
    missing.fill(lead_id=lead.id, field="account.employees", value="13", by=mara, now=later(hours=1))
    return lead


def filled(**whose):
    return {one.field: one for one in correcting.filled_in(**whose)}


class TestFilledIn:
    def test_says_by_whom_and_when(self, titled, mara):
        one = filled(person_id=titled.person_id)["person.job_title"]
        assert (one.value, one.by, one.at, one.may_change) == ("Haed of IT", "Mara", later(hours=1), True)
        assert one.before == ()

    def test_of_a_company_is_told_of_its_people_too(self, sized):
        account_id = identity.person(person_id=sized.person_id).account_id
        assert filled(account_id=account_id)["account.employees"].value == "13"
        assert filled(person_id=sized.person_id)["account.employees"].value == "13"

    def test_is_not_what_they_told_themselves(self, mara):
        happens(identify("otto"))
        assert filled(person_id=lead_of("otto@acme.example").person_id) == {}

    def test_is_not_what_they_told_themselves_since(self, titled):
        happens(identify("iris", job_title="Clerk"), at=later(hours=2))
        assert filled(person_id=titled.person_id) == {}

    def test_is_what_was_said_of_a_lead_brought_to_the_desk(self, sam):
        told = {"email": "kim@initech.example", "job_title": "CTO", "company": "Initech", "name": "Kim"}
        done = desk.add_lead(traits=told, by=sam, now=MONDAY)
        found = filled(person_id=done.lead.person_id)
        assert set(found) == {"person.email", "person.job_title", "person.company", "person.name"}
        assert (found["person.job_title"].by, found["person.email"].may_change) == ("Sam", False)

    def test_is_not_what_somebody_sends_under_a_name_like_ours(self, mara):
        spoof = {**identify("otto"), "messageId": "said-1", "context": {"by": mara.email}}
        happens(spoof)
        assert filled(person_id=lead_of("otto@acme.example").person_id) == {}


class TestCorrect:
    def test_is_a_later_statement_that_wins_and_both_stay(self, titled, mara, sam):
        number = correcting.correct(
            person_id=titled.person_id, field="person.job_title", value=" Head of IT ", by=sam, now=later(hours=2)
        )
        assert number is None
        person = identity.person(person_id=titled.person_id)
        assert person.traits["job_title"] == "Head of IT"
        one = filled(person_id=person.id)["person.job_title"]
        assert (one.value, one.by, one.at) == ("Head of IT", "Sam", later(hours=2))
        assert [(old.value, old.by) for old in one.before] == [("Haed of IT", "Mara")]
        aliases = identity.aliases_of(person_ids=[person.id])[person.id]
        lines = [row.detail for row in story_of(aliases, deeds_of([])).happenings]
        assert [sum(title in line for line in lines) for title in ("Head of IT", "Haed of IT")] == [1, 1]

    def test_passes_the_rules_at_once(self, sized, mara):
        assert stage(sized) == "lead"
        before = scoring.scores_of(person_ids=[sized.person_id])[sized.person_id]
        account_id = identity.person(person_id=sized.person_id).account_id
        correcting.correct(account_id=account_id, field="account.employees", value="1,300", by=mara, now=later(hours=2))
        assert stage(sized) == "mql"
        after = scoring.scores_of(person_ids=[sized.person_id])[sized.person_id]
        assert after["fit"].units > before["fit"].units

    def test_takes_no_stage_back_that_the_typo_had_opened(self, titled, mara):
        assert stage(titled) == "mql"
        correcting.correct(
            person_id=titled.person_id, field="person.job_title", value="Student", by=mara, now=later(hours=2)
        )
        assert stage(titled) == "mql"
        assert lifecycle.history([titled.id])[titled.id][-1].to_stage == "mql"

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("account.employees", "lots", "value"),
            ("account.employees", "  ", "value"),
            ("account.employees", "9" * 1001, "value"),
            ("account.industry", "software", "field"),
            ("person.job_title", "CTO", "field"),
            ("employees", "5", "field"),
        ],
    )
    def test_what_cannot_be_told_is_refused_and_what_was_told_stays(self, sized, mara, field, value, code):
        with pytest.raises(FillRefused) as refused:
            correcting.correct(person_id=sized.person_id, field=field, value=value, by=mara, now=later(hours=2))
        assert refused.value.code == code
        assert filled(person_id=sized.person_id)["account.employees"].value == "13"

    def test_an_address_by_which_alone_they_are_known_is_not_changed_so(self, sam):
        done = desk.add_lead(traits={"email": "kim@initech.example"}, by=sam, now=MONDAY)
        with pytest.raises(FillRefused, match="known by"):
            correcting.correct(
                person_id=done.lead.person_id, field="person.email", value="kim@x.example", by=sam, now=later(hours=1)
            )

    def test_an_address_of_somebody_who_has_a_number_of_their_own_is(self, mara, sam):
        done = desk.add_lead(traits={"email": "iirs@acme.example"}, by=mara, now=MONDAY)
        person = identity.person(person_id=done.lead.person_id)
        happens({"type": "identify", "userId": "u-7", "traits": {"email": "iirs@acme.example"}}, at=later(minutes=5))
        happens(identify("otto"))
        with pytest.raises(FillRefused) as refused:
            correcting.correct(
                person_id=person.id, field="person.email", value="otto@acme.example", by=sam, now=later(hours=2)
            )
        assert refused.value.code == "taken"
        correcting.correct(
            person_id=person.id, field="person.email", value="iris@acme.example", by=sam, now=later(hours=2)
        )
        assert identity.person(person_id=person.id).email == "iris@acme.example"
        assert identity.lookup(text="iris@acme.example").id == person.id
        for hour, value in ((3, "irsi@acme.example"), (4, "iris@acme.example")):
            correcting.correct(person_id=person.id, field="person.email", value=value, by=sam, now=later(hours=hour))
            assert identity.person(person_id=person.id).email == value


class TestPage:
    @pytest.fixture
    def log_in(self, rhea, sam, mara):
        members.add(email="elena@northwind.example", role="executive", name="Elena", now=MONDAY)

        def log_in(name):
            client = Client()
            client.force_login(get_user_model().objects.get(email=f"{name}@northwind.example"))
            return client

        return log_in

    def test_shows_who_filled_it_in_beside_the_form(self, titled, log_in):
        lead = reverse("lead", args=[titled.id])
        address = reverse("filled", args=["person", titled.person_id])
        assert address in log_in("sam").get(lead).content.decode()
        page = log_in("sam").get(f"{address}?then={lead}").content.decode()
        assert "Mara" in page
        assert 'value="Haed of IT"' in page
        answer = log_in("sam").post(
            reverse("filled_change", args=["person", titled.person_id]),
            {"field": "person.job_title", "value": "Head of IT", "then": lead},
        )
        assert answer["Location"] == lead
        assert identity.person(person_id=titled.person_id).traits["job_title"] == "Head of IT"

    def test_refuses_with_words_and_keeps_what_was_typed(self, sized, log_in):
        answer = log_in("sam").post(
            reverse("filled_change", args=["person", sized.person_id]),
            {"field": "account.employees", "value": "about 1300", "then": "https://evil.example/"},
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "is no number" in page
        assert 'value="about 1300"' in page
        assert "evil.example" not in page
        assert filled(person_id=sized.person_id)["account.employees"].value == "13"

    def test_is_changed_by_either_side_and_seen_by_everybody(self, titled, log_in):
        address = reverse("filled", args=["person", titled.person_id])
        change = reverse("filled_change", args=["person", titled.person_id])
        assert "<form" not in log_in("elena").get(address, headers={"HX-Request": "true"}).content.decode()
        told = {"field": "person.job_title", "value": "CTO"}
        assert log_in("elena").post(change, told).status_code == 403
        assert [log_in(name).post(change, told).status_code for name in ("mara", "sam", "rhea")] == [302] * 3

    def test_of_nobody_is_not_there(self, log_in):
        for kind, number in (("person", 999999), ("account", 999999), ("lead", 1)):
            assert log_in("rhea").get(reverse("filled", args=[kind, number])).status_code == 404
            assert log_in("rhea").post(reverse("filled_change", args=[kind, number])).status_code == 404

    def test_is_one_step_from_the_list_it_was_filled_in_at(self, log_in):
        lead = interested(job_title=None, at=timezone.now())
        told = {"field": "person.job_title", "value": "Haed of IT"}
        page = log_in("mara").post(reverse("missing_fill", args=[lead.id]), told, follow=True).content.decode()
        assert "handed over" in page
        assert reverse("filled", args=["person", lead.person_id]) in page
