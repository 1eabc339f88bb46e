"""A shop's whole clickstream through the real tracking door, scored by its agreement."""

import base64
import csv
import gzip
import http.client
import json
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from accord.agreement import api as agreements
from accord.journey import rebuild, rescore, river
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.scoring import api as scoring
from tests.clients.conftest import KEY, Collector, database_url
from tests.oracle.score import score_units

pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("clients")]
AGREEMENT = Path(__file__).parents[2] / "examples" / "clickstream.yaml"
EVENTS, PEOPLE, SESSIONS, BUYERS = 31_106, 600, 3_605, 328
BATCH = 250
AUTHORIZATION = "Basic " + base64.b64encode(f"{KEY}:".encode()).decode()


@pytest.fixture
def messages(shared_data):
    """Every row of the log as the track call that a client of Segment's makes."""
    path = shared_data("clickstream") / "retentioneering_ecom.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return [track(number, row) for number, row in enumerate(csv.DictReader(lines))]


def track(number, row):
    person, name, at = row.pop("user_id"), row.pop("event"), row.pop("timestamp")
    told = {"messageId": f"shop-{number}", "timestamp": at.replace(" ", "T") + "Z"}
    return {"type": "track", "userId": person, "event": name, "properties": row, **told}


@pytest.fixture
def now(messages):
    return max(datetime.fromisoformat(one["timestamp"]) for one in messages) + timedelta(days=1)


@pytest.fixture
def shop(transactional_db, messages, now):
    """The shop's agreement in force, a desk of one, and the log posted through the door; nothing is drained yet."""
    began = now - timedelta(days=900)
    rescore.publish(text=AGREEMENT.read_text(), name=AGREEMENT.name, by=PROCESS, now=began)
    members.add(email="sam@shop.example", role="rep", now=began)
    collect.add_source(name="Shop", key=KEY, now=began)
    collector = Collector(database_url())
    try:
        door = http.client.HTTPConnection("127.0.0.1", collector.port, timeout=30)
        for start in range(0, len(messages), BATCH):
            post(door, messages[start : start + BATCH])
        door.close()
    finally:
        collector.stop()


def post(door, batch):
    """As clients do: what is refused for haste is sent again."""
    headers = {"Authorization": AUTHORIZATION, "Content-Type": "application/json"}
    while True:
        door.request("POST", "/v1/batch", json.dumps({"batch": batch}), headers)
        answer = door.getresponse()
        said = answer.read()
        if answer.status != 429:
            assert answer.status == 200, said
            return
        time.sleep(float(answer.headers["Retry-After"]))


def counted(query_text):
    with connection.cursor() as cursor:
        cursor.execute(query_text)
        return cursor.fetchone()[0]


def test_a_shops_clickstream_is_scored_by_its_agreement(shop, messages, now):
    assert len(messages) == EVENTS
    while river.drain(limit=5000, now=now):
        pass
    assert collect.warnings() == []
    assert counted("SELECT count(*) FROM collect_touch") == EVENTS
    assert counted("SELECT count(DISTINCT properties ->> 'session_id') FROM collect_touch") == SESSIONS
    people = identity.people_after(person_id=0, limit=PEOPLE + 1)
    assert len(people) == PEOPLE
    agreement = agreements.current().agreement
    expect_scores_of_the_naive_model(people[::25], agreement)
    expect_stages(people, messages)
    report = rebuild.check(now=now)
    assert (report["checked"]["touches"], report["differences"]) == (EVENTS, [])


def expect_scores_of_the_naive_model(sample, agreement):
    compared = Counter()
    aliases, cards = identity.aliases_of(person_ids=sample), scoring.scores_of(person_ids=sample)
    for person_id in sample:
        touches = [row.touch for row in collect.touches_of(alias_ids=aliases[person_id])]
        for name, card in cards[person_id].items():
            assert card.units == score_units(agreement, name, touches, (), card.as_of), (person_id, name)
            compared[name] += card.units > 0
    assert compared["interest"] > 5
    assert compared["intent"] > 3


def expect_stages(people, messages):
    """Everybody who bought is won, and nobody else; leads got as far as each stage that needs no person."""
    buyers = {one["userId"] for one in messages if one["event"] == "purchase"}
    owners = {card.id: person for person, cards in lifecycle.leads_of(people).items() for card in cards}
    reached = {
        (owners[lead], step.to_stage) for lead, steps in lifecycle.history(list(owners)).items() for step in steps
    }
    won = sorted(person for person, stage in reached if stage == "won")
    assert len(won) == len(buyers) == BUYERS
    named = {one.value for person in won for one in identity.identifiers(person_id=person)}
    assert named == buyers
    assert {"lead", "mql", "sal", "sql", "won"} <= {stage for _person, stage in reached}
