"""The goals page: figures reported by whom the policy lets, and what reaching a goal takes, for both sides."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accord.steps.lifecycle.models import Lead, Transition
from accord.steps.outcomes.models import Opportunity
from accord.web.tests.cases import client_of
from accord.web.tests.test_learning import told

WAY = ("lead", "mql", "sal", "sql", "opportunity", "won")


@pytest.fixture
def won(cast):
    """Twelve leads won with a deal each, three of every four MQL given back."""
    now = timezone.now()
    for number in range(48):
        steps = WAY if number % 4 == 0 else ("lead", "mql", "recycled")
        at = now - timedelta(days=200 - number)
        lead = Lead.objects.create(person_id=9000 + number, motion="platform", stage=steps[-1], entered_stage_at=at,
                                   opened_at=at)  # fmt: skip
        Transition.objects.bulk_create(
            Transition(lead=lead, to_stage=stage, effective_at=at, recorded_at=at, actor="process:river",
                       agreement_id=1) for stage in steps
        )  # fmt: skip
        if steps == WAY:
            Opportunity.objects.create(person_id=lead.person_id, lead_id=lead.pk, opened_at=at, closed_at=at,
                                       result="won", amount_minor=1_000_000, currency="EUR", created_at=at,
                                       updated_at=at)  # fmt: skip


class TestFigures:
    def test_are_reported_by_who_answers_for_the_goal(self, cast):
        sam, mara = client_of(cast["sam"]), client_of(cast["mara"])
        assert "Report a figure" in told(sam, "/goals/")
        page = told(mara, "/goals/")
        assert "no figure yet" in page
        assert "the bonus of both teams hangs on it" in page
        assert "Report a figure" not in page
        given = {"value": "2.4%", "day": f"{timezone.now():%Y-%m-%d}", "source": "billing <b>"}
        assert mara.post("/goals/churn/figures/", given).status_code == 403
        assert sam.post("/goals/churn/figures/", given)["Location"] == "/goals/#goal-churn"
        page = told(mara, "/goals/")
        assert "2.40" not in page
        assert "2.4 %" in page
        assert "billing &lt;b&gt;" in page

    def test_are_listed_the_latest_fifty_of_the_period(self, cast):
        sam = client_of(cast["sam"])
        for number in range(52):
            sam.post("/goals/churn/figures/", {"value": f"2.{number:02}%", "day": "", "source": f"bill {number}."})
        page = told(sam, "/goals/")
        assert "the latest 50 of 52" in page
        assert [f"bill {number}." in page for number in (51, 2, 1, 0)] == [True, True, False, False]

    def test_are_refused_with_words(self, cast):
        rhea = client_of(cast["rhea"])
        for given, words in (
            ({"value": "2,4"}, "is no share"),
            ({"value": "2%", "day": "yesterday"}, "That is no day"),
            ({"value": "2%", "source": "x" * 301}, "at most 300"),
            ({"value": "\0"}, "is no share"),
        ):
            answer = rhea.post("/goals/churn/figures/", given)
            assert (answer.status_code, words in answer.content.decode()) == (422, True)
        assert rhea.post("/goals/x/figures/", {"value": "2%"}).status_code == 404

    def test_that_are_refused_stand_in_the_form_again(self, cast):
        given = {"value": "2,4", "day": "2026-01-02", "source": "billing"}
        page = client_of(cast["rhea"]).post("/goals/churn/figures/", given).content.decode()
        for value in given.values():
            assert f'value="{value}"' in page


class TestNeeds:
    def test_are_told_to_both_sides(self, cast, won):
        page = told(client_of(cast["mara"]), "/goals/")
        assert "To reach it:" in page
        assert "12,923 EUR on average" in page  # twelve of 10,000 and the company's own of 48,000
        assert "13 leads won in the last year" in page

    def test_say_how_much_is_lacking_to_reckon_by(self, cast):
        assert "at least 10 are needed" in told(client_of(cast["sam"]), "/goals/")
