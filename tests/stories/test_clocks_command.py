"""`accord clocks`."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from accord.kernel.errors import Refused
from accord.project.command import app
from accord.steps.sla.tests.cases import happen, lead, published, rep

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def running():
    version = published(at=NOW - timedelta(days=60))
    happen("handed_off", lead(1, rep("sam")), version=version, at=NOW)
    happen("recycled", lead(2), version=version, at=NOW)
    happen("recycled", lead(3), version=version, at=NOW)
    happen("withdrawn", lead(3), version=version, at=NOW)


def run(*words):
    found = CliRunner().invoke(app, ["clocks", *words, "--json"], catch_exceptions=False)
    assert found.exit_code == 0
    return json.loads(found.stdout)


class TestClocks:
    def test_has_open_ones_by_deadline_then_those_that_ended(self):
        assert [(one["service"], one["state"]) for one in run()] == [
            ("answer", "running"),
            ("re-engage", "running"),
            ("re-engage", "ended"),
        ]

    def test_of_one_side_and_open_only(self):
        (one,) = run("--open", "--owed-by", "marketing")
        assert (one["lead"], one["member"], one["seconds_allowed"]) == (2, None, 30 * 86_400)
        assert run("--open", "--service", "answer")[0]["member"] == "sam@northwind.example"

    @pytest.mark.parametrize(
        ("asked", "hint"),
        [("anser", "did you mean answer?"), ("x", "there are answer, attempts, first-touch, re-engage, request")],
    )
    def test_of_no_service_is_refused_with_those_there_are(self, asked, hint):
        with pytest.raises(Refused, match=re.escape(hint)):
            run("--service", asked)

    def test_of_no_side_is_refused(self):
        with pytest.raises(Refused):
            run("--owed-by", "nobody")
