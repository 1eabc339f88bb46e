"""Thirty leads come in for five reps of different seniority: one is on leave, one is at capacity, one is inactive."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from accord.agreement import api as agreements
from accord.agreement.load import load
from accord.journey import asking, desk, fairness, rescore, river, routing, routing_trial
from accord.kernel.actor import PROCESS
from accord.ledger import api as ledger
from accord.members import api as members
from accord.project import command
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Ready
from accord.steps.identity import api as identity

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)  # a Monday, ten o'clock in Berlin
DAY = timedelta(days=1)
ROUTES = """routing:
  - {id: known, to: {owner: account}}
  - {id: french, when: {account.country: FR}, to: {team: sales, languages: [french]}, if_nobody: next}
  - id: everybody
    to: {team: sales}
    by: weighted_round_robin
    capacity: {per_day: 40}
    ramp_up: 30 days
    hours: working
calendars:
  - {id: office, hours: {mon-fri: 09:00-17:00}}

"""
RIVER = Path(__file__).with_name("river.yaml").read_text(encoding="utf-8")
AGREEMENT = re.sub(r"(?ms)^routing:\n.*?(?=^\w)", ROUTES, re.sub(r"(?ms)^calendars:.*?(?=^\w|\Z)", "", RIVER))


def came(who: str, at: datetime, **company) -> None:
    traits = {"email": f"{who}@{who}.example", "jobTitle": "CIO", "company": {"employees": 200, **company}}
    said = [
        {"type": "identify", "userId": who, "traits": traits},
        {"type": "track", "event": "Demo Requested", "userId": who},
    ]
    stamped = [{**one, "timestamp": at.isoformat(), "messageId": f"{who}{at}{one['type']}"} for one in said]
    source = collect.source_named(name="website", now=at)
    river.accept_touches(source_id=source.id, bodies=[json.dumps({"batch": stamped}).encode()], now=at)


def hire(name: str, days: int, **work):
    card = members.add(email=f"{name}@northwind.example", role="rep", name=name.title(), now=NOW - days * DAY)
    members.set_work(member_id=card.id, by=PROCESS, now=NOW - days * DAY, **work)
    return card


@pytest.fixture
def team():
    rescore.publish(text=AGREEMENT, name="routes.yaml", by=PROCESS, now=NOW - 400 * DAY)
    anna, ben = hire("anna", 400, weight=200), hire("ben", 200)
    cleo, dan, eve = hire("cleo", 300), hire("dan", 100, capacity_open=3), hire("eve", 900)
    members.add_leave(member_id=cleo.id, since=NOW - DAY, until=NOW + 2 * DAY, by=PROCESS, now=NOW - 9 * DAY)
    members.set_active(member_id=eve.id, is_active=False)
    return anna, ben, cleo, dan, eve


def owners():
    rows = handoff.queue(member_id=None, everybody=True, limit=200).rows
    return Counter(row.member_id for row in rows)


class TestThirtyLeads:
    def test_are_shared_out_by_weight_among_those_who_can_take_them(self, team):
        anna, ben, cleo, dan, eve = team
        for number in range(30):
            came(f"lead{number:02}", NOW + timedelta(minutes=number))
        # Until Dan has three, 2 : 1 : 1; after that 2 : 1.
        assert owners() == {anna.id: 18, ben.id: 9, dan.id: 3}
        last = handoff.last_offered(limit=1)[0]
        assert [c["why"] for c in last.candidates if c["name"] in ("Cleo", "Dan", "Eve")] == [
            "leave",
            "open",
            "inactive",
        ]
        body = ledger.about("lead", last.lead_id)
        offered = next(fact for fact in body if fact.kind == "HandoffOffered")
        assert (offered.body["route"], offered.agreement_id) == ("everybody", last.routed_by)
        assert [one["route"] for one in offered.body["passed"]] == ["known", "french"]

        report = fairness.report()
        assert report.is_kept
        assert [(one.name, one.kept, one.missed) for one in report.teams[0].reps] == [
            ("Anna", 18, {}),
            ("Ben", 9, {}),
            ("Cleo", 0, {"leave": 30}),
            ("Dan", 3, {"open": 19}),
            ("Eve", 0, {"inactive": 30}),
        ]
        assert all(abs(one.deviation) < 1 for one in report.teams[0].reps)

    def test_a_dry_run_by_the_same_agreement_gives_each_to_the_same(self, team):
        anna, ben, *_ = team
        for number in range(12):
            came(f"lead{number:02}", NOW + timedelta(minutes=number))
            if number == 5:
                taken = next(row for row in handoff.queue(member_id=ben.id).rows)
                desk.reject(handoff_id=taken.id, reason="no-answer", by=ben, now=NOW + timedelta(minutes=5, seconds=30))
        before = owners()
        version = agreements.in_force(NOW)
        found = routing_trial.dry_run(last=8, agreement=version.agreement, version=version)
        assert [one.is_same for one in found] == [True] * 8
        assert owners() == before

    def test_by_another_agreement_it_shows_who_would_have_got_them(self, team, tmp_path, monkeypatch):
        anna, ben, *_ = team
        for number in range(4):
            came(f"lead{number:02}", NOW + timedelta(minutes=number))
        file = tmp_path / "even.yaml"
        file.write_text(AGREEMENT.replace("by: weighted_round_robin", "by: round_robin"), encoding="utf-8")
        monkeypatch.setattr("accord.cli.route.open_database", lambda: None)
        found = CliRunner().invoke(command.app, ["route", str(file), "--dry-run", "--last", "4", "--json"])
        said = json.loads(found.stdout)
        assert found.exit_code == 0
        assert said["last"] == 4
        would = Counter(one["would"]["rep"] for one in said["leads"])
        assert max(would.values()) - min(would.values()) <= 1
        fair = CliRunner().invoke(command.app, ["route", "--fairness", "--json"])
        assert json.loads(fair.stdout)["kept"] is True


class TestRoutes:
    def test_the_owner_of_the_account_gets_its_people_even_at_night(self, team):
        anna, ben, *_ = team
        came("lone", NOW)
        person = identity.lookup(text="lone@lone.example")
        identity.set_account_owner(account_id=person.account_id, member_id=ben.id, by=PROCESS, now=NOW)
        desk.recycle(lead_id=handoff.last_offered(limit=1)[0].lead_id, reason="nurture", by=anna, now=NOW)
        colleague = NOW + timedelta(hours=14)
        river_says(colleague)
        newest = handoff.last_offered(limit=1)[0]
        assert (newest.route, newest.member_id) == ("known", ben.id)

    def test_who_speaks_it_gets_it_and_nobody_else(self, team):
        _, ben, *_ = team
        members.set_work(member_id=ben.id, by=PROCESS, now=NOW, languages=["French"])
        came("paris", NOW, country="FR")
        came("bonn", NOW, country="DE")
        first, second = handoff.last_offered(limit=2)
        assert (first.route, first.member_id) == ("french", ben.id)
        assert second.route == "everybody"
        assert "country" in second.passed[1]["why"]


class TestOwners:
    def test_who_had_them_before_they_were_recycled_gets_them_again(self, team):
        anna, ben, *_ = team
        came("lone", NOW)
        handed = handoff.last_offered(limit=1)[0]
        desk.accept(handoff_id=handed.id, by=anna, now=NOW)
        assert handoff.had_before([handed.person_id], at=NOW) == {}
        desk.recycle(lead_id=handed.lead_id, reason="nurture", by=anna, now=NOW + DAY)
        assert handoff.had_before([handed.person_id], at=NOW + DAY) == {handed.person_id: anna.id}
        assert handoff.had_before([handed.person_id], at=NOW) == {}

    def test_a_namesake_at_the_same_account_is_a_likely_duplicate(self, team):
        came("lone", NOW)
        river_says(NOW + timedelta(minutes=1))
        first, second = (handoff.last_offered(limit=2)[n] for n in (0, 1))
        assert identity.namesakes(person_ids=[first.person_id, second.person_id]) == {}
        for number, who in enumerate(("lone", "second")):
            named(who, "Ada Lone", NOW + timedelta(minutes=2 + number))
        agreement = load(AGREEMENT.replace("owner: account", "owner: duplicate"), "duplicates.yaml")
        one = Ready(lead_id=second.lead_id, person_id=second.person_id, account_id=None, motion="platform", stage="sal",
                    at=NOW)  # fmt: skip
        assert asking.owners_of([one], agreement, NOW) == {second.lead_id: {"duplicate": first.member_id}}

    def test_what_was_decided_last_by_an_instant_counts_and_all_of_it_is_kept(self, team):
        anna, ben, *_ = team
        came("lone", NOW)
        account = identity.lookup(text="lone@lone.example").account_id
        identity.set_account_owner(account_id=account, member_id=ben.id, by=PROCESS, now=NOW)
        identity.set_account_owner(account_id=account, member_id=anna.id, by=PROCESS, now=NOW + DAY, reason="Ben left")
        assert identity.account_owners(account_ids=[account], at=NOW) == {account: ben.id}
        assert identity.account_owners(account_ids=[account]) == {account: anna.id}
        assert [one.reason for one in identity.account_ownership(account_id=account)] == ["Ben left", ""]
        identity.set_account_owner(account_id=account, member_id=None, by=PROCESS, now=NOW + 2 * DAY)
        assert identity.account_owners(account_ids=[account]) == {}


class TestWaiting:
    def test_a_lead_of_the_night_waits_until_somebody_is_at_work(self, team):
        night = NOW + timedelta(hours=12)
        came("owl", night)
        (waiting,) = handoff.waiting(limit=9)
        assert {c["why"] for c in waiting.candidates} == {"closed", "leave", "inactive"}
        assert routing.pick_up(now=night + timedelta(minutes=1)) == 0
        assert routing.pick_up(now=NOW + DAY) == 1
        assert handoff.waiting(limit=9) == []

    def test_a_place_that_becomes_free_is_filled(self, team):
        anna, ben, cleo, dan, eve = team
        for one in (anna, ben):
            members.set_active(member_id=one.id, is_active=False)
        for number in range(4):
            came(f"lead{number}", NOW + timedelta(minutes=number))
        assert owners() == {dan.id: 3, None: 1}
        assert routing.pick_up(now=NOW + timedelta(minutes=9)) == 0
        done = handoff.queue(member_id=dan.id).rows[0]
        desk.recycle(lead_id=done.lead_id, reason="nurture", by=dan, now=NOW + timedelta(minutes=10))
        assert routing.pick_up(now=NOW + timedelta(minutes=11)) == 1
        assert owners() == {dan.id: 3}


def named(who: str, name: str, at: datetime) -> None:
    said = {
        "type": "identify",
        "userId": who,
        "traits": {"name": name},
        "timestamp": at.isoformat(),
        "messageId": name + who,
    }
    source = collect.source_named(name="website", now=at)
    river.accept_touches(source_id=source.id, bodies=[json.dumps({"batch": [said]}).encode()], now=at)


def river_says(at: datetime) -> None:
    traits = {"email": "second@lone.example", "jobTitle": "CTO", "company": {"employees": 200}}
    said = [
        {"type": "identify", "userId": "second", "traits": traits},
        {"type": "track", "event": "Demo Requested", "userId": "second"},
    ]
    stamped = [{**one, "timestamp": at.isoformat(), "messageId": f"second{one['type']}"} for one in said]
    source = collect.source_named(name="website", now=at)
    river.accept_touches(source_id=source.id, bodies=[json.dumps({"batch": stamped}).encode()], now=at)
