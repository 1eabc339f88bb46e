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
from accord.steps.sla.contracts import Filters
from accord.steps.sla.models import Clock
from accord.steps.sla.tests.cases import happen, lead, published
from accord.telling import api as telling

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

    @pytest.mark.parametrize("state", ["open", "broken"])
    def test_has_each_clock_once_page_by_page(self, version, people, state):
        sam = people[0]["sam"]
        for number in range(7):
            happen("handed_off", lead(number, sam), version=version, at=NOW - timedelta(days=number % 3))
        pausing = [sla.clocks_of(number, now=NOW)[0].id for number in (0, 3)]
        for one in pausing:
            sla.pause(clock_id=one, until=NOW + timedelta(days=1), reason="ill", actor=PROCESS, now=NOW)
        if state == "broken":
            Clock.objects.update(broken_at=NOW)
            Clock.objects.filter(subject_id__in=(1, 2, 5)).update(ended_at=NOW, ended_as="broken")
        whole = sla.page(Filters(state=state), now=NOW).rows
        found, after = [], None
        while not found or after:
            part = sla.page(Filters(state=state), now=NOW, after=after, limit=1)
            found, after = [*found, *part.rows], part.after
        assert [one.id for one in found] == [one.id for one in whole]
        assert len({one.id for one in found}) == 7
        assert state == "broken" or {one.id for one in found[-2:]} == set(pausing)

    def test_offers_every_service_ever_promised_whatever_clocks_there_are(self, version, django_assert_max_num_queries):
        published("{id: later, owed_by: sales, starts: accepted, stops: activity, within: 2 hours}", at=NOW)
        with django_assert_max_num_queries(1) as asked:
            found = sla.services()
        assert {"answer", "re-engage", "later"} <= set(found)
        assert not [one for one in asked.captured_queries if "sla_clock" in one["sql"]]


class TestNames:
    """What the agreement calls a service, in the same words everywhere."""

    def test_are_on_the_list_its_choices_and_the_clocks_own_page(self, people):
        made, log_in = people
        named = (
            "{id: first-word, means: A <b>call</b> comes soon, owed_by: sales, starts: handed_off, stops: activity, "
        )
        version = published(named + "within: 4 hours}", at=NOW - timedelta(days=60))
        started(version, made["sam"], ago=timedelta(seconds=30))
        (one,) = sla.page(now=NOW).rows
        client = log_in("sam")
        for address in (reverse("clocks"), reverse("clock", args=[one.id])):
            page = client.get(address).content.decode()
            assert "A &lt;b&gt;call&lt;/b&gt; comes soon" in page
            assert "first-word<" not in page

    def test_are_ids_as_words_where_the_agreement_says_none(self, version, people):
        made, _ = people
        happen("recycled", lead(9), version=version)
        assert "re engage" in [one.name for one in sla.page(now=NOW).rows]

    def test_what_is_left_of_a_paused_one_says_that_it_is_paused(self, version, people):
        made, log_in = people
        one = started(version, made["sam"], ago=timedelta(seconds=30))
        sla.pause(clock_id=one.id, until=NOW + timedelta(days=1), reason="On holiday", actor=PROCESS, now=NOW)
        assert "paused: On holiday" in log_in("sam").get(reverse("clocks")).content.decode()


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

    def test_is_told_to_and_granted_by_an_executive_who_signs_for_the_other_side(self, version, people):
        made, log_in = people
        members.set_role(member_id=made["mara"].id, role="executive")
        one = started(version, made["sam"], ago=timedelta(days=9))
        log_in("sam").post(reverse("excuse_create", args=[one.id]), {"reason": "No telephones."})
        (told,) = telling.notices(member_id=made["mara"].id, now=NOW)
        assert (told.kind, told.detail, told.path) == (
            "excuse_asked",
            "No telephones.",
            reverse("clock", args=[one.id]),
        )
        assert "Excuse it" in log_in("mara").get(told.path).content.decode()
        assert "Excuse it" not in log_in("sue").get(told.path).content.decode()
        asked = sla.clock(one.id, now=NOW).excuse
        log_in("mara").post(reverse("excuse_answer", args=[asked.id]), {"is_granted": "1"})
        assert sla.clock(one.id, now=NOW).state == "excused"
        assert [row.kind for row in telling.notices(member_id=made["sam"].id, now=NOW)] == ["excuse_granted"]
