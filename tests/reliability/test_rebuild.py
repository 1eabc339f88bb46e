"""Everything but touches and decisions can be made anew, and a wrong row is found."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from accord.journey import api as journey
from accord.journey import rebuild, rescore, river
from accord.kernel.actor import Actor, ActorKind
from accord.members import api as members
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from tests.reliability.crowd import END, START, crowd

pytestmark = pytest.mark.django_db
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
NORTHWIND = Path(__file__).parents[2] / "examples" / "northwind.yaml"
WRONG = {
    "score": "UPDATE scoring_score SET units = units + 1024"
    " WHERE person_id = (SELECT min(person_id) FROM scoring_score)",
    "traits said": "DELETE FROM identity_saying WHERE id = (SELECT min(id) FROM identity_saying)",
    "row of a person": "UPDATE identity_person SET name = 'Nobody' WHERE id = (SELECT min(id) FROM identity_person"
    " WHERE is_known AND merged_into IS NULL)",
    "number of ties": "UPDATE identity_alias SET strong_ties = 7 WHERE id = (SELECT min(id) FROM identity_alias)",
    "person": "UPDATE identity_alias SET person_id = (SELECT max(person_id) FROM identity_alias)"
    " WHERE id = (SELECT min(alias_a) FROM identity_link)",
}


@pytest.fixture
def company():
    source = collect.add_source(name="web site", now=START)
    members.add(email="sam@northwind.example", role="rep", now=START)
    rescore.publish(text=NORTHWIND.read_text(), name="n", by=RHEA, now=START - timedelta(days=900))
    collect.put(source_id=source.id, bodies=[json.dumps({"batch": crowd(3, 300)}).encode()], now=END)
    river.drain(now=END)
    some = [p.id for p in identity.recent(limit=3)]
    journey.merge_people(one=some[0], other=some[1], by=RHEA, now=END)


def meanings() -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, person_id FROM identity_alias ORDER BY id")
        return cursor.fetchall()


class TestRebuild:
    def test_finds_nothing_where_nothing_is_wrong(self, company):
        report = rebuild.check(now=END)
        assert report["differences"] == []
        assert report["checked"]["touches"] == 300
        assert report["checked"]["leads"] > 5

    @pytest.mark.parametrize("what", WRONG)
    def test_finds_what_is_wrong_and_puts_it_right_with_the_same_ids(self, company, what):
        before = meanings()
        with connection.cursor() as cursor:
            cursor.execute(WRONG[what])
        assert what in {one["what"] for one in rebuild.check(now=END)["differences"]}
        assert rebuild.rebuild(now=END)["differences"] == []
        assert meanings() == before
