"""Both sides change the agreement: proposed, signed, countersigned, in force from an instant."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from accord.agreement import api as agreements
from accord.journey import explaining, rescore, river
from accord.journey.models import Rescoring
from accord.journey.worker import Worker
from accord.kernel.actor import PROCESS, Actor, ActorKind
from accord.members import api as members
from accord.outbox import api as outbox
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle

NORTHWIND = (Path(__file__).parents[2] / "examples" / "northwind.yaml").read_text(encoding="utf-8")
HARDER = NORTHWIND.replace("- {score.engagement: {at_least: 40}}", "- {score.engagement: {at_least: 90}}")
MARA, SAM = (Actor(ActorKind.MEMBER, f"{name}@northwind.example") for name in ("mara", "sam"))
MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def source():
    rescore.publish(text=NORTHWIND, name="northwind.yaml", by=PROCESS, now=MARCH - 100 * DAY)
    return collect.add_source(name="web site", now=MARCH)


def send(source, *messages, at):
    when = at.isoformat()
    stamped = [{"messageId": f"m-{when}-{i}", "timestamp": when, **m} for i, m in enumerate(messages)]
    body = json.dumps({"sentAt": at.isoformat(), "batch": stamped}).encode()
    collect.put(source_id=source.id, bodies=[body], now=at)
    river.drain(now=at)


def wants(source, user, *, at):
    """Somebody who fits, comes to know, and starts a trial: engagement 45."""
    traits = {"email": f"{user}@{user}.example", "title": "Head of IT", "company": user.title()}
    company = {"name": user, "employees": 200, "industry": "software"}
    send(
        source,
        {"type": "identify", "userId": user, "traits": traits},
        {"type": "group", "userId": user, "groupId": user, "traits": company},
        {"type": "track", "userId": user, "event": "Trial Started"},
        at=at,
    )  # fmt: skip


def who(user):
    return identity.lookup(text=user).id


def stage(user):
    (lead,) = lifecycle.leads_of([who(user)])[who(user)]
    return lead.stage


def put_forward(text=HARDER, *, now=MARCH + 5 * DAY, begins=None):
    made = agreements.draft(text=text, name="harder.yaml", by=MARA, now=now, in_force_from=begins)
    agreements.propose(proposal_id=made.id, by=MARA, now=now)
    agreements.sign(proposal_id=made.id, by=MARA, now=now)
    return made


@pytest.mark.django_db
class TestOneSide:
    def test_who_signs_alone_changes_nothing(self, source):
        put_forward()
        wants(source, "globex", at=MARCH + 6 * DAY)
        rescore.tick(now=MARCH + 7 * DAY)
        assert stage("globex") == "mql"


@pytest.mark.django_db
class TestBothSides:
    def test_the_next_touch_is_judged_by_the_new_version(self, source):
        made = put_forward()
        rescore.countersign(proposal_id=made.id, by=SAM, now=MARCH + 6 * DAY)
        wants(source, "globex", at=MARCH + 6 * DAY + timedelta(minutes=1))
        while rescore.step(now=MARCH + 7 * DAY):
            pass
        rescore.tick(now=MARCH + 7 * DAY)
        assert stage("globex") == "lead"

    def test_a_decision_of_last_month_still_explains_itself_by_last_months_version(self, source):
        wants(source, "globex", at=MARCH + DAY)
        first = agreements.current()
        made = put_forward(now=APRIL)
        rescore.countersign(proposal_id=made.id, by=SAM, now=APRIL)
        wants(source, "acme", at=APRIL + DAY)
        while rescore.step(now=APRIL + DAY):
            pass
        assert (stage("globex"), stage("acme")) == ("mql", "lead")
        then = explaining.explain(person_id=who("globex"), at=MARCH + 2 * DAY).as_dict()
        assert (then["agreement"]["version"], then["agreement"]["hash"]) == (1, first.hash)
        (became_mql,) = [t for t in then["leads"][0]["transitions"] if t["to"] == "mql"]
        assert (became_mql["agreement"]["version"], became_mql["agreement"]["hash"]) == (1, first.hash)
        today = explaining.explain(person_id=who("globex"), at=APRIL + DAY).as_dict()
        assert today["agreement"]["version"] == 2
        assert [t for t in today["leads"][0]["transitions"] if t["to"] == "mql"] == [became_mql]


@pytest.mark.django_db
class TestTheOtherSide:
    """What becomes of a proposal is told to whom it concerns, in the transaction that decides it."""

    @pytest.fixture
    def told(self, source):
        cards = {name: members.add(email=f"{name}@northwind.example", role=role, now=MARCH)
                 for name, role in (("mara", "marketer"), ("sam", "rep"), ("ivo", "rep"))}  # fmt: skip

        def told(name):
            """Everything this member was told, the first first."""
            return [one.notice.kind for one in outbox.received(member_id=cards[name].id, now=MARCH)][::-1]

        return told

    def test_reads_of_a_proposal_of_a_signature_and_of_a_version_in_force(self, told):
        made = put_forward()
        assert (told("sam"), told("mara")) == (["proposal_put_forward", "proposal_signed"], [])
        rescore.countersign(proposal_id=made.id, by=SAM, now=MARCH + 6 * DAY)
        assert told("mara") == ["proposal_signed", "version_in_force"]
        assert told("ivo") == ["version_in_force"]

    def test_reads_that_what_it_signed_was_changed(self, told):
        made = put_forward()
        agreements.change(proposal_id=made.id, text=HARDER.replace("90", "80"), by=SAM, now=MARCH + 6 * DAY)
        assert told("mara") == ["proposal_changed"]
        assert agreements.proposal(made.id).signatures == ()

    @pytest.mark.parametrize(("verb", "by", "who", "kind"), [
        (agreements.decline, SAM, "mara", "proposal_declined"),
        (agreements.withdraw, MARA, "sam", "proposal_withdrawn"),
    ])  # fmt: skip
    def test_reads_why_it_came_to_nothing(self, told, verb, by, who, kind):
        made = put_forward()
        verb(proposal_id=made.id, by=by, reason="Too many leads", now=MARCH + 6 * DAY)
        assert told(who)[-1] == kind
        sam = members.by_email(f"{who}@northwind.example")
        assert outbox.received(member_id=sam.id, now=MARCH)[0].notice.body["why"] == "Too many leads"

    def test_reads_nothing_of_what_was_refused(self, told):
        made = put_forward()
        with pytest.raises(agreements.NotTheParty):
            agreements.countersign(proposal_id=made.id, by=Actor(ActorKind.MEMBER, "ivo@northwind.example"),
                                   now=MARCH + 6 * DAY)  # fmt: skip
        assert told("mara") == []


@pytest.mark.django_db
class TestFromAnInstant:
    def waiting(self):
        made = put_forward(begins=APRIL)
        rescore.countersign(proposal_id=made.id, by=SAM, now=MARCH + 6 * DAY)
        return made

    def test_what_happens_before_is_judged_by_the_version_before_what_happens_then_by_the_new_one(self, source):
        self.waiting()
        wants(source, "globex", at=APRIL - timedelta(seconds=1))
        wants(source, "acme", at=APRIL)
        while rescore.step(now=APRIL):
            pass
        rescore.tick(now=APRIL + timedelta(seconds=2))
        assert (stage("globex"), stage("acme")) == ("mql", "lead")
        assert agreements.current().in_force_from == APRIL

    def test_time_alone_brings_it_into_force_and_applies_it_to_everybody(self, source):
        made = self.waiting()
        rescore.tick(now=APRIL - timedelta(seconds=1))
        assert agreements.proposal(made.id).state == "countersigned"
        assert not Rescoring.objects.filter(finished_at=None).exists()
        assert rescore.step(now=APRIL)
        assert agreements.proposal(made.id).state == "in force"
        assert Rescoring.objects.get(finished_at=None).version_id == agreements.current().id

    def test_what_cannot_come_into_force_any_more_is_withdrawn_and_stops_nothing(self, source):
        from accord.agreement.models import ProposalRow

        made = self.waiting()
        ProposalRow.objects.filter(pk=made.id).update(text="agreement: Broken\n")
        wants(source, "globex", at=APRIL)
        assert stage("globex") == "mql"
        assert agreements.proposal(made.id).state == "withdrawn"


@pytest.mark.django_db(transaction=True)
def test_a_worker_switches_by_itself_when_the_instant_is_reached():
    now = datetime.now(UTC)
    rescore.publish(text=NORTHWIND, name="northwind.yaml", by=PROCESS, now=now - DAY)
    made = put_forward(now=now, begins=now + timedelta(seconds=3))
    rescore.countersign(proposal_id=made.id, by=SAM, now=now)
    worker = Worker()

    def work() -> None:
        worker.run()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    until = time.monotonic() + 30
    while agreements.proposal(made.id).state != "in force" and time.monotonic() < until:
        time.sleep(0.1)
    worker.stop()
    thread.join(20)
    assert agreements.current().in_force_from == now + timedelta(seconds=3)
    assert agreements.current().published_at >= now + timedelta(seconds=3)
