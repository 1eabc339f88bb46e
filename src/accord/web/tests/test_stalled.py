"""What stands still, and whom programs leave alone, on their pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accord.planning import suppressing
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.web.tests.cases import client_of


@pytest.mark.parametrize(
    "path",
    [
        "/stalled/",
        "/stalled/?side=sales",
        "/stalled/deals/",
        "/stalled/stages/",
        "/stalled/stages/people/?stage=mql",
        "/suppressed/",
        "/missing/?kind=points",
        "/known/?q=acme.example",
    ],
)
def test_every_page_opens_for_either_side(cast, path):
    for name in ("sam", "mara"):
        assert client_of(cast[name]).get(path).status_code == 200


def test_a_stage_that_is_not_on_the_way_is_refused_on_the_page(cast):
    answer = client_of(cast["mara"]).get("/stalled/stages/people/?stage=moon")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_marketing_sends_back_what_stands_still(cast):
    person = identity.lookup(text="person0@acme.example")
    lead = lifecycle.leads_of([person.id])[person.id][0]
    mara = client_of(cast["mara"])
    mara.post(f"/stalled/{lead.id}/back/", {"reason": "no such reason"})
    assert lifecycle.lead(lead.id).stage == lead.stage
    mara.post(f"/stalled/{lead.id}/back/", {"reason": "nurture"})
    assert lifecycle.lead(lead.id).stage == "recycled"


def test_a_rep_sends_back_only_what_is_theirs(cast):
    person = identity.lookup(text="person0@acme.example")
    lead = lifecycle.leads_of([person.id])[person.id][0]
    lifecycle.assign({lead.id: cast["mara"].id})
    assert client_of(cast["sam"]).post(f"/stalled/{lead.id}/back/", {"reason": "nurture"}).status_code == 404
    assert lifecycle.lead(lead.id).stage == lead.stage


def test_a_rep_has_somebody_left_alone_and_lifts_it(cast):
    sam, person = client_of(cast["sam"]), identity.lookup(text="person0@acme.example")
    page = f"/suppressed/person/{person.id}/"
    assert sam.post(page, {"reason": ""}).status_code == 422
    assert sam.post(page, {"reason": "We talk", "until": "tomorrow"}).status_code == 422
    sam.post(page, {"reason": "We negotiate", "until": f"{timezone.localdate() + timedelta(days=300)}"})
    (one,) = suppressing.holding_for(person_id=person.id, now=person.last_seen_at)
    assert "We negotiate" in sam.get(f"/people/{person.id}/").content.decode()
    assert "We negotiate" in sam.get("/suppressed/").content.decode()
    sam.post(f"/suppressed/{one.id}/lift/")
    assert suppressing.holding_for(person_id=person.id, now=person.last_seen_at) == []
    assert sam.get("/suppressed/person/999999/").status_code == 404
