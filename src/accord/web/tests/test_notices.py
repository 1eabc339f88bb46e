"""The bell, the list behind it, wishes, the calendar, and the address at the foot of a mail."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from icalendar import Calendar

from accord.members import api as members
from accord.outbox import api as outbox
from accord.telling import api
from accord.telling.unsubscribing import address_of

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def logged_in(email="sam@northwind.example", role="rep"):
    card = members.add(email=email, role=role, password="nine lives of a lead", now=NOW)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=card.id))
    return card, client


def tell(*to, kind="lead_handed_off", key="a", **body):
    outbox.tell(kind, to=[one.id for one in to], about=("thing", 5), body=body, key=key, now=NOW)


class TestBell:
    def test_counts_what_is_not_read_up_to_99(self):
        sam, client = logged_in()
        for number in range(120):
            tell(sam, key=str(number))
        assert "99+" in client.get("/notices/bell/").content.decode()

    def test_is_read_by_opening_and_never_by_looking(self):
        sam, client = logged_in()
        tell(sam, title="Ada", path="/people/")
        for _ in range(2):
            page = client.get("/notices/").content.decode()
            assert "notice-new" in page
        (one,) = api.notices(member_id=sam.id, now=NOW)
        answer = client.post(f"/notices/{one.id}/reading/", {"then": one.path})
        assert answer["Location"] == "/people/"
        assert api.count_unread(member_id=sam.id, now=NOW) == 0
        client.post(f"/notices/{one.id}/reading/", {"read": "no"})
        assert api.count_unread(member_id=sam.id, now=NOW) == 1
        client.post("/notices/reading/")
        assert "notice-new" not in client.get("/notices/").content.decode()

    def test_leads_nowhere_else(self):
        sam, client = logged_in()
        tell(sam)
        number = api.notices(member_id=sam.id, now=NOW)[0].id
        for away in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
            assert client.post(f"/notices/{number}/reading/", {"then": away})["Location"] == "/notices/"

    def test_shows_nobody_elses_notices(self):
        sam, client = logged_in()
        sue, other = logged_in("sue@northwind.example")
        tell(sue, title="For Sue")
        number = api.notices(member_id=sue.id, now=NOW)[0].id
        assert "For Sue" not in client.get("/notices/").content.decode()
        client.post(f"/notices/{number}/reading/")
        assert api.count_unread(member_id=sue.id, now=NOW) == 1

    def test_lists_pages_with_the_same_queries(self, django_assert_max_num_queries):
        sam, client = logged_in()
        for number in range(60):
            tell(sam, key=str(number), title=f"N{number}")
        with django_assert_max_num_queries(12):
            page = client.get("/notices/").content.decode()
        assert "page=2" in page
        assert "N9<" not in page.replace(" is yours to work", "")
        assert client.get("/notices/?page=2").content.decode().count('class="notice ') == 10


class TestWishes:
    def given(self, **more):
        said = {f"mail-{kind}": "off" for kind in api.KINDS}
        return {**said, "digest_hour": "16", "quiet_from": "20:00", "quiet_until": "07:30", **more}

    def test_are_kept(self):
        sam, client = logged_in()
        given = self.given(**{"mail-clock_broken": "digest", "app-clock_broken": "yes"})
        assert client.post("/notices/wishes/", given).status_code == 302
        wishes, habits = api.wishes_of(sam.id), api.habits_of([sam.id])[sam.id]
        assert (wishes["clock_broken"].mail, wishes["clock_broken"].app, wishes["lead_handed_off"].app) == (
            "digest",
            True,
            False,
        )
        assert (habits.digest_hour, habits.quiet_from, habits.quiet_until) == (16, 1200, 450)
        tell(sam)
        assert api.notices(member_id=sam.id, now=NOW) == []

    @pytest.mark.parametrize("quiet", [("20:00", ""), ("20:00", "20:00"), ("x", "07:00")])
    def test_say_what_is_wrong_and_keep_what_was_typed(self, quiet):
        _, client = logged_in()
        answer = client.post("/notices/wishes/", self.given(quiet_from=quiet[0], quiet_until=quiet[1]))
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()


class TestUnsubscribing:
    def path(self, member, kind="lead_handed_off"):
        return address_of(member.id, kind, "")

    def test_asks_first_and_stops_when_posted(self):
        sam, _ = logged_in()
        stranger = Client(enforce_csrf_checks=True)
        asked = stranger.get(self.path(sam))
        assert (asked.status_code, api.wishes_of(sam.id)["lead_handed_off"].mail) == (200, "now")
        assert stranger.post(self.path(sam), {"List-Unsubscribe": "One-Click"}).status_code == 200
        wishes = api.wishes_of(sam.id)
        assert (wishes["lead_handed_off"].mail, wishes["clock_broken"].mail) == ("off", "now")

    def test_of_all_mail_stops_all(self):
        sam, _ = logged_in()
        Client().post(self.path(sam, "all"))
        assert {wish.mail for wish in api.wishes_of(sam.id).values()} == {"off"}

    def test_believes_no_address_that_is_not_ours(self):
        sam, _ = logged_in()
        good = self.path(sam)
        for bad in (good[:-3] + "x/", good.replace("unsubscribe/", "unsubscribe/x"), "/unsubscribe/1:2/"):
            assert Client().post(bad).status_code == 404
        assert api.wishes_of(sam.id)["lead_handed_off"].mail == "now"


class TestCalendar:
    def made(self, client):
        page = client.post("/notices/calendar/").content.decode()
        return "/" + re.search(r'value="[a-z]+://[^/]+/(calendar/[^"]+\.ics)"', page)[1]

    def test_is_read_without_a_log_in_and_by_its_address_only(self):
        _, client = logged_in()
        path = self.made(client)
        answer = Client().get(path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert Calendar.from_ical(answer.content)["prodid"] == "-//Accord//Accord//EN"
        assert Client().get(path.replace(".ics", "x.ics")).status_code == 404
        assert path not in client.get("/notices/wishes/").content.decode()

    def test_answers_no_more_once_it_is_taken_back_replaced_or_its_member_left(self):
        sam, client = logged_in()
        first = self.made(client)
        second = self.made(client)
        assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
        client.post("/notices/calendar/revocation/")
        assert Client().get(second).status_code == 404
        third = self.made(client)
        members.set_active(member_id=sam.id, is_active=False)
        assert Client().get(third).status_code == 404


class TestChannels:
    def test_refuse_an_address_inside_and_say_so(self):
        _, rhea = logged_in("rhea@northwind.example", "operations")
        given = {
            "kind": "slack",
            "name": "Desk",
            "address": "https://169.254.169.254/latest",
            "kinds": ["clock_broken"],
        }
        answer = rhea.post("/channels/new/", given)
        assert answer.status_code == 422
        assert "not on the public internet" in answer.content.decode()
        assert api.channels() == []

    def test_are_connected_tried_changed_and_closed(self):
        _, rhea = logged_in("rhea@northwind.example", "operations")
        given = {"kind": "webhook", "name": "CRM", "address": "https://93.184.216.34/in", "kinds": ["clock_broken"]}
        page = rhea.post("/channels/new/", given)["Location"]
        assert "whsec_" in rhea.get(page).content.decode()
        rhea.post(f"{page}try/")
        assert "A channel is tried" in rhea.get(page).content.decode()
        rhea.post(f"{page}kinds/", {"on": "no"})
        rhea.post(f"{page}kinds/", {"kinds-given": "yes", "kinds": ["board_weekly"]})
        (card,) = api.channels()
        assert (card.is_on, card.kinds, card.waiting) == (False, ("board_weekly",), 1)
        assert rhea.post(f"{page}kinds/", {"kinds-given": "yes", "kinds": ["x"]}).status_code == 409
        rhea.post(f"{page}closing/")
        assert rhea.get(page).status_code == 404
        assert rhea.get("/channels/").status_code == 200

    def test_that_are_off_say_what_waits_and_on_again_that_it_leaves(self):
        _, rhea = logged_in("rhea@northwind.example", "operations")
        given = {"kind": "webhook", "name": "CRM", "address": "https://93.184.216.34/in", "kinds": ["clock_broken"]}
        page = rhea.post("/channels/new/", given)["Location"]
        rhea.post(f"{page}try/")
        rhea.post(f"{page}kinds/", {"on": "no"})
        shown = rhea.get(page).content.decode()
        assert "1 delivery waits" in shown
        assert f"{page}try/" not in shown
        assert (
            "1 delivery that waited leaves now"
            in rhea.post(f"{page}kinds/", {"on": "yes"}, follow=True).content.decode()
        )

    def test_sealed_with_another_key_say_so_and_can_be_disconnected(self, settings):
        _, rhea = logged_in("rhea@northwind.example", "operations")
        given = {"kind": "webhook", "name": "CRM", "address": "https://93.184.216.34/in", "kinds": ["clock_broken"]}
        page = rhea.post("/channels/new/", given)["Location"]
        settings.SECRET_KEY = "another key"
        rhea.force_login(get_user_model().objects.get(email="rhea@northwind.example"))
        shown = rhea.get(page)
        assert shown.status_code == 200
        assert "disconnect it and connect it anew" in shown.content.decode()
        assert rhea.post(f"{page}closing/").status_code == 302
        assert api.channels() == []

    def test_show_no_secret_to_others(self):
        for role in ("rep", "marketer", "executive"):
            _, client = logged_in(f"{role}@northwind.example", role)
            assert client.get("/channels/").status_code == 403
