"""What Rhea sees of routing, and what Sam sees of himself."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.steps.handoff.tests.cases import crew, offer, ready, reject, rep

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


def someone(name: str, role: str):
    return members.add(email=f"{name}@northwind.example", role=role, name=name.title(), now=NOW - 30 * DAY)


def page_of(card) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=card.id))
    return client


@pytest.fixture
def sam():
    return someone("sam", "rep")


@pytest.fixture
def rhea():
    return page_of(someone("rhea", "operations"))


class TestRouting:
    def test_shows_what_waits_for_nobody_with_the_reason_for_each(self, rhea, django_assert_max_num_queries):
        offer(ready(1), to=crew(rep(1, is_active=False), rep(2, capacity_open=0)))
        with django_assert_max_num_queries(25):
            text = rhea.get("/routing/").content.decode()
        assert "is inactive" in text
        assert "has 0 open leads, the most is 0" in text

    def test_fairness_shows_every_rep_beside_the_bound(self, rhea, sam):
        offer(*(ready(n) for n in range(5)), to=crew(rep(sam.id), rep(sam.id + 1)))
        text = rhea.get("/routing/fairness/?days=0").content.decode()
        assert "within one" in text
        assert "each lead to whoever was owed the most" in text
        assert "2.50" in text
        assert "They differ by 1" in text

    def test_fairness_asks_the_same_number_of_queries_however_many_groups_are_owed(self, rhea, sam):
        def owed(number, one, other):
            leads = range(number, number + 4)
            given = [card for n in leads for card in offer(ready(n), to=crew(rep(one), rep(other)), at=n)]
            for card in given:
                if card.member_id == other:
                    reject(card.id, other, at=number + 4)

        def asked():
            with CaptureQueriesContext(connection) as caught:
                text = rhea.get("/routing/fairness/?days=0").content.decode()
            return text.count("who is owed"), len(caught)

        first = sam.id
        owed(1, first, first + 1)
        few = asked()
        owed(11, first + 2, first + 3)
        owed(21, first + 4, first + 5)
        many = asked()
        assert (few[0], many) == (1, (3, few[1]))
        assert many[1] <= 25


class TestWork:
    def test_operations_state_how_somebody_works_and_it_is_kept(self, rhea, sam):
        given = {"weight": "50", "skills": "Cloud, data", "regions": "DE,AT", "capacity_open": "9", "time_zone": ""}
        assert rhea.post(f"/members/{sam.id}/profile/set/", given).status_code == 302
        card = members.work_of([sam.id])[sam.id]
        assert (card.weight, card.skills, card.regions, card.capacity_open) == (50, ("cloud", "data"), ("at", "de"), 9)
        assert members.work_history(sam.id)[0].by == "member:rhea@northwind.example"
        assert rhea.post(f"/members/{sam.id}/profile/set/", given | {"weight": "0"}).status_code == 422

    def test_a_rep_enters_their_own_leave_and_takes_it_back(self, sam):
        his = page_of(sam)
        assert his.post(f"/members/{sam.id}/leave/", {"first": "2031-07-01", "last": "2031-07-03"}).status_code == 302
        (leave,) = members.leaves(sam.id)
        assert leave.until - leave.since == 3 * DAY
        assert "Take back" in his.get(f"/members/{sam.id}/profile/").content.decode()
        his.post(f"/leave/{leave.id}/back/")
        assert members.leaves(sam.id)[0].taken_back_by == "member:sam@northwind.example"

    def test_has_what_they_have_not_answered_go_to_others_and_operations_see_what_is_open(self, sam, rhea):
        days = {"first": "2031-07-01", "last": "2031-07-03", "hands_on": "on"}
        offer(ready(1), to=crew(rep(sam.id)))
        page_of(sam).post(f"/members/{sam.id}/leave/", days)
        assert members.leaves(sam.id)[0].hands_on
        page = rhea.get(f"/members/{sam.id}/profile/").content.decode()
        assert "Open with them now: leads 1, clocks 0." in page.replace("<bdi>", "").replace("</bdi>", "")
        assert f"/queue/?rep={sam.id}&amp;state=open" in page

    def test_but_none_of_a_year_beyond_reason_or_of_last_month(self, sam, rhea):
        his, last_month = page_of(sam), (NOW - 30 * DAY).date().isoformat()
        for first, last in (("9999-12-31", "9999-12-31"), ("0001-01-01", "2031-01-01"), (last_month, last_month)):
            assert his.post(f"/members/{sam.id}/leave/", {"first": first, "last": last}).status_code == 422
        stated = {"weight": "9", "started_on": "0001-01-01"}
        assert rhea.post(f"/members/{sam.id}/profile/set/", stated).status_code == 422
        assert members.leaves(sam.id) == []
        assert rhea.post(f"/members/{sam.id}/leave/", {"first": last_month, "last": last_month}).status_code == 302

    def test_but_neither_states_their_work_nor_sees_that_of_others(self, sam):
        other = someone("sue", "rep")
        his = page_of(sam)
        assert his.post(f"/members/{sam.id}/profile/set/", {"weight": "500"}).status_code == 403
        assert his.get(f"/members/{other.id}/profile/").status_code == 404
        leave = members.add_leave(member_id=other.id, since=NOW, until=NOW + DAY, by=PROCESS, now=NOW)
        assert his.post(f"/leave/{leave.id}/back/").status_code == 404
        assert members.leaves(other.id)[0].taken_back_at is None
