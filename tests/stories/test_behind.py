"""The river is behind: who fills in a datum or adds a lead at a page does not wait for all that waits."""

import json
import re
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from accord.journey import desk, locks, missing, rescore, river
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.lifecycle import api as lifecycle
from accord.web.tests.cases import client_of
from tests.stories.desk_cases import interested, later, stage

GUS = {"email": "gus@globex.example", "name": "Gus Gold", "company": "Globex"}
NOW = later(hours=1)


def backlog(bodies=50, each=100):
    """Thousands of messages that came before, the last of them by the lead that lacks something."""
    source = collect.source_named(name="website", now=NOW)

    def message(number):
        who = "iris" if number == bodies * each - 1 else f"somebody-{number % 20}"
        said = {"type": "page", "messageId": f"m{number}", "userId": who, "properties": {"path": "/docs/a"}}
        return {**said, "timestamp": NOW.isoformat()}

    batches = [[message(n) for n in range(i * each, (i + 1) * each)] for i in range(bodies)]
    collect.put(source_id=source.id, bodies=[json.dumps({"batch": one}).encode() for one in batches], now=NOW)


def drain(now=NOW):
    while river.drain(now=now):
        pass


@contextmanager
def kept_by_another():
    """Somebody else has the river: a worker in a long batch, or a rebuild."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [locks.RIVER])
    try:
        yield
    finally:
        other.close()


@pytest.mark.django_db
@pytest.mark.usefixtures("northwind")
class TestABacklog:
    def test_is_not_waited_for_by_who_fills_in_a_datum(self, mara, sam):
        lead = interested(job_title=None)
        backlog()
        told = missing.fill(lead_id=lead.id, field="person.job_title", value="Head of IT", by=mara, now=NOW)
        assert (told.lead.stage, told.is_worked_on) == ("mql", False)
        assert collect.waiting()[0] == 50
        drain()
        assert (stage(lead), handoff.open_one(lead.id) is not None) == ("mql", True)

    def test_is_not_waited_for_by_who_adds_a_lead(self, sue):
        backlog()
        done = desk.add_lead(traits=GUS, by=sue, now=NOW)
        assert (done.lead.owner_member_id, collect.waiting()[0]) == (sue.id, 50)

    def test_of_colleagues_to_judge_is_not_waited_for_either(self, mara, sam, monkeypatch):
        monkeypatch.setattr(river, "FEW", 0)
        lead = interested(job_title=None)
        told = missing.fill(lead_id=lead.id, field="person.job_title", value="Head of IT", by=mara, now=NOW)
        assert (told.lead.stage, told.is_worked_on, told.ahead) == ("lead", True, 0)
        rescore.tick(now=NOW)
        told = missing.how_it_stands(lead_id=lead.id, number=told.number, now=NOW)
        assert (told.lead.stage, told.is_worked_on) == ("mql", False)


@pytest.mark.django_db(transaction=True)
class TestWhileOthersKeepTheRiver:
    @pytest.fixture(autouse=True)
    def impatient(self, northwind, monkeypatch):
        monkeypatch.setattr(river, "PATIENCE", 0.2)

    def test_a_datum_waits_for_its_turn_and_the_lead_passes_then(self, mara, sam):
        lead = interested(job_title=None)
        backlog()
        with kept_by_another():
            told = missing.fill(lead_id=lead.id, field="person.job_title", value="Head of IT", by=mara, now=NOW)
        assert (told.lead.stage, told.is_worked_on, told.ahead) == ("lead", True, 5000)
        river.drain(limit=2000, now=NOW)
        told = missing.how_it_stands(lead_id=lead.id, number=told.number, now=NOW)
        assert (told.is_worked_on, told.ahead) == (True, 3000)
        drain()
        told = missing.how_it_stands(lead_id=lead.id, number=told.number, now=NOW)
        assert (told.lead.stage, told.is_worked_on) == ("mql", False)

    def test_who_adds_a_lead_asks_again_and_says_it_once(self, sue):
        backlog(bodies=2)
        with kept_by_another(), pytest.raises(desk.StillWaiting) as waiting:
            desk.add_lead(traits=GUS, by=sue, now=NOW)
        assert waiting.value.ahead == 200
        with pytest.raises(desk.StillWaiting):
            desk.add_lead(traits=GUS, by=sue, now=NOW, said=waiting.value.number)
        assert collect.waiting()[0] == 3
        drain()
        done = desk.add_lead(traits=GUS, by=sue, now=NOW, said=waiting.value.number)
        assert (done.lead.owner_member_id, collect.is_waiting()) == (sue.id, False)

    def test_later_waits_are_as_long_as_before(self, mara, sam):
        lead = interested(job_title=None)
        missing.fill(lead_id=lead.id, field="person.job_title", value="Head of IT", by=mara, now=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone()[0] == "0"

    def test_the_list_says_how_far_it_is_until_it_is_done(self, mara, sam):
        lead = interested(job_title=None, at=timezone.now())
        backlog(bodies=2)
        client, said = client_of(mara), {"field": "person.job_title", "value": "Head of IT"}
        with kept_by_another():
            page = client.post(f"/missing/{lead.id}/", said, follow=True).content.decode()
        assert "it is being worked on. 200 messages come before it." in page
        again = re.search(r'hx-get="(/missing/\d+/told/[^"]*)"', page)[1]
        assert "200 messages" in client.get(again).content.decode()
        drain(timezone.now())
        done = client.get(again).content.decode()
        assert "handed over" in done
        assert "hx-get" not in done
        assert client.get("/missing/0/told/").status_code == client.get("/missing/?told=999999").status_code == 404

    def test_the_page_of_a_new_lead_asks_again_by_itself(self, sue):
        client = client_of(sue)
        backlog(bodies=1)
        with kept_by_another():
            page = client.post("/leads/new/", GUS).content.decode()
        assert "100 messages come before it" in page
        again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        assert GUS.items() <= again.items()
        part = client.post("/leads/new/", again, headers={"HX-Request": "true"})
        assert "100 messages" in part.content.decode()
        assert "<html" not in part.content.decode()
        drain(timezone.now())
        gone = client.post("/leads/new/", again, headers={"HX-Request": "true"}).headers["HX-Redirect"]
        lead = lifecycle.lead(int(gone.strip("/").rpartition("/")[2]))
        assert lead.owner_member_id == sue.id
