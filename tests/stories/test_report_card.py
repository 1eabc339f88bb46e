"""A rejected lead counts against the rules that carried it, by what was known when it was handed over."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accord.journey import desk, rescore, river
from accord.kernel.actor import Actor, ActorKind
from accord.kernel.money import Money
from accord.members import api as members
from accord.reporting import api
from accord.reporting.contracts import ReportRefused
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Filters

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = START + timedelta(days=20)
NORTHWIND = (Path(__file__).parents[2] / "examples" / "northwind.yaml").read_text(encoding="utf-8")
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")


@pytest.fixture
def sam():
    return members.add(email="sam@northwind.example", role="rep", now=START)


@pytest.fixture
def handed(sam):
    """Ten directors look at prices and come to a webinar; four managers ask for a demo. Sam accepts demos only."""
    rescore.publish(text=NORTHWIND, name="northwind.yaml", by=RHEA, now=START)
    source = collect.add_source(name="web", now=START).id
    messages = [m for n in range(10) for m in visitor(n, "IT director", prices=3, webinar=True)]
    messages += [m for n in range(10, 14) for m in visitor(n, "Sales manager", demo=True)]
    river.accept_touches(source_id=source, bodies=[body(messages)], now=START + timedelta(days=2))
    for number, one in enumerate(waiting()):
        at = START + timedelta(days=3, minutes=number)
        if one.stage == "sal":
            desk.accept(handoff_id=one.id, by=sam, now=at)
        else:
            desk.reject(handoff_id=one.id, reason="no-answer", by=sam, now=at)
    return source


def visitor(number, title, *, prices=0, webinar=False, demo=False):
    who = {"anonymousId": f"a{number}"}
    at = (START + timedelta(hours=number)).isoformat()
    traits = {"email": f"p{number}@acme{number}.example", "company": f"Acme {number}", "job_title": title}
    yield {"type": "identify", **who, "traits": traits, "timestamp": at, "messageId": f"i{number}"}
    company = {"name": f"Acme {number}", "domain": f"acme{number}.example", "industry": "software", "employees": 300}
    yield {
        "type": "group",
        **who,
        "groupId": f"g{number}",
        "traits": company,
        "timestamp": at,
        "messageId": f"g{number}",
    }
    for visit in range(prices):
        page = {"type": "page", "properties": {"path": "/pricing"}, "messageId": f"p{number}-{visit}"}
        yield {**page, **who, "timestamp": at}
    if webinar:
        yield {"type": "track", "event": "Webinar Attended", **who, "timestamp": at, "messageId": f"w{number}"}
    if demo:
        yield {"type": "track", "event": "Demo Requested", **who, "timestamp": at, "messageId": f"d{number}"}


def body(messages):
    return json.dumps({"batch": list(messages)}).encode()


def waiting():
    page = handoff.queue(member_id=None, everybody=True, filters=Filters(state="waiting"), limit=100, now=NOW)
    return sorted(page.rows, key=lambda one: one.id)


def card():
    api.examine(now=NOW)
    return {line.rule: line for line in api.rules(now=NOW).rules}


class TestReportCard:
    def test_counts_who_was_carried_and_what_sales_made_of_them(self, handed):
        found = card()
        assert (found["webinar"].carried, found["webinar"].accepted.yes, found["webinar"].accepted.all) == (10, 0, 10)
        assert (found["demo"].carried, found["demo"].accepted.yes) == (4, 4)
        assert found["webinar"].reasons == {"no-answer": 10}
        assert (found["webinar"].touches, found["webinar"].people) == (10, 10)

    def test_weighs_a_rejection_by_what_the_rule_gave(self, handed):
        """50 of fit, and 48 of deeds: three times 10 of prices, 3 of looking around, 15 of the webinar."""
        found = card()
        whole = 20 + 15 + 15 + 30 + 3 + 15
        assert found["webinar"].blame == pytest.approx(10 * 15 / whole, rel=0.03)
        assert found["pricing"].blame == pytest.approx(10 * 30 / whole, rel=0.03)
        assert sum(line.blame for line in found.values()) == pytest.approx(10, abs=1e-3)
        assert sum(line.credit for line in found.values()) == pytest.approx(4, abs=1e-3)

    def test_tells_no_lift_of_a_few(self, handed):
        assert all(line.lift is None for line in card().values())

    def test_leaves_open_leads_out_of_win_rates(self, handed, sam):
        (first, *_), found = [one for one in handoffs() if one.stage != "mql"], api.rules(now=NOW)
        assert found.open == 4
        desk.qualify(lead_id=first.lead_id, answers={"budget": "y", "need": "y", "timing": "y"}, by=sam, now=NOW)
        done = desk.open_deal(lead_id=first.lead_id, name="Acme", by=sam, now=NOW, amount=Money.of(9, "EUR"))
        desk.win(deal_id=done.deal.id, by=sam, now=NOW)
        line = card()["demo"]
        assert (line.won_with.yes, line.won_with.all, line.won_without.all) == (1, 1, 10)

    def test_judges_by_what_was_known_at_the_hand_off(self, handed):
        """A touch of an earlier day that comes in later changes nothing."""
        before = card()["webinar"].blame
        late = [{"type": "page", "anonymousId": "a0", "properties": {"path": "/docs/a"}, "messageId": "late",
                 "timestamp": START.isoformat(), "sentAt": START.isoformat()}]  # fmt: skip
        river.accept_touches(source_id=handed, bodies=[body(late)], now=NOW)
        from accord.reporting.models import Carried, Examined

        Carried.objects.all().delete()
        Examined.objects.all().delete()
        found = card()
        assert found["webinar"].blame == before
        assert found["docs"].carried == 0

    def test_opens_the_leads_behind_a_number(self, handed):
        api.examine(now=NOW)
        found = api.rule_people(rule="webinar", which="rejected", reason="no-answer", now=NOW, limit=3)
        assert (found.total, len(found.rows)) == (10, 3)
        assert api.rule_people(rule="webinar", which="accepted", now=NOW).total == 0
        with pytest.raises(ReportRefused):
            api.rule_people(rule="webinar", which="won; drop", now=NOW)

    def test_examines_each_hand_off_once_and_says_what_waits(self, handed):
        assert api.rules(now=NOW).waiting == 14
        assert api.examine(now=NOW, limit=5) == 5
        assert api.rules(now=NOW).waiting == 9
        assert api.examine(now=NOW) == 9
        assert api.examine(now=NOW) == 0


def handoffs():
    from accord.steps.handoff.models import Handoff

    return list(Handoff.objects.order_by("id"))


class TestProfile:
    def test_says_who_fits_and_which_persona_each_is(self, handed):
        told = api.profile(now=NOW).as_dict()
        assert (told["profile"]["lost"]["fit"], told["profile"]["lost"]["companies"]) == (10, 10)
        directors = next(one for one in told["personas"] if one["persona"] == "it-director")
        assert (directors["decided"], directors["won"], directors["sure"]) == (10, 0, 1.0)
        assert api.kept("profile")[1].body["version"] == 1

    def test_refuses_to_suggest_from_a_handful(self, handed):
        api.make(kind="suggestion", named={}, now=NOW)
        kind, kept = api.kept("suggestion", "refusal")
        assert kind == "refusal"
        assert "too little to learn from" in kept.body["why"]


class TestGoals:
    def test_count_what_the_river_did(self, handed):
        mqls = next(line for line in api.goals(now=NOW) if line.goal.id == "mqls")
        assert (mqls.done, mqls.goal.owner) == (10, "marketing")
