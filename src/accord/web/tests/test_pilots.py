"""The pilot on the screens: beside the main version, ended by operations with a reason."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.agreement import api as agreements
from accord.agreement.tests.marked import NORTHWIND
from accord.journey import rescore
from accord.kernel.actor import Actor, ActorKind
from accord.ledger import api as ledger
from accord.members import api as members

RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
SEGMENT = "\npilot: {means: Logistics <b> earlier., where: {account.industry: logistics}, until: 2190-12-31}\n"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    now = timezone.now()
    rescore.publish(text=NORTHWIND, name="n.yaml", by=RHEA, now=now - timedelta(days=9))
    text = NORTHWIND + SEGMENT
    rescore.publish(text=text, name="p.yaml", by=RHEA, now=now - timedelta(days=2), unsigned_because="for the test")
    clients = {}
    for name, role in {"rhea": "operations", "sam": "rep"}.items():
        card = members.add(email=f"{name}@northwind.example", role=role, now=now)
        clients[name] = Client()
        clients[name].force_login(get_user_model().objects.get(pk=card.id))
    return clients


class TestThePilot:
    def test_stands_beside_the_main_version_with_its_scope_and_its_end(self, cast):
        with CaptureQueriesContext(connection) as seen:
            page = cast["sam"].get("/agreement/").content.decode()
        for words in ("Version 1", "Version 2", "logistics", "Logistics &lt;b&gt; earlier.", "0</bdi> people"):
            assert words in page
        assert "End the pilot" not in page
        assert len(seen) <= 25

    def test_is_not_over_on_its_own_page(self, cast):
        page = cast["sam"].get("/agreement/2/").content.decode()
        assert "no longer in force" not in page
        assert "pilot" in page

    def test_is_ended_by_operations_with_a_reason(self, cast):
        assert cast["sam"].post("/agreement/pilot/end/", {"reason": "no"}).status_code == 403
        assert "End the pilot" in cast["rhea"].get("/agreement/").content.decode()
        assert cast["rhea"].get("/agreement/pilot/end/").status_code == 200
        assert cast["rhea"].post("/agreement/pilot/end/", {"reason": ""}).status_code == 422
        assert agreements.pilot(timezone.now()) is not None
        page = cast["rhea"].post("/agreement/pilot/end/", {"reason": "enough seen"}, follow=True).content.decode()
        assert "The pilot is over" in page
        assert agreements.pilot(timezone.now()) is None
        assert [fact.reason for fact in ledger.of_kind(["pilot_ended"])] == ["enough seen"]
        assert cast["rhea"].get("/agreement/pilot/end/").status_code == 404
        assert "no longer in force" in cast["rhea"].get("/agreement/2/").content.decode()
