"""Old months leave the database: what was scored, explained, shown, rebuilt and undone before is so afterwards."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse

from accord.connectors.files import api as files
from accord.journey import api as journey
from accord.journey import explaining, rebuild, rescore, river, sealing
from accord.kernel.actor import Actor, ActorKind
from accord.members import api as members
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity

pytestmark = pytest.mark.django_db
BEGIN, NOW = datetime(2025, 1, 10, 9, tzinfo=UTC), datetime(2025, 6, 20, 9, tzinfo=UTC)
PAST = datetime(2025, 2, 20, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
TEXT = Path(__file__).with_name("river.yaml").read_text()
CAST = ("ingrid@acme.example", "mateo@globex.example")


def day(number: float) -> datetime:
    return BEGIN + timedelta(days=number)


def said(who: str, number: float, event: str = "", **more: Any) -> dict[str, Any]:
    kind = {"type": "track", "event": event} if event else {"type": "page", "properties": {"path": "/pricing"}}
    key = {"messageId": f"{who}-{number}", "userId": who, "timestamp": day(number).isoformat()}
    return kind | key | {"context": {"campaign": {"source": "fair", "name": "spring"}}} | more


def send(*messages: dict[str, Any], now: datetime = NOW) -> int:
    source = collect.source_named(name="web site", now=BEGIN)
    body = json.dumps({"batch": list(messages)}).encode()
    return journey.accept_touches(source_id=source.id, bodies=[body], now=now).touches


@pytest.fixture
def history(settings, tmp_path):
    """Two people with half a year of touches, one file imported in February; sealed, and nothing dropped yet."""
    settings.LAKE = str(tmp_path / "lake")
    rescore.publish(text=TEXT, name="n.yaml", by=RHEA, now=BEGIN - timedelta(days=30))
    members.add(email="sam@northwind.example", role="rep", now=BEGIN)
    for who in CAST:
        traits = {"email": who, "jobTitle": "CIO", "company": {"name": who.split("@")[1], "employees": 200}}
        send({"type": "identify", "messageId": f"{who}-i", "userId": who, "traits": traits,
              "timestamp": BEGIN.isoformat()}, now=BEGIN)  # fmt: skip
        for number in range(1, 150, 7):
            send(said(who, number, **({"event": "Webinar Attended"} if number % 3 == 0 else {})), now=day(number))
    file = tmp_path / "fair.csv"
    file.write_text(f"Email,Name,Title\n{CAST[0]},Ingrid,Head of IT\ncara@globex.example,Cara,CFO\n", encoding="utf-8")
    batch = files.run(file=file, kind="people", by=RHEA, now=PAST, source_name="fair").batch_id
    while river.drain(now=PAST):
        pass
    rescore.tick(now=NOW)
    sealing.seal(now=NOW)
    return batch


def drop() -> None:
    done = sealing.drop(months=["2025-01", "2025-02", "2025-03"], now=NOW)
    assert (done.months, done.different) == (3, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM collect_touch WHERE is_dropped AND context <> '{}'")
        assert cursor.fetchone() == (0,)


def explained() -> list[dict[str, Any]]:
    ids = [identity.lookup(text=who).id for who in CAST]
    return [explaining.explain(person_id=one, at=at).as_dict() for one in ids for at in (day(20), PAST, NOW)]


def differences() -> list[dict[str, Any]]:
    return rebuild.check(now=NOW)["differences"]


class TestADroppedMonth:
    def test_explains_a_past_instant_as_before(self, history):
        before = explained()
        assert any(score["contributions"] for one in before for score in one["scores"].values())
        drop()
        assert explained() == before

    def test_shows_on_the_page_of_a_person_as_before(self, history):
        card = members.add(email=RHEA.name, role="operations", now=NOW)
        client = Client()
        client.force_login(get_user_model().objects.get(pk=card.id))
        address = reverse("person", args=[identity.lookup(text=CAST[0]).id])
        paths = [address, f"{address}?at={PAST.date().isoformat()}"]
        before = [client.get(path) for path in paths]
        assert {answer.status_code for answer in before} == {200}
        drop()
        for path, answer in zip(paths, before, strict=True):
            assert _words(client.get(path)) == _words(answer)

    def test_counts_a_message_sent_again_no_second_time(self, history):
        drop()
        before = explained()
        assert send(said(CAST[0], 8), said(CAST[0], 15)) == 0
        assert explained() == before

    def test_is_checked_and_rebuilt_from_the_lake(self, history):
        drop()
        assert differences() == []
        before = explained()
        assert rebuild.rebuild(now=NOW)["differences"] == []
        assert explained() == before

    def test_is_judged_by_a_new_version(self, history):
        text = TEXT.replace("/pricing}}, points: 10,", "/pricing}}, points: 13,", 1)
        assert text != TEXT
        drop()
        rescore.publish(text=text, name="n.yaml", by=RHEA, now=NOW, unsigned_because="for the test")
        while rescore.step(now=NOW) or rescore.tick(now=NOW):
            pass
        assert differences() == []

    def test_takes_a_late_touch(self, history):
        drop()
        assert send(said(CAST[1], 9.5, event="Demo Requested")) == 1
        assert differences() == []
        sealing.seal(now=NOW)
        assert sealing.verify()["ok"]

    def test_lets_an_import_be_undone(self, history):
        drop()
        files.undo(batch_id=history, by=RHEA, now=NOW)
        assert identity.lookup(text="cara@globex.example") is None
        assert differences() == []
        sealing.seal(now=NOW)
        assert sealing.verify()["ok"]

    def test_is_restored(self, history):
        before = explained()
        drop()
        sealing.restore(now=NOW)
        assert explained() == before
        assert sealing.status(now=NOW)["months"][0]["dropped"] == 0


def _words(answer: Any) -> str:
    """The page without what is another one each time."""
    return "\n".join(line for line in answer.content.decode().splitlines() if "csrf" not in line.lower())
