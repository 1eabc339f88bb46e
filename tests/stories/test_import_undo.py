"""An import is undone: whom it alone named is nobody, in check, rebuild, funnel, queue and search."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accord.connectors.files import api as files
from accord.journey import rebuild, rescore, river
from accord.kernel.actor import Actor, ActorKind
from accord.ledger import api as ledger
from accord.members import api as members
from accord.reporting import api as reporting
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.identity.models import Person
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import MoveRefused
from accord.steps.lifecycle.models import Lead
from accord.steps.scoring import api as scoring

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
HEAD = "Email,Name,Title,Company\n"
ANNA, CARA, DAN = "anna@acme.example,Anna,CIO,Acme\n", "cara@globex.example,Cara,CIO,\n", "dan@globex.example,Dan,,\n"


@pytest.fixture(autouse=True)
def northwind():
    """The agreement in force since before everything, and a rep."""
    long_ago = NOW - timedelta(days=900)
    text = Path(__file__).with_name("river.yaml").read_text()
    rescore.publish(text=text, name="northwind.yaml", by=RHEA, now=long_ago)
    members.add(email="sam@northwind.example", role="rep", now=long_ago)


def imported(folder: Path, text: str, name: str, kind="people") -> int:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    batch_id = files.run(file=path, kind=kind, by=RHEA, now=NOW, source_name=name).batch_id
    while river.drain(now=NOW):
        pass
    return batch_id


def undo(batch_id: int) -> None:
    files.undo(batch_id=batch_id, by=RHEA, now=NOW)


def differences() -> list[dict]:
    return rebuild.check(now=NOW)["differences"]


def entered() -> dict[str, int]:
    return {line.stage: line.entered for line in reporting.funnel().stages if line.entered}


def waiting() -> tuple:
    return handoff.queue(member_id=None, everybody=True).rows


@pytest.fixture
def undone(tmp_path):
    """Anna stays, whom two files name; Cara, who asked for a demo, and Dan go. Returns the ids of these two."""
    imported(tmp_path, HEAD + ANNA, "crm.csv")
    second = imported(tmp_path, HEAD + ANNA + CARA + DAN, "fair.csv")
    demo = {"type": "track", "event": "Demo Requested", "context": {"traits": {"email": "cara@globex.example"}},
            "userId": "u-cara", "messageId": "m1", "timestamp": "2026-05-03T10:00:00Z"}  # fmt: skip
    touches = imported(tmp_path, json.dumps(demo) + "\n", "web.jsonl", "touches")
    ids = [identity.lookup(text=f"{name}@globex.example").id for name in ("cara", "dan")]
    assert (entered()["lead"], len(waiting())) == (3, 1)
    for batch_id in (second, touches):
        undo(batch_id)
    return ids


class TestUndoOfPeople:
    def test_leaves_nothing_that_check_finds_before_or_after_a_rebuild(self, undone):
        assert differences() == []
        assert rebuild.rebuild(now=NOW)["differences"] == []
        assert scoring.scores_of(person_ids=undone) == {undone[0]: {}, undone[1]: {}}

    def test_takes_their_leads_out_of_funnel_queue_and_search(self, undone):
        assert entered() == {"lead": 1}
        assert (reporting.funnel_people(stage="lead").total, waiting()) == (1, ())
        assert identity.find(text=f"#{undone[0]}") == []
        assert set(Person.objects.filter(pk__in=undone).values_list("name", "folded", "spelt")) == {("", "", "")}
        assert [person.name for person in identity.recent()] == ["Anna"]

    def test_keeps_the_facts_and_moves_the_leads_no_more(self, undone):
        (lead,) = lifecycle.leads_of(undone)[undone[0]]
        assert lead.closed_as == "withdrawn"
        assert "LeadWithdrawn" in [fact.kind for fact in ledger.about("lead", lead.id)]
        with pytest.raises(MoveRefused, match="withdrawn"):
            lifecycle.undo(lead_id=lead.id, transitions=[], was={}, actor=RHEA, now=NOW, version=None)

    def test_of_the_same_file_imported_again_makes_them_anew(self, undone, tmp_path):
        imported(tmp_path, HEAD + ANNA + CARA + DAN, "fair.csv")
        assert (entered(), differences()) == ({"lead": 3}, [])

    def test_is_mended_by_a_rebuild_where_leads_and_scores_of_nobody_were_left(self, undone):
        Lead.objects.filter(person_id__in=undone).update(closed_at=None, closed_as="")
        assert {one["what"] for one in differences()} >= {"leads of nobody"}
        assert rebuild.rebuild(now=NOW)["differences"] == []
        assert entered() == {"lead": 1}
