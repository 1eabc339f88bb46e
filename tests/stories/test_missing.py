"""A lead that lacks one datum is found, told the datum, and passes at once."""

import json

import pytest

from accord.journey import missing
from accord.steps.handoff import api as handoff
from accord.steps.lifecycle import api as lifecycle
from accord.web.tests.cases import client_of
from tests.stories.desk_cases import happens, identify, interested, later, lead_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind")]


def test_a_lead_without_a_title_is_found_and_passes_when_it_is_told(mara, sam):
    lead = interested(job_title=None)
    assert lead.stage == "lead"
    rows, count = missing.short_of_one()
    assert (count, [one.name for one in rows[0].lacks]) == (1, ["person.job_title"])
    assert rows[0].person.email == "iris@acme.example"
    after = missing.fill(lead_id=lead.id, field="person.job_title", value="Head of IT", by=mara, now=later(hours=1))
    assert (after.lead.stage, after.is_worked_on) == ("mql", False)
    assert handoff.open_one(lead.id) is not None
    assert missing.short_of_one() == ([], 0)


def test_of_an_account_the_datum_is_told_for_everybody_there(mara, sam):
    unknown = {"type": "group", "userId": "gus", "groupId": "globex.example", "traits": {"name": "Globex"}}
    trial = {"type": "track", "event": "Trial Started", "userId": "gus"}
    happens(identify("gus", "Globex", job_title="Clerk"), unknown, trial)
    lead = lead_of("gus@globex.example")
    fields = [one.name for one in missing.short_of_one()[0][0].fields]
    assert fields == ["account.employees"]
    for words in ("lots", "a few", "300-ish", "nan"):
        with pytest.raises(missing.FillRefused, match="is no number"):
            missing.fill(lead_id=lead.id, field="account.employees", value=words, by=mara, now=later(minutes=9))
    after = missing.fill(lead_id=lead.id, field="account.employees", value="1,300", by=mara, now=later(hours=1))
    assert after.lead.stage == "mql"


def test_what_was_typed_stays_in_its_field_where_it_is_refused(mara, sam):
    unknown = {"type": "group", "userId": "gus", "groupId": "globex.example", "traits": {"name": "Globex"}}
    happens(
        identify("gus", "Globex", job_title="Clerk"),
        unknown,
        {"type": "track", "event": "Trial Started", "userId": "gus"},
    )
    lead = lead_of("gus@globex.example")
    told = {"field": "account.employees", "value": "three <hundred>"}
    answer = client_of(mara).post(f"/missing/{lead.id}/?kind=datum&page=1", told)
    page = answer.content.decode()
    assert (answer.status_code, "is no number" in page) == (422, True)
    assert 'value="three &lt;hundred&gt;" aria-invalid="true"' in page
    assert f"/missing/{lead.id}/?kind=datum&amp;page=1" in page


def test_a_few_points_are_told_as_points(mara):
    did = [{"type": "track", "event": event, "userId": "iris"} for event in ("Webinar Attended", "Content Downloaded")]
    page = {"type": "page", "userId": "iris", "properties": {"path": "/pricing"}}
    group = {"type": "group", "userId": "iris", "groupId": "acme.example", "traits": {"employees": 300}}
    happens(identify("iris"), group, *did, page)
    (one,), _ = missing.short_of_one(kind="points")
    assert (one.points.name, one.as_dict()["lacks"][0]["lacking"]) == ("engagement", 2)  # 15 + 12 + 10 + 1 of 40


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("person.job_title", "  ", "value"),
        ("person.job_title", "x" * 1001, "value"),
        ("job_title", "Head", "field"),
        ("account.industry", "gambling", "field"),
        ("person.email", "ida@gmail.com", "field"),
    ],
)
def test_what_cannot_be_told_is_refused_with_a_reason(mara, field, value, code):
    message = {"type": "identify", "userId": "ida", "traits": {"email": "ida@gmail.com"}}
    happens(message)
    lead = lead_of("ida@gmail.com")
    with pytest.raises(missing.FillRefused) as refused:
        missing.fill(lead_id=lead.id, field=field, value=value, by=mara, now=later(hours=1))
    assert refused.value.code == code


def test_the_command_reports_what_the_page_shows():
    interested(job_title=None)
    (one,), _ = missing.short_of_one()
    told = json.loads(json.dumps(one.as_dict()))
    assert told["lacks"] == [{"kind": "datum", "name": "person.job_title", "lacking": None}]
    assert lifecycle.lead(told["lead"]).stage == "lead"
