"""Whatever an address or a form says, the answer is one a reader can use."""

import pytest
from django.test import Client
from django.utils import timezone

from accord.planning import api as planning
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.web.tests.cases import client_of

ODD = {"NUL": "a\0b", "digits": "9" * 5000, "nineteen": "9" * 19, "superscript": "\u00b2"}
ASKED = [
    ("/clocks/", "service"), ("/clocks/", "who"), ("/clocks/", "show"), ("/clocks/", "side"), ("/clocks/", "after"),
    ("/requests/", "to"), ("/requests/", "page"), ("/requests/new/", "about"),
    ("/stalled/", "side"), ("/stalled/", "page"), ("/stalled/stages/people/", "stage"), ("/stalled/deals/", "page"),
    ("/suppressed/", "page"), ("/routing/", "after"), ("/routing/fairness/", "days"),
    ("/queue/", "rep"), ("/queue/", "stage"), ("/queue/", "after"), ("/queue/", "page"), ("/people/", "page"),
]  # fmt: skip


def answer_of(card, path, given, *, post=False):
    """What a browser gets; a fault of the server is an answer here, not a fault of the test."""
    client: Client = client_of(card)
    client.raise_request_exception = False
    return (client.post if post else client.get)(path, given)


def test_no_address_is_a_fault_of_the_server(cast):
    found = {
        (path, name, what): answer_of(cast["rhea"], path, {name: odd}).status_code
        for path, name in ASKED
        for what, odd in ODD.items()
    }
    assert {key: status for key, status in found.items() if status >= 500} == {}


@pytest.mark.parametrize("odd", ["a\0b", "\0", "9" * 5000, "9999-12-31"])
def test_no_form_is_a_fault_of_the_server(cast, odd):
    person = identity.lookup(text="person0@acme.example")
    lead = lifecycle.leads_of([person.id])[person.id][0]
    brief = {"goal": "A case study", "audience": "CIOs", "to_side": "marketing"}
    made = planning.ask(**brief, by=cast["sam"], now=timezone.now())
    forms = [
        ("/requests/new/", {**brief, "to_side": "sales", "goal": odd, "deadline": odd, "about": odd}),
        (f"/requests/{made.id}/say/", {"text": odd}),
        (f"/requests/{made.id}/answer/", {"to": "agreed", "note": odd}),
        (f"/suppressed/person/{person.id}/", {"reason": odd}),
        (f"/suppressed/person/{person.id}/", {"reason": "We talk", "until": odd}),
        (f"/stalled/{lead.id}/back/", {"reason": odd, "note": odd}),
        (f"/stalled/{lead.id}/back/", {"reason": "nurture", "note": odd}),
    ]
    for path, given in forms:
        assert answer_of(cast["mara"], path, given, post=True).status_code in (200, 302, 422), (path, given)
