"""A score in a queue fades with time, and the queue with it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accord.cli.explain import _lines
from accord.journey import api as journey
from accord.journey import desk, explaining, queueing, rescore
from accord.journey.worker import Worker
from accord.kernel.actor import Actor, ActorKind
from accord.members import api as members
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import Oddity
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.scoring.contracts import Contribution, Explained

pytestmark = pytest.mark.django_db
MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
RIVER = Path(__file__).with_name("river.yaml")
# Iris's trial halves in sixty days; Jane's webinar stays what it is for ninety.
DID = {"iris": ("Trial Started",), "jane": ("Trial Started", "Webinar Attended")}


def hours(number: float) -> datetime:
    return MONDAY + timedelta(hours=number)


def queue() -> list[tuple[int, int]]:
    return [(row.person_id, row.units) for row in handoff.queue(member_id=None, everybody=True).rows]


@pytest.fixture
def waiting():
    rescore.publish(text=RIVER.read_text(), name="river.yaml", by=RHEA, now=hours(-900))
    members.add(email="sam@northwind.example", role="rep", now=hours(-900))
    source = collect.add_source(name="web site", now=hours(-900))
    said: list[dict[str, Any]] = []
    for who, events in DID.items():
        company = {"name": "Acme", "employees": 200, "industry": "software"}
        traits = {"email": f"{who}@acme.example", "jobTitle": "CIO", "company": company}
        said.append({"type": "identify", "userId": who, "messageId": who, "traits": traits})
        said += [{"type": "track", "event": e, "userId": who, "messageId": who + e} for e in events]
    stamped = [{**one, "timestamp": MONDAY.isoformat()} for one in said]
    journey.accept_touches(source_id=source.id, bodies=[json.dumps({"batch": stamped}).encode()], now=MONDAY)


class TestFreshen:
    def test_has_nothing_to_do_while_scores_are_fresh(self, waiting):
        assert rescore.freshen(now=hours(5)) == 0
        assert rescore.freshen(now=hours(6.1)) == 2
        assert rescore.freshen(now=hours(6.2)) == 0

    def test_makes_the_queue_say_what_the_explanation_says(self, waiting):
        before = queue()
        assert rescore.freshen(now=hours(480)) == 2
        assert all(now < then for (_, now), (_, then) in zip(queue(), before, strict=True))
        for person_id, units in queue():
            explained = explaining.explain(person_id=person_id, at=hours(480)).explanation
            assert explained.scores["engagement"].units == units

    def test_goes_part_by_part_the_oldest_first(self, waiting):
        assert [rescore.freshen(now=hours(48), limit=1) for _ in range(3)] == [1, 1, 0]

    def test_is_part_of_the_workers_tick_and_then_rests_a_while(self, waiting, django_assert_max_num_queries):
        seconds = [100.0]
        worker = Worker(clock=lambda: seconds[0])
        while worker._let_time_pass():
            pass
        worker._let_time_pass()
        assert rescore.freshen(now=datetime.now(UTC)) == 0
        seconds[0] += 3
        with django_assert_max_num_queries(14):
            assert worker._let_time_pass() is False


class TestWarnings:
    def test_are_forgotten_after_ninety_days_once_a_day(self, waiting):
        source, now, seconds = collect.sources()[0], datetime.now(UTC), [100.0]
        for days in (1, 91):
            at = now - timedelta(days=days)
            collect.warn(oddities=[Oddity(source.id, at, "bad-time", f"{days} days old", "m-1")])
        worker = Worker(clock=lambda: seconds[0])
        worker._let_time_pass()
        assert [one.message for one in collect.warnings()] == ["1 days old"]
        collect.warn(oddities=[Oddity(source.id, now - timedelta(days=91), "bad-time", "kept until tomorrow", "m-1")])
        worker._let_time_pass()
        assert len(collect.warnings()) == 2
        assert identity.lookup(text="iris") is not None


class TestQueue:
    def test_tells_what_waits_before_what_is_accepted_already(self, waiting):
        first, second = queueing.rows(member_id=None, everybody=True, limit=10)
        sam = members.by_email("sam@northwind.example")
        desk.accept(handoff_id=first.handoff.id, by=sam, now=hours(1))
        told = queueing.rows(member_id=None, everybody=True, limit=10)
        # What is accepted is at a later stage, and would be first.
        assert [row.handoff.id for row in told] == [second.handoff.id, first.handoff.id]
        assert len(queueing.rows(member_id=None, everybody=True, limit=1)) == 1


class TestExplain:
    def test_folds_what_is_worth_nothing_now_into_one_line(self):
        lines = _lines(Explained(1024, tuple(Contribution("r", "t", None, 5, units) for units in (1024, 0, 0)), (), ()))
        assert [line[0] for line in lines] == ["r", "2 more worth nothing now"]
