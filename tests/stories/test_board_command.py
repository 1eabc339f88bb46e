"""`accord board`: for people as tables, for programs as JSON, of any period."""

import json
import random
from datetime import timedelta

import pytest
import typer
from typer.testing import CliRunner

from accord.agreement import api as agreements
from accord.cli.board import board
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.reporting.contracts import NoSuchPeriod, ReportRefused
from accord.reporting.tests.test_board import NOW, VOLUME, leads_at_mql, some_clocks
from accord.steps.sla.models import Clock
from accord.steps.sla.tests.cases import ANSWER, RE_ENGAGE, TOUCH, text

pytestmark = pytest.mark.django_db
app = typer.Typer()
app.command()(board)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("accord.cli.board.now", lambda: NOW)


@pytest.fixture
def company():
    agreements.publish(
        text=text(ANSWER, TOUCH, RE_ENGAGE, VOLUME), name="a.yaml", by=PROCESS, now=NOW - timedelta(days=900),
        unsigned_because="a test",
    )  # fmt: skip
    sam = members.add(email="sam@northwind.example", role="rep", name="Sam", now=NOW)
    some_clocks(random.Random(1), 150)
    leads_at_mql(random.Random(2), 20)
    Clock.objects.filter(member_id=1).update(member_id=sam.id, broken_by=None)


def run(*words: str) -> str:
    found = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


class TestBoard:
    def test_has_both_sides_side_by_side(self, company):
        said = run()
        for words in (
            "2026-Q4 by the clocks of Europe/Berlin",
            "Marketing promised",
            "Sales promised",
            "sam@northwind",
        ):
            assert words in said

    def test_says_everything_to_programs(self, company):
        said = json.loads(run("--json", "--period", "2026-Q3"))
        assert (said["period"], said["time_zone"]) == ("2026-Q3", "Europe/Berlin")
        answer = next(one for one in said["promises"] if one["service"] == "answer")
        decided = answer["kept"] + answer["broken"]
        assert answer["share"] == pytest.approx(answer["kept"] / decided, abs=1e-4)
        assert sum(one["kept"] for one in answer["members"]) == answer["kept"]
        assert {"sam@northwind.example"} <= {one["member"] for one in answer["members"]}
        assert said["volumes"][0]["target"] == 40
        assert 6 <= len(said["numbers"]) <= 8
        assert sum(one["count"] for one in said["speed_to_lead"]["buckets"]) >= 0

    def test_refuses_what_it_cannot_tell(self, company):
        with pytest.raises(NoSuchPeriod):
            run("--period", "someday")
        with pytest.raises(NoSuchPeriod, match="one of them from 2000 on"):
            run("--period", "1999")

    def test_needs_an_agreement(self):
        with pytest.raises(ReportRefused):
            run()
