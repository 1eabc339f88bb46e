"""What stands still, and whom programs leave alone, on their pages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from accord.planning import suppressing
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.models import Lead, Transition
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


def test_operations_send_back_what_stands_still_and_marketing_does_not_take_it_from_a_rep(cast):
    person = identity.lookup(text="person0@acme.example")
    lead = lifecycle.leads_of([person.id])[person.id][0]
    page = f"/stalled/{lead.id}/back/"
    answer = client_of(cast["mara"]).post(page, {"reason": "nurture"}, follow=True)
    assert "in somebody else" in answer.content.decode()
    rhea = client_of(cast["rhea"])
    rhea.post(page, {"reason": "no such reason"})
    assert lifecycle.lead(lead.id).stage == lead.stage
    rhea.post(page, {"reason": "nurture"})
    assert lifecycle.lead(lead.id).stage == "recycled"


def stands(number, person, *stages, days, **more):
    """A lead that came to each of these stages so many days ago."""
    lead = Lead.objects.create(
        id=number, person_id=person.id, motion=f"m{number}", stage=stages[-1],
        entered_stage_at=ago(days[-1]), opened_at=ago(days[0]), **more,
    )  # fmt: skip
    for before, stage, day in zip(("", *stages), stages, days, strict=False):
        at = ago(day)
        Transition.objects.create(
            lead=lead, from_stage=before, to_stage=stage, effective_at=at, recorded_at=at, actor="rule:x",
            agreement_id=1,
        )  # fmt: skip


def ago(days):
    return timezone.now() - timedelta(days=days)


def test_the_button_is_shown_to_who_may_press_it(cast):
    person = identity.lookup(text="person0@acme.example")
    for number in range(9001, 9012):
        stands(number, person, "lead", "mql", days=(90, 80))
    stands(9100, person, "lead", days=(60,))
    stands(9101, person, "lead", days=(60,), owner_member_id=cast["sam"].id)

    def may(name):
        page = client_of(cast[name]).get("/stalled/?side=marketing").content.decode()
        assert "/leads/9100/" in page
        return [number for number in (9100, 9101) if f"/stalled/{number}/back/" in page]

    found = {name: may(name) for name in ("rhea", "mara", "sam", "ed")}
    assert found == {"rhea": [9100, 9101], "mara": [9100], "sam": [9101], "ed": []}


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
    last = timezone.localdate() + timedelta(days=300)
    sam.post(page, {"reason": "We negotiate", "until": f"{last}"})
    (one,) = suppressing.holding_for(person_id=person.id, now=person.last_seen_at)
    lead = lifecycle.leads_of([person.id])[person.id][0]
    for path in (f"/people/{person.id}/", f"/leads/{lead.id}/"):
        shown = sam.get(path).content.decode()
        assert "We negotiate" in shown
        assert f"the end of {date_format(last, 'SHORT_DATE_FORMAT')}" in shown
        assert f"/requests/new/?about=person:{person.id}" in shown
    assert "We negotiate" in sam.get("/suppressed/").content.decode()
    sam.post(f"/suppressed/{one.id}/lift/")
    assert suppressing.holding_for(person_id=person.id, now=person.last_seen_at) == []
    assert sam.get("/suppressed/person/999999/").status_code == 404
