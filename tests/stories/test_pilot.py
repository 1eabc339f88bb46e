"""A pilot touches its segment only: a version beside the main one, for some people and for a while."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from typer.testing import CliRunner

from accord.agreement import api as agreements
from accord.journey import api as journey
from accord.journey import desk, explaining, piloting, rebuild, rescore
from accord.journey.hindsight import would_have_been
from accord.kernel.actor import Actor, ActorKind
from accord.kernel.errors import Refused
from accord.ledger import api as ledger
from accord.members import api as members
from accord.project import command
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffRefused
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.scoring import api as scoring
from accord.steps.scoring.models import Signal
from tests.oracle import pilot as oracle

pytestmark = pytest.mark.django_db
MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
MAIN = Path(__file__).with_name("river.yaml").read_text()
EASIER = MAIN.replace("{score.engagement: {at_least: 40}}", "{score.engagement: {at_least: 10}}")
SEGMENT = "\npilot: {means: Logistics qualifies earlier., where: {account.industry: logistics}, until: 2025-03-31}\n"
TEAM = "\npilot: {means: Sales tries it., team: Sales, until: 2025-03-31}\n"
HOT = "  hot: {owner: marketing, means: Hot., enter: {score.fit: {at_least: 50}}, goes_to: [mql]}\n  mql:\n"
HOTTER = EASIER.replace("  mql:\n", HOT, 1).replace("goes_to: [mql, sal,", "goes_to: [mql, hot, sal,") + SEGMENT
OVER = 28.55  # days after MONDAY: 31 March is over in Berlin


def day(number: float) -> datetime:
    return MONDAY + timedelta(days=number)


def publish(text: str, at: float, **more: Any):
    return rescore.publish(text=text, name="n.yaml", by=RHEA, now=day(at), unsigned_because="for the test", **more)


@pytest.fixture
def web_site():
    publish(MAIN, -30)
    members.add(email="sam@northwind.example", role="rep", now=day(-30))
    return collect.add_source(name="web site", now=day(-30))


def say(who: str, happened: float, event: str = "", **said: Any) -> dict[str, Any]:
    kind = {"type": "track", "event": event} if event else {"type": said.pop("type", "identify")}
    number = f"{who}-{event or kind['type']}-{happened}"
    return {**kind, "messageId": number, "userId": who, "timestamp": day(happened).isoformat(), **said}


def named(who: str, happened: float) -> dict[str, Any]:
    traits = {"email": f"{who}@{who}.example", "jobTitle": "CIO", "company": {"name": who, "employees": 200}}
    return say(who, happened, traits=traits)


def company(who: str, happened: float, industry: str) -> dict[str, Any]:
    return say(
        who, happened, type="group", groupId=f"g-{who}", traits={"name": who, "industry": industry, "employees": 200}
    )


def send(source: Any, *messages: dict[str, Any], at: float) -> None:
    bodies = [json.dumps({"batch": list(messages)}).encode()]
    journey.accept_touches(source_id=source.id, bodies=bodies, now=day(at))


def apply(at: float) -> None:
    while rescore.step(now=day(at)) or rescore.tick(now=day(at)):
        pass


def who(name: str) -> int:
    found = identity.lookup(text=name)
    assert found is not None
    return found.id


def lead(name: str):
    return lifecycle.leads_of([who(name)])[who(name)][0]


def moves(name: str) -> list[tuple[str, float, int]]:
    """Stage, day and number of the version."""
    made = lifecycle.history([lead(name).id])[lead(name).id]
    numbers = {one.id: one.number for one in agreements.versions()}
    return [(one.to_stage, (one.effective_at - MONDAY) / timedelta(days=1), numbers[one.agreement_id]) for one in made]


def scored_by(name: str) -> set[int]:
    numbers = {one.id: one.number for one in agreements.versions()}
    return {numbers[card.version_id] for card in scoring.scores_of(person_ids=[who(name)])[who(name)].values()}


def clean(at: float) -> bool:
    assert rebuild.check(now=day(at))["differences"] == []
    return True


class TestAPilot:
    def test_touches_its_segment_only(self, web_site):
        publish(EASIER + SEGMENT, 1)
        for name, industry in (("acme", "logistics"), ("globex", "software")):
            send(web_site, named(name, 2), company(name, 2, industry), say(name, 3, "Webinar Attended"), at=3)
        assert moves("acme") == [("lead", 2, 2), ("mql", 3, 2)]
        assert moves("globex") == [("lead", 2, 1)]
        assert (scored_by("acme"), scored_by("globex")) == ({2}, {1})
        [waiting] = handoff.queue(member_id=None, everybody=True).rows
        assert agreements.version(waiting.agreement_id).number == 2
        assert piloting.count(agreements.pilot(day(3))) == 1
        assert clean(3)

    def test_is_in_force_beside_the_main_version(self, web_site):
        made = publish(EASIER + SEGMENT, 1)
        assert agreements.current().number == agreements.in_force(day(2)).number == 1
        assert agreements.pilot(day(2)).id == made.id
        assert agreements.pilot(day(0)) is agreements.pilot(day(OVER)) is None
        by_industry = {
            industry: agreements.in_force_for(day(2), person={}, account={"industry": industry}).number
            for industry in ("logistics", "software")
        }
        assert by_industry == {"logistics": 2, "software": 1}

    def test_judges_whom_it_finds_when_it_begins(self, web_site):
        send(web_site, named("acme", 0), company("acme", 0, "logistics"), say("acme", 0.5, "Webinar Attended"), at=0.5)
        send(web_site, named("globex", 0), say("globex", 0.5, "Webinar Attended"), at=0.5)
        publish(EASIER + SEGMENT, 1)
        assert moves("acme")[-1] == ("mql", 1, 2)
        assert (len(moves("globex")), scored_by("globex")) == (1, {1})
        assert clean(1)

    def test_takes_in_who_comes_and_lets_go_who_leaves(self, web_site):
        publish(EASIER + SEGMENT, 1)
        send(web_site, named("acme", 2), say("acme", 3, "Webinar Attended"), at=3)
        assert (moves("acme"), scored_by("acme")) == ([("lead", 2, 1)], {1})
        send(web_site, company("acme", 4, "logistics"), at=4)
        assert (moves("acme")[-1], scored_by("acme")) == (("mql", 4, 2), {2})
        send(web_site, company("acme", 5, "software"), at=5)
        assert scored_by("acme") == {1}
        send(web_site, say("acme", 6, "Demo Requested"), at=6)
        assert moves("acme")[-1] == ("sal", 6, 1)
        assert piloting.count(agreements.pilot(day(6))) == 0
        assert clean(6)

    def test_judges_each_instant_of_one_batch_by_its_own_version(self, web_site):
        publish(EASIER + SEGMENT, 1)
        send(
            web_site,
            named("acme", 2),
            say("acme", 3, "Webinar Attended"),
            company("acme", 4, "logistics"),
            company("acme", 5, "software"),
            say("acme", 6, "Demo Requested"),
            at=7,
        )
        assert moves("acme") == [("lead", 2, 1), ("mql", 4, 2), ("sal", 6, 1)]
        assert scored_by("acme") == {1}
        assert clean(7)

    def test_decides_at_the_desk_for_its_own_people(self, web_site):
        also = EASIER.replace("lost_reasons:", "lost_reasons:\n  - {id: odd, means: Odd.}").replace(
            "reject_reasons:", "reject_reasons:\n  - {id: no-dock, means: No loading dock., then: disqualify}", 1
        )
        publish(also + SEGMENT, 1)
        sam = members.by_email("sam@northwind.example")
        for name, industry in (("acme", "logistics"), ("globex", "software")):
            send(web_site, named(name, 2), company(name, 2, industry), say(name, 3, "Demo Requested"), at=3)
        waiting = {row.person_id: row for row in handoff.queue(member_id=sam.id).rows}
        with pytest.raises(HandoffRefused):
            desk.reject(handoff_id=waiting[who("globex")].id, reason="no-dock", by=sam, now=day(4))
        desk.reject(handoff_id=waiting[who("acme")].id, reason="no-dock", by=sam, now=day(4))
        assert moves("acme")[-1] == ("disqualified", 4, 2)


class TestItsEnd:
    def people(self, source: Any) -> None:
        publish(EASIER + SEGMENT, 1)
        send(source, named("acme", 2), company("acme", 2, "logistics"), say("acme", 3, "Webinar Attended"), at=3)
        send(source, named("later", 2), company("later", 2, "logistics"), at=3)

    def test_comes_by_time(self, web_site):
        self.people(web_site)
        apply(OVER - 0.7)
        assert scored_by("acme") == {2}
        apply(OVER)
        assert scored_by("acme") == scored_by("later") == {1}
        assert moves("acme")[-1] == ("mql", 3, 2), "what was decided stays"
        assert [fact.reason for fact in ledger.of_kind(["pilot_ended"])] == ["its time is over"]
        send(web_site, say("later", OVER + 1, "Webinar Attended"), at=OVER + 1)
        assert moves("later") == [("lead", 2, 2)]
        assert set(Signal.objects.values_list("version_id", flat=True)) == {agreements.current().id}
        assert clean(OVER + 1)
        assert not rescore.step(now=day(OVER + 2))

    def test_judges_who_is_touched_before_the_worker_looks(self, web_site):
        self.people(web_site)
        send(web_site, say("later", OVER, "Webinar Attended"), at=OVER)
        assert scored_by("later") == {1}
        assert clean(OVER)

    def test_comes_by_hand_with_a_reason(self, web_site):
        self.people(web_site)
        with pytest.raises(Refused):
            piloting.end(by=RHEA, reason=" ", now=day(4))
        ended = piloting.end(by=RHEA, reason="enough seen", now=day(4))
        assert (ended.number, ended.superseded_at) == (2, day(4))
        apply(4)
        assert (scored_by("acme"), agreements.pilot(day(4))) == ({1}, None)
        told = ledger.about("agreement", ended.id)[0]
        assert (told.kind, told.reason, told.actor) == ("pilot_ended", "enough seen", RHEA)
        with pytest.raises(agreements.NoPilot):
            piloting.end(by=RHEA, reason="again", now=day(5))
        assert clean(5)

    def test_comes_when_it_becomes_the_main_version(self, web_site):
        self.people(web_site)
        publish(EASIER, 5)
        assert agreements.pilot(day(6)) is None
        assert (scored_by("acme"), agreements.current().number) == ({3}, 3)
        apply(6)
        assert clean(6)

    def test_comes_so_though_a_list_of_its_scope_is_gone_with_it(self, web_site):
        text = EASIER.replace("lists:\n", "lists:\n  trade: [logistics]\n", 1)
        publish(text + SEGMENT.replace("industry: logistics", "industry: {in_list: trade}"), 1)
        assert agreements.pilot(day(4)).number == 2
        publish(EASIER, 5)
        assert agreements.pilot(day(6)) is None

    def test_does_not_come_with_another_main_version(self, web_site):
        self.people(web_site)
        send(web_site, named("globex", 3), at=3)
        publish(MAIN.replace("points: 60,", "points: 55,"), 5)
        assert agreements.pilot(day(6)).number == 2
        assert (scored_by("acme"), scored_by("globex")) == ({2}, {3})
        assert clean(6)


class TestWhatCannotBegin:
    @pytest.mark.parametrize(
        ("text", "words"),
        [(EASIER + SEGMENT.replace("2025-03-31", "2025-03-03"), "over before it begins"), (HOTTER, "it adds hot")],
    )
    def test_is_refused_with_the_reason(self, web_site, text, words):
        with pytest.raises(agreements.NotAPilot, match=words):
            publish(text, 1)

    def test_there_is_one_at_a_time(self, web_site):
        publish(EASIER + SEGMENT, 1)
        with pytest.raises(agreements.NotAPilot, match="version 2 is a pilot until"):
            publish(EASIER + TEAM, 2)
        publish(EASIER + TEAM.replace("03-31", "04-30"), OVER)
        assert agreements.pilot(day(OVER)).number == 3

    def test_the_first_version_is_no_pilot(self):
        with pytest.raises(agreements.NotAPilot, match="there is none yet"):
            publish(EASIER + SEGMENT, 1)


class TestATeamsPilot:
    def test_is_for_leads_in_its_hands(self, web_site):
        publish(EASIER.replace("points: 60,", "points: 70,") + TEAM, 1)
        send(web_site, named("acme", 2), say("acme", 3, "Demo Requested"), at=3)
        send(web_site, named("globex", 2), at=3)
        apply(3.1)
        assert (scored_by("acme"), scored_by("globex")) == ({2}, {1})
        assert moves("acme")[1] == ("sal", 3, 1)
        sam = members.by_email("sam@northwind.example")
        [waiting] = handoff.queue(member_id=sam.id).rows
        desk.reject(handoff_id=waiting.id, reason="no-answer", by=sam, now=day(4))
        assert moves("acme")[-1] == ("recycled", 4, 2)
        apply(4.1)
        assert scored_by("acme") == {1}
        assert clean(4.1)


class TestExplaining:
    def test_names_the_version_of_the_instant(self, web_site):
        send(web_site, named("acme", 1), say("acme", 1, "Webinar Attended"), at=1)
        publish(EASIER + SEGMENT, 2)
        send(web_site, company("acme", 4, "logistics"), at=4)
        send(web_site, company("acme", 6, "software"), at=6)
        found = {at: explaining.explain(person_id=who("acme"), at=day(at)).as_dict() for at in (1, 3, 5, 7)}
        assert {at: one["agreement"]["version"] for at, one in found.items()} == {1: 1, 3: 1, 5: 2, 7: 1}
        assert [one["agreement"]["is_pilot"] for one in found.values()] == [False, False, True, False]
        [_, became] = found[7]["leads"][0]["transitions"]
        assert (became["to"], became["agreement"]["version"]) == ("mql", 2)

    def test_finds_nothing_that_would_have_been_otherwise(self, web_site):
        send(web_site, named("acme", 0), company("acme", 0, "logistics"), say("acme", 0.5, "Webinar Attended"), at=0.5)
        publish(EASIER + SEGMENT, 1)
        send(web_site, named("globex", 2), say("globex", 2, "Webinar Attended"), at=2)
        send(web_site, company("globex", 4, "logistics"), at=4)
        send(web_site, company("globex", 6, "software"), at=6)
        send(web_site, say("globex", 7, "Demo Requested"), at=7)
        apply(OVER)
        for name in ("acme", "globex"):
            assert would_have_been(person_id=who(name), now=day(OVER + 1)) == ()

    def test_tells_what_a_late_trait_would_have_brought(self, web_site):
        publish(EASIER + SEGMENT, 1)
        send(web_site, named("acme", 2), say("acme", 3, "Webinar Attended"), at=3)
        send(web_site, company("acme", 2.5, "logistics"), at=8)
        assert moves("acme")[-1] == ("mql", 3, 2), "judged at its own time by the version of that instant"
        assert scored_by("acme") == {2}
        assert clean(8)


class TestCost:
    def test_without_a_pilot_nothing_more_is_asked(self, web_site):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            send(web_site, named("acme", 2), say("acme", 3, "Webinar Attended"), at=3)
        asked = [query["sql"] for query in seen]
        assert not [one for one in asked if "journey_piloted" in one]
        assert len([one for one in asked if 'FROM "agreement_version"' in one]) == 1


class TestAnyOrder:
    @pytest.mark.parametrize("seed", range(6))
    def test_everybody_is_judged_at_each_instant_by_the_version_of_that_instant(self, web_site, seed):
        """What happens is told in batches of any size; traits may come late. The oracle says whose instant it was."""
        luck = random.Random(seed)
        publish(EASIER + SEGMENT, 4)
        said: dict[str, list[tuple[float, str]]] = {}
        told = []
        for name in ("acme", "globex", "initech"):
            told.append((1.0, named(name, 1)))
            for happened in sorted(luck.sample(range(2, 27), 4)):
                industry = luck.choice(["logistics", "software"])
                said.setdefault(name, []).append((happened, industry))
                told.append((happened + luck.choice([0, 0, 0, 3]), company(name, happened, industry)))
            told += [(float(at), say(name, at, "Webinar Attended")) for at in luck.sample(range(5, 27), 2)]
        told.sort(key=lambda one: one[0])
        while told:
            size = luck.randint(1, 4)
            now = max(4.0, max(at for at, _ in told[:size]))
            send(web_site, *(message for _, message in told[:size]), at=now)
            told = told[size:]
            assert clean(now)
        pilot = oracle.NaivePilot(2, 4, 28.54, "logistics")
        for name, industries in said.items():
            for stage, at, number in moves(name):
                assert number == oracle.judged_by(at, mains=[(1, -30)], pilots=[pilot], said=industries), (stage, at)
            for at in (2, 4, 10, 15, 20, 27.5):
                explained = explaining.version_for(who(name), at=day(at))
                assert explained.number == oracle.judged_by(at, mains=[(1, -30)], pilots=[pilot], said=industries)
            last = oracle.judged_by(30 - 2.5, mains=[(1, -30)], pilots=[pilot], said=industries)
            assert scored_by(name) == {last}
        apply(29)
        assert all(scored_by(name) == {1} for name in said)
        assert clean(29)


class TestTheCommand:
    def test_ends_the_pilot_and_says_how_many_it_judged(self, web_site):
        publish(EASIER + SEGMENT.replace("2025-03-31", "2190-01-01"), 1)
        send(web_site, named("acme", 2), company("acme", 2, "logistics"), at=2)
        done = CliRunner().invoke(command.app, ["agreement", "end-pilot", "--reason", "enough seen", "--json"])
        said = json.loads(done.stdout)
        assert (said["version"], said["people"], said["reason"]) == (2, 1, "enough seen")
        assert scored_by("acme") == {1}
        again = CliRunner().invoke(command.app, ["agreement", "end-pilot", "--reason", "again"])
        assert isinstance(again.exception, agreements.NoPilot)


class TestTheDesksScreen:
    def test_offers_the_reasons_of_the_version_that_judges_the_lead(self, web_site):
        dock = "reject_reasons:\n  - {id: no-dock, means: No loading dock., then: disqualify}"
        text = EASIER.replace("reject_reasons:", dock, 1) + SEGMENT.replace("2025-03-31", "2190-01-01")
        publish(text, 1)
        for name, industry in (("acme", "logistics"), ("globex", "software")):
            send(web_site, named(name, 2), company(name, 2, industry), say(name, 3, "Demo Requested"), at=3)
        client = Client()
        client.force_login(get_user_model().objects.get(email="sam@northwind.example"))
        for row in handoff.queue(member_id=None, everybody=True).rows:
            page = client.get(reverse("rejection", args=[row.id])).content.decode()
            assert ("No loading dock." in page) == (row.person_id == who("acme"))
            assert ("version 2" in client.get(f"/people/{row.person_id}/").content.decode().lower()) == (
                row.person_id == who("acme")
            )
