"""A touch arrives; we learn who it was; the score moves; the lead changes stage; it is handed off."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from typer.testing import CliRunner

from accord.journey import api as journey
from accord.journey import explaining, rescore, river
from accord.journey.models import Due, Quarantined, Rescoring
from accord.kernel.actor import Actor, ActorKind
from accord.members import api as members
from accord.project import command
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.scoring import api as scoring

pytestmark = pytest.mark.django_db
MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
NORTHWIND = Path(__file__).with_name("river.yaml")


@pytest.fixture
def northwind():
    """The agreement in force since before everything, two reps, and a web site that sends touches."""
    long_ago = MONDAY - timedelta(days=900)
    rescore.publish(text=NORTHWIND.read_text(), name="northwind.yaml", by=RHEA, now=long_ago)
    for name in ("sam", "sue"):
        members.add(email=f"{name}@northwind.example", role="rep", now=long_ago)
    return collect.add_source(name="web site", now=long_ago)


def say(kind: str, minute: float, **said: Any) -> dict[str, Any]:
    at = (MONDAY + timedelta(minutes=minute)).isoformat()
    who = said.get("userId") or said.get("anonymousId")
    return {"type": kind, "messageId": said.pop("id", f"{kind}-{minute}-{who}"), "timestamp": at, **said}


def page(minute: float, path: str = "/pricing", **said: Any) -> dict[str, Any]:
    return say("page", minute, properties={"path": path}, **said)


def jane(minute: float = 0, user: str = "jane", *, anon: str | None = None) -> dict[str, Any]:
    known = {"email": f"{user}@acme.example", "jobTitle": "CIO", "company": {"name": "Acme", "employees": 200}}
    return say("identify", minute, userId=user, traits=known, **({"anonymousId": anon} if anon else {}))


def demo(minute: float, user: str = "jane") -> dict[str, Any]:
    return say("track", minute, event="Demo Requested", userId=user)


def send(source: Any, *messages: dict[str, Any], day: float = 1, path: str = "/v1/batch") -> river.Drained:
    now = MONDAY + timedelta(days=day)
    return journey.accept_touches(
        source_id=source.id, bodies=[json.dumps({"batch": list(messages)}).encode()], now=now, path=path
    )


def who(text: str) -> int:
    found = identity.lookup(text=text)
    assert found is not None
    return found.id


def points(text: str, score: str = "engagement") -> float:
    card = scoring.scores_of(person_ids=[who(text)])[who(text)].get(score)
    return card.value if card else 0


def lead(text: str):
    return lifecycle.leads_of([who(text)])[who(text)][0]


class TestRiver:
    def test_a_demo_request_is_in_a_reps_queue_with_the_reason(self, northwind):
        drained = send(northwind, jane(), demo(5))
        assert (drained.touches, drained.offered) == (2, 1)
        assert lead("jane").stage == "sal"
        [row] = handoff.queue(member_id=None, everybody=True).rows
        assert row.person_id == who("jane")
        assert row.member_id is not None
        assert points("jane") == 60
        assert lead("jane").owner_member_id == row.member_id

    def test_duplicates_count_once(self, northwind):
        first = send(northwind, jane(), page(1, userId="jane"), page(1, userId="jane"))
        again = send(northwind, jane(), page(1, userId="jane"))
        assert (first.touches, again.touches) == (2, 0)
        assert points("jane") == 11

    def test_anonymous_history_counts_from_the_instant_somebody_is_known(self, northwind):
        send(northwind, *(page(i, anonymousId="a", id=f"p{i}") for i in range(3)))
        send(northwind, say("track", 3, event="Trial Started", anonymousId="a"))
        send(northwind, jane(10, anon="a"))
        assert lead("jane").stage == "mql"
        [opened, qualified] = lifecycle.history([lead("jane").id])[lead("jane").id]
        assert opened.effective_at == qualified.effective_at == MONDAY + timedelta(minutes=10)

    def test_late_touches_are_judged_at_their_own_time(self, northwind):
        send(northwind, jane(0), day=1)
        send(northwind, demo(30), day=5)
        moved = lifecycle.history([lead("jane").id])[lead("jane").id][-1]
        assert (moved.to_stage, moved.effective_at) == ("sal", MONDAY + timedelta(minutes=30))
        assert moved.recorded_at == MONDAY + timedelta(days=5)

    def test_a_new_lead_keeps_where_they_came_from(self, northwind):
        campaign = {"campaign": {"name": "Spring", "source": "linkedin"}}
        send(northwind, page(0, anonymousId="a", context=campaign), jane(10, anon="a"))
        assert (lead("jane").source, lead("jane").campaign) == ("linkedin", "Spring")

    def test_without_an_agreement_touches_wait_for_one(self):
        source = collect.add_source(name="web site", now=MONDAY)
        send(source, jane(), demo(5))
        assert scoring.scores_of(person_ids=[who("jane")])[who("jane")] == {}
        rescore.publish(text=NORTHWIND.read_text(), name="n", by=RHEA, now=MONDAY + timedelta(days=2))
        assert lead("jane").stage == "sal"

    def test_what_lies_in_the_future_counts_when_it_comes(self, northwind):
        send(northwind, jane(), demo(60 * 24 * 9), day=1)
        assert lead("jane").stage == "lead"
        assert rescore.tick(now=MONDAY + timedelta(days=8)) == 0
        rescore.tick(now=MONDAY + timedelta(days=10))
        assert lead("jane").stage == "sal"
        assert not Due.objects.exists()

    def test_imports_of_accounts_make_nobody(self, northwind):
        told = {"groupId": "crm-7", "traits": {"name": "Acme", "website": "acme.example", "industry": "software"}}
        send(northwind, say("group", 0, **told), jane(1), path="/import")
        assert identity.account(account_id=identity.person(person_id=who("jane")).account_id).name == "Acme"
        assert points("jane", "fit") == 50
        assert [p.id for p in identity.recent()] == [who("jane")]


class TestTime:
    def test_time_alone_lowers_the_score(self, northwind):
        send(northwind, jane(), demo(5))
        assert rescore.tick(now=MONDAY + timedelta(days=30)) == 0
        rescore.tick(now=MONDAY + timedelta(days=61))
        assert points("jane") == 0


class TestDecisions:
    def test_a_machine_earns_nothing_and_a_person_says_so(self, northwind):
        send(northwind, jane(), page(1, userId="jane"))
        aliases = identity.aliases_of(person_ids=[who("jane")])[who("jane")]
        touch = next(t for t in collect.touches_of(alias_ids=aliases) if t.touch.kind == "page")
        for is_machine, expected in ((True, 0), (False, 11)):
            journey.judge_touch(
                touch_id=touch.touch_id, is_machine=is_machine, actor=RHEA, now=MONDAY + timedelta(days=1)
            )
            assert points("jane") == expected

    def test_scores_and_leads_follow_a_merge_and_its_undoing(self, northwind):
        send(northwind, jane(), page(1, userId="jane"), jane(2, user="jana"), demo(5, user="jana"))
        jane_id, jana_id, now = who("jane"), who("jana"), MONDAY + timedelta(days=1)
        survivor = journey.merge_people(one=jane_id, other=jana_id, by=RHEA, now=now)
        assert points("jane") == points("jana") == 71
        assert [row.person_id for row in handoff.queue(member_id=None, everybody=True).rows] == [survivor]
        merge = identity.merges(person_id=survivor)[0]
        journey.unmerge_people(merge_id=merge.merge_id, by=RHEA, now=now)
        assert (points("jane"), points("jana")) == (11, 60)
        assert (lead("jane").person_id, lead("jana").person_id) == (jane_id, jana_id)
        assert jana_id in [row.person_id for row in handoff.queue(member_id=None, everybody=True).rows]


class TestNewVersion:
    CHANGED = NORTHWIND.read_text().replace(
        "id: demo, touch: Demo Requested, points: 60", "id: demo, touch: Demo Requested, points: 33"
    )

    def test_everybody_is_scored_by_it(self, northwind):
        send(northwind, jane(), demo(5))
        rescore.publish(
            text=self.CHANGED,
            name="n",
            by=RHEA,
            now=MONDAY + timedelta(days=2),
            unsigned_because="the parties have left",
        )
        assert points("jane") == 33
        send(northwind, page(60 * 24 * 2 + 5, userId="jane"), day=3)
        assert points("jane") == 44

    def test_what_is_stopped_goes_on_and_nobody_is_judged_by_half_of_it(self, northwind, monkeypatch):
        monkeypatch.setattr(rescore, "TOUCHES", 2)
        send(northwind, jane(), *(page(i, "/x", userId="jane", id=f"p{i}") for i in range(1, 5)), demo(5))
        now = MONDAY + timedelta(days=2)
        with pytest.raises(KeyboardInterrupt):
            rescore.publish(
                text=self.CHANGED, name="n", by=RHEA, now=now, unsigned_because="both said so", progress=interrupt
            )
        assert Rescoring.objects.get(finished_at=None).touches_upto > 0
        send(northwind, page(60 * 24 * 2 - 5, userId="jane"), day=2)
        assert points("jane") == 64
        while rescore.step(now=now):
            pass
        assert rescore.tick(now=now) == 1
        explained = explaining.explain(person_id=who("jane"), at=now).explanation.scores["engagement"]
        assert scoring.scores_of(person_ids=[who("jane")])[who("jane")]["engagement"].units == explained.units
        assert 33 < points("jane") < 50


def commanded(*arguments: str) -> tuple[int, Any]:
    done = CliRunner().invoke(command.app, arguments)
    said = json.loads(done.stdout)
    return done.exit_code, {k: said[k] for k in ("bodies", "touches", "quarantined")} if "bodies" in said else said


def interrupt(_done: int, _whole: int) -> None:
    raise KeyboardInterrupt


class TestPoison:
    def test_one_bad_message_is_set_aside_and_the_others_pass(self, northwind, monkeypatch):
        whole = identity.resolve

        def fragile(**given: Any):
            if any(t.user_id == "poison" for t in given["touches"]):
                raise ZeroDivisionError
            return whole(**given)

        monkeypatch.setattr(identity, "resolve", fragile)
        users = [page(i, userId=f"u{i}") for i in range(9)]
        drained = send(northwind, *users[:4], page(4, userId="poison"), *users[4:])
        assert (drained.touches, drained.quarantined) == (9, 1)
        [kept] = Quarantined.objects.all()
        assert "ZeroDivisionError" in kept.error
        assert [w.code for w in collect.warnings()] == ["quarantined"]
        assert not river.drain(now=MONDAY)
        [aside] = river.careful.aside()
        assert (aside.number, aside.message_id) == (kept.pk, "page-4-poison")
        assert aside.error == "ZeroDivisionError"
        assert commanded("quarantine", "retry", "--json") == (1, {"bodies": 1, "touches": 0, "quarantined": 1})
        monkeypatch.undo()
        status, [listed] = commanded("quarantine", "list", "--json")
        assert (status, listed["source"], listed["message_id"]) == (0, "web site", "page-4-poison")
        assert commanded("quarantine", "retry", "--json") == (0, {"bodies": 1, "touches": 1, "quarantined": 0})
        assert commanded("quarantine", "list", "--json") == (0, [])
        assert who("poison")
        assert not river.try_again(now=MONDAY + timedelta(days=1))

    def test_when_everything_fails_nothing_is_thrown_out_of_the_inbox(self, northwind, monkeypatch):
        def broken(**_: Any):
            raise ZeroDivisionError

        monkeypatch.setattr(identity, "resolve", broken)
        with pytest.raises(river.careful.RiverBroken):
            send(northwind, *(page(i, userId=f"u{i}") for i in range(40)))
        assert collect.waiting()[0] == 1
        assert not Quarantined.objects.exists()


class TestWork:
    def test_queries_do_not_grow_with_the_batch(self, northwind, django_assert_max_num_queries):
        send(northwind, *(jane(i, user=f"u{i}") for i in range(50)))
        counts = []
        for size in (40, 400):
            messages = [page(i, userId=f"v{size}-{i}", anonymousId=f"a{size}-{i}") for i in range(size)]
            messages += [jane(i, user=f"v{size}-{i}", anon=f"a{size}-{i}") for i in range(size)]
            with django_assert_max_num_queries(150) as seen:
                send(northwind, *messages)
            counts.append(len(seen))
        assert counts[1] - counts[0] <= 4, counts

    def test_explanation_agrees_with_the_cache(self, northwind):
        send(northwind, jane(), demo(5), *(page(i, userId="jane", id=f"p{i}") for i in range(6, 12)))
        explained = explaining.explain(person_id=who("jane"), at=MONDAY + timedelta(days=1))
        units = {name: one.units for name, one in explained.explanation.scores.items()}
        assert units == {n: c.units for n, c in scoring.scores_of(person_ids=[who("jane")])[who("jane")].items()}

    def test_explanation_of_an_instant_knows_nothing_of_later(self, northwind):
        moved = say("identify", 90, userId="jane", traits={"email": "jane@globex.example", "jobTitle": "Intern"})
        send(northwind, jane(), demo(5), moved)
        then = explaining.explain(person_id=who("jane"), at=MONDAY + timedelta(minutes=10)).as_dict()
        today = explaining.explain(person_id=who("jane"), at=MONDAY + timedelta(days=1)).as_dict()
        assert (then["person"]["email"], today["person"]["email"]) == ("jane@acme.example", "jane@globex.example")
        assert (then["person"]["traits"]["job_title"], today["person"]["traits"]["job_title"]) == ("CIO", "Intern")
        assert then["person"]["account"] != today["person"]["account"]
        before = explaining.explain(person_id=who("jane"), at=MONDAY - timedelta(days=1)).as_dict()
        assert (before["person"]["traits"], before["person"]["account"]) == ({}, None)

    def test_every_instant_of_a_score_in_json_ends_in_z(self, northwind):
        send(northwind, jane(), demo(5))
        score = explaining.explain(person_id=who("jane"), at=MONDAY + timedelta(days=1)).as_dict()["scores"][
            "engagement"
        ]
        instants = [*(c["occurred_at"] for c in score["contributions"]), *score["falls_below"].values()]
        assert instants
        assert all(at is None or at.endswith("Z") for at in instants)


def test_the_lock_is_the_databases(northwind):
    with connection.cursor() as cursor:
        river.drain(now=MONDAY)
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone()[0] >= 1
