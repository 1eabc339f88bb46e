"""The page of the agreement: who signs, what both sides want, whom they look for, and whether it is a pilot."""

from html import unescape

from django.utils import timezone

from accord.agreement import api as agreements
from accord.kernel.actor import PROCESS
from accord.web.tests.cases import client_of
from accord.web.tests.test_learning import told
from tests.browser.company import AGREEMENT


class TestPage:
    def test_names_who_signs_for_each_side(self, cast):
        page = told(client_of(cast["sam"]), "/agreement/")
        parties = page[page.index("<h2>Parties</h2>") : page.index("<h2>Signatures</h2>")]
        assert "mara@northwind.example" in parties
        assert "sam@northwind.example" in parties

    def test_tells_the_goals_and_what_hangs_on_them(self, cast):
        page = told(client_of(cast["sam"]), "/agreement/")
        goals = page[page.index("<h2>Goals</h2>") : page.index("<h2>Plan</h2>")]
        assert "First subscriptions sold" in goals
        assert "sales: churn of at most 3% every quarter; the bonus of both teams hangs on it" in goals

    def test_tells_whom_it_looks_for_and_where_from(self, cast):
        page = unescape(told(client_of(cast["sam"]), "/agreement/"))
        for words in (
            "First subscription to the Northwind platform",
            "Job title has the words it director, head of it, cio or cto",
            "Needs: one source of truth; single sign-on",
            "Pains: shadow IT; audits",
            "“Show me how it fits with what we already run.”",
            "rivalsoft.example, contoso-crm.example and leadmonger.example",
            "Decided nothing.",
        ):
            assert words in page, words

    def test_of_a_pilot_says_for_whom_how_long_and_what_for(self, cast):
        pilot = "\npilot: {means: <b>Sooner., where: {account.industry: logistics}, until: 2190-01-01}\n"
        text = AGREEMENT.read_text(encoding="utf-8") + pilot
        made = agreements.publish(text=text, name="p", by=PROCESS, now=timezone.now(), unsigned_because="a test")
        page = unescape(told(client_of(cast["sam"]), f"/agreement/{made.number}/"))
        assert "where the company's industry is logistics, until 2190-01-01" in page
        assert "<b>Sooner." not in told(client_of(cast["sam"]), f"/agreement/{made.number}/")
        assert "For everybody else the main version stays in force." in page
