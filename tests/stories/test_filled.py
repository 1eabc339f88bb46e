"""How well the fields that stages ask for are filled, and who lacks them."""

import json

import pytest
from typer.testing import CliRunner

from accord.cli.reports import app
from accord.reporting import api as reporting
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from tests.stories.desk_cases import happens, identify, interested, ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind")]


def people():
    """Iris and Gus are ready; Kim has no title, Lou no company that anybody knows, Max a title of blanks."""
    leads = [ready("iris"), ready("gus", company="Globex"), interested("kim", company="Initech", job_title="")]
    happens(identify("lou", company="Umbrella", job_title="CIO"))
    happens(identify("max", company="Hooli", job_title="  "))
    return leads


def test_each_field_is_counted_over_the_open_leads():
    people()
    cards = lifecycle.at_stages(["lead", "mql", "sal"])
    known = [identity.person(person_id=card.person_id) for card in cards]
    titled = [person for person in known if str(person.traits.get("job_title", "")).strip()]
    found = {one.field: one for one in reporting.filled()}
    assert set(found) == {"person.email", "person.company", "person.job_title"}
    title = found["person.job_title"]
    assert (title.leads, title.known, title.asked_at) == (len(cards), len(titled), ("mql",))
    assert 0 < len(titled) < len(cards)
    assert [one.stage for one in title.stages] == ["lead", "sal"]
    assert found["person.email"].share == 1.0


def test_the_worst_filled_is_the_first_and_its_leads_are_listed():
    people()
    worst = reporting.filled()[0]
    assert (worst.field, worst.label) == ("person.job_title", "job title")
    listed = reporting.without_field(field=worst.field)
    assert len(listed) == worst.lacking
    assert all(not identity.person(person_id=one.person_id).traits.get("job_title", "").strip() for one in listed)
    assert reporting.without_field(field=worst.field, offset=1, limit=1) == listed[1:2]


def test_the_command_tells_the_same():
    people()
    told = json.loads(CliRunner().invoke(app, ["fields", "--json"]).stdout)["fields"]
    assert [(one["field"], one["known"]) for one in told] == [(one.field, one.known) for one in reporting.filled()]
