"""`accord report goals`, and telling it a figure."""

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from accord.agreement import api as agreements
from accord.agreement.tests.marked import NORTHWIND
from accord.cli.door import now
from accord.cli.reports import app
from accord.kernel.actor import PROCESS
from accord.kernel.errors import AccordError
from accord.members import api as members
from accord.outbox import api as outbox
from accord.outbox.models import Notice
from accord.telling import sentences

SAM, MARA = "sam@northwind.example", "mara@northwind.example"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def northwind():
    agreements.publish(text=NORTHWIND, name="northwind.yaml", by=PROCESS, now=now() - timedelta(days=1))
    members.add(email=SAM, role="rep", now=now())
    members.add(email=MARA, role="marketer", now=now())


def run(*words):
    """What it prints, or the message of a refusal."""
    try:
        done = CliRunner().invoke(app, ["goals", *words], catch_exceptions=False)
    except AccordError as refusal:
        return refusal.message
    assert done.exit_code == 0, done.output
    return done.stdout


def said(*words):
    return {one["id"]: one for one in json.loads(run(*words, "--json"))["goals"]}


def test_a_figure_is_told_and_both_sides_read_it():
    assert said()["churn"]["verdict"] == "no figure yet"
    assert "churn: 2.4% on" in run("--tell", "churn", "2.4%", "--from", "billing", "--as", SAM)
    churn = said()["churn"]
    assert (churn["done"], churn["target"], churn["unit"], churn["verdict"]) == (2.4, 3, "share", "reached")
    assert churn["figures"][0] | {"reported_at": ""} == {
        "value": 2.4, "day": churn["figures"][0]["day"], "source": "billing", "reported_by": SAM, "reported_at": "",
    }  # fmt: skip
    table = run()
    assert "at most 3%" in table
    assert "churn: incentive: the bonus of both teams hangs on it" in table


def test_a_figure_is_told_to_those_who_review():
    members.add(email="ed@northwind.example", role="executive", now=now())
    run("--tell", "churn", "2.4%", "--from", "billing", "--as", SAM, "--on", "2026-05-04")
    (notice,) = outbox.notices(Notice.objects.filter(kind="figure_reported").values_list("pk", flat=True)).values()
    (shown,) = sentences.said([notice])
    assert shown.sentence == f"{SAM} reports 2.4 % of churn for 2026-05-04"
    assert (shown.detail, shown.path) == ("billing", "/goals/#goal-churn")


def test_a_figure_is_refused_in_one_line():
    assert "say who reports it" in run("--tell", "churn", "2%")
    assert "sales answers for churn" in run("--tell", "churn", "2%", "--as", MARA)
    assert "no day" in run("--tell", "churn", "2%", "--as", SAM, "--on", "yesterday")
    assert "those are: churn" in run("--tell", "mqls", "2", "--as", SAM)
    assert "belong to --tell" in run("--on", "2026-05-04")


def test_what_it_takes_is_refused_where_too_little_is_known():
    assert "new-customers: to reach it: too few deals won in the last year to reckon by: 0, at least 10" in " ".join(
        run().split()
    )
    assert said()["new-customers"]["needs"]["deals_to_win"] is None
    assert said()["mqls"]["needs"] is None
