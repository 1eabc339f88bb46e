"""The board's page: every number opens the leads behind it, few queries, and everybody may look."""

import html
import random
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from accord.agreement import api as agreements
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.reporting.tests.test_board import leads_at_mql, some_clocks
from accord.steps.sla.models import Clock
from accord.steps.sla.tests.cases import ANSWER, RE_ENGAGE, TOUCH, text

NOW = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
VOLUME = "{id: volume, owed_by: marketing, at_least: 40 mql, per: quarter, and: {acceptance_rate: {at_least: 60%}}}"


@pytest.fixture
def browser(db, monkeypatch):
    monkeypatch.setattr("accord.web.board.views.timezone.now", lambda: NOW)
    member = members.add(email="elena@northwind.example", role="executive", name="Elena", now=NOW)
    members.add(email="sam@northwind.example", role="rep", name="Sam <b>Okafor", now=NOW)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=member.id))
    return client


@pytest.fixture
def version(db):
    return agreements.publish(
        text=text(ANSWER, TOUCH, RE_ENGAGE, VOLUME), name="a.yaml", by=PROCESS, now=NOW - timedelta(days=900),
        unsigned_because="a test",
    )  # fmt: skip


def said(page) -> str:
    return html.unescape(page.content.decode())


class TestThePage:
    def test_shows_both_sides_and_opens_what_is_behind_each_number(self, browser, version):
        some_clocks(random.Random(1), 200)
        leads_at_mql(random.Random(2), 30)
        page = browser.get("/board/")
        assert page.status_code == 200
        words = said(page)
        for part in ("Marketing promised", "Sales promised", "Speed to lead", "Europe/Berlin", "Quarter 4 of 2026"):
            assert part in words
        links = set(re.findall(r'href="(/board/leads/[^"]+)"[^>]*>(?:<b[^>]*>)*([0-9,]+)</b', words))
        assert len(links) > 20
        for link, number in random.Random(3).sample(sorted(links), 30):
            assert browser.get(link).context["page"].total == int(number.replace(",", "")), link

    def test_costs_few_queries_however_much_there_is(self, browser, version, django_assert_max_num_queries):
        some_clocks(random.Random(1), 30)
        with django_assert_max_num_queries(25):
            browser.get("/board/")
        Clock.objects.all().delete()
        some_clocks(random.Random(3), 500)
        with django_assert_max_num_queries(25):
            browser.get("/board/?period=year")
        with django_assert_max_num_queries(25):
            browser.get("/board/leads/?service=answer&which=kept&since=2020-01-01&until=2030-01-01")

    @pytest.mark.parametrize("period", ["week", "2026-W01", "2026-10", "year", "2025"])
    def test_has_other_periods(self, browser, version, period):
        some_clocks(random.Random(1), 50)
        assert browser.get("/board/", {"period": period}).status_code == 200

    @pytest.mark.parametrize(
        "address",
        ["/board/?period=soon", "/board/?period=2031", "/board/leads/", "/board/leads/?since=x&until=y",
         "/board/leads/?service=answer&which=nothing&since=2026-01-01&until=2026-02-01"],
    )  # fmt: skip
    def test_says_what_is_wrong_with_an_address(self, browser, version, address):
        assert browser.get(address).status_code == 400

    def test_is_empty_before_the_first_agreement(self, browser):
        assert "No agreement yet" in said(browser.get("/board/"))

    def test_shows_names_as_they_are_written(self, browser, version):
        member = members.by_email("sam@northwind.example")
        some_clocks(random.Random(1), 50)
        Clock.objects.update(member_id=member.id, broken_by=None)
        assert "Sam &lt;b&gt;Okafor" in browser.get("/board/").content.decode()
