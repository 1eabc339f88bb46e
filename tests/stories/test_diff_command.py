"""`accord agreement diff`."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from accord.agreement import api as agreements
from accord.agreement.tests.marked import EXAMPLES, changed
from accord.cli.agreement import app
from accord.cli.agreement_file import NoFile
from accord.cli.versions import NoSuchVersion
from accord.kernel.actor import Actor, ActorKind

OLD = EXAMPLES / "northwind.yaml"


@pytest.fixture
def newer(tmp_path):
    file = tmp_path / "newer.yaml"
    file.write_text(changed(("[email, company, job_title]", "[email, company]")), encoding="utf-8")
    return file


def run(*words: object) -> str:
    found = CliRunner().invoke(app, ["diff", *map(str, words)], catch_exceptions=False)
    assert found.exit_code == 0
    return found.stdout


class TestDiff:
    def test_of_two_files_reads_as_sentences(self, newer):
        assert run(OLD, newer).strip() == "MQL no longer asks for job title."
        assert run(OLD, OLD).strip() == "Both say the same."

    def test_says_sections_and_paths_to_programs(self, newer):
        assert json.loads(run(newer, OLD, "--json")) == [
            {
                "section": "stages",
                "path": "stages.mql.enter",
                "kind": "changed",
                "sentence": "MQL now asks also for job title.",
            }
        ]

    @pytest.mark.django_db
    def test_knows_versions_by_number_and_the_current_one(self, newer):
        by = Actor(ActorKind.MEMBER, "rhea@northwind.example")
        at = datetime(2026, 5, 4, 12, tzinfo=UTC)
        agreements.publish(text=OLD.read_bytes(), name="northwind.yaml", by=by, now=at)
        assert run("1", newer).strip() == run("current", newer).strip() == "MQL no longer asks for job title."
        with pytest.raises(NoSuchVersion, match="no version 7"):
            run("7", newer)

    def test_refuses_what_is_neither_version_nor_file(self, newer):
        with pytest.raises(NoFile, match="nowhere"):
            run("nowhere.yaml", newer)
