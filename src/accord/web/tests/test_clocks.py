"""Pages of clocks: lists, one clock, pauses and excuses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.members.models import Member
from accord.steps.lifecycle import api as lifecycle
from accord.steps.sla import api as sla
from accord.steps.sla.tests.cases import happen, lead, published

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def version():
    return published(at=NOW - timedelta(days=60))


@pytest.fixture
def people(client):
    made = {
        name: members.add(email=f"{name}@northwind.example", role=role, name=name.title(), now=NOW)
        for name, role in (("sam", "rep"), ("sue", "rep"), ("mara", "marketer"), ("rhea", "operations"))
    }

    def log_in(name):
        client.force_login(Member.objects.get(pk=made[name].id))
        return client

    return made, log_in


def started(version, member, *, ago):
    at = NOW - ago
    moved = lifecycle.open_lead(person_id=5, account_id=None, actor=PROCESS, at=at, now=at, version=version)
    number = moved.lead_id
    happen("handed_off", lead(number, member), version=version, at=at)
    return sla.clocks_of(number, now=NOW)[0]


class TestList:
    def test_shows_open_clocks_of_both_sides_and_can_be_narrowed(self, version, people):
        made, log_in = people
        started(version, made["sam"], ago=timedelta(minutes=1))
        happen("recycled", lead(8), version=version, at=NOW)
        page = log_in("mara").get(reverse("clocks")).content.decode()
        assert "answer" in page
        assert "re-engage" in page
        page = log_in("mara").get(reverse("clocks"), {"side": "sales"}).content.decode()
        assert "re-engage</bdi>" not in page

    def test_says_what_to_do_where_there_is_none(self, people):
        assert "services" in people[1]("mara").get(reverse("clocks")).content.decode()

    def test_is_paged(self, version, people, django_assert_max_num_queries):
        made, log_in = people
        leads = [lead(number, made["sam"]) for number in range(120)]
        happen("handed_off", *leads, version=version, at=NOW)
        client = log_in("sam")
        with django_assert_max_num_queries(25):
            page = client.get(reverse("clocks")).content.decode()
        assert page.count('class="count ') == 50
        after = page.partition("after=")[2].partition('"')[0]
        assert client.get(reverse("clocks"), {"after": after}).status_code == 200
        assert client.get(reverse("clocks"), {"after": "x"}).status_code == 404


class TestClock:
    def test_tells_its_history_and_is_paused_and_goes_on(self, version, people):
        made, log_in = people
        one = started(version, made["sam"], ago=timedelta(seconds=30))
        client = log_in("sam")
        until = (NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        client.post(reverse("clock_pause", args=[one.id]), {"until": until, "reason": "The buyer is ill."})
        page = client.get(reverse("clock", args=[one.id])).content.decode()
        assert "The buyer is ill." in page
        client.post(reverse("clock_resume", args=[one.id]))
        assert sla.clock(one.id, now=NOW).state == "running"

    def test_a_pause_too_long_is_refused_in_words(self, version, people):
        made, log_in = people
        one = started(version, made["sam"], ago=timedelta(seconds=30))
        until = (NOW + timedelta(days=40)).strftime("%Y-%m-%dT%H:%M")
        answer = log_in("sam").post(reverse("clock_pause", args=[one.id]), {"until": until, "reason": "x"})
        assert answer.status_code == 422
        assert "at the most" in answer.content.decode()

    def test_somebody_elses_cannot_be_paused(self, version, people):
        made, log_in = people
        one = started(version, made["sam"], ago=timedelta(seconds=30))
        until = (NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        answer = log_in("sue").post(reverse("clock_pause", args=[one.id]), {"until": until, "reason": "x"})
        assert "somebody else" in answer.content.decode()
        assert "Pause it" not in log_in("sue").get(reverse("clock", args=[one.id])).content.decode()

    def test_there_is_none(self, people):
        assert people[1]("mara").get(reverse("clock", args=[404])).status_code == 404


class TestExcuse:
    def test_is_asked_by_one_side_and_granted_by_the_other(self, version, people):
        made, log_in = people
        one = started(version, made["sam"], ago=timedelta(days=9))
        log_in("sam").post(reverse("excuse_create", args=[one.id]), {"reason": "No telephones."})
        asked = sla.clock(one.id, now=NOW).excuse
        log_in("sue").post(reverse("excuse_answer", args=[asked.id]), {"is_granted": "1"})
        assert sla.clock(one.id, now=NOW).excuse.state == "asked"
        page = log_in("mara").get(reverse("clock", args=[one.id])).content.decode()
        assert "Excuse it" in page
        log_in("mara").post(reverse("excuse_answer", args=[asked.id]), {"is_granted": "1", "note": "Seen."})
        assert sla.clock(one.id, now=NOW).state == "excused"
