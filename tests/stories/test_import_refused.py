"""What is no table, or no map, is refused in one sentence before anything is done."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from accord.cli import imports as commands
from accord.connectors.files import api as files
from accord.connectors.files.mapping import MapRefused
from accord.connectors.files.readers import Unreadable
from accord.kernel.actor import Actor, ActorKind
from accord.kernel.errors import Refused
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
NOISE = random.Random(7).randbytes(4000)  # noqa: S311  (no secret)


def refusal(folder: Path, name: str, body: bytes, kind="people") -> str:
    (folder / name).write_bytes(body)
    with pytest.raises(Unreadable) as refused:
        files.run(file=folder / name, kind=kind, by=RHEA, now=NOW)
    assert files.batches() == ([], 0)
    return refused.value.message


class TestNoTable:
    def test_is_refused_whatever_it_is_named(self, tmp_path):
        assert "no text that we know; save it as CSV" in refusal(tmp_path, "random.csv", NOISE)
        assert "named like a workbook but is none" in refusal(tmp_path, "random.xlsx", NOISE)
        assert "take .gz off its name" in refusal(tmp_path, "x.jsonl.gz", b"hello there\n", "touches")
        assert "not begin with a JSON object" in refusal(tmp_path, "x.jsonl", b"hello there\n", "touches")

    def test_is_a_folder_said_as_such(self, tmp_path):
        with pytest.raises(Unreadable, match="is a folder"):
            files.run(file=tmp_path, kind="people", by=RHEA, now=NOW)


class TestMap:
    def test_faults_of_columns_are_told_with_all_others(self, tmp_path):
        (tmp_path / "deals.csv").write_text("Deal no.,Sum\nD1,3\n", encoding="utf-8")
        text = "columns:\n  Deal num: external_id\n  Sum: amout\nencodin: utf-8\n"
        with pytest.raises(MapRefused) as refused:
            files.load_map(text, "map.yaml", "deals", file=tmp_path / "deals.csv")
        said = refused.value.message
        assert "map.yaml:2:3: the file has no column Deal num; did you mean Deal no.?" in said
        assert ("unknown field amout" in said, "unknown key encodin" in said) == (True, True)


class TestCommand:
    def test_with_every_row_refused_ends_with_1(self, tmp_path):
        (tmp_path / "people.csv").write_text("Email,Name\n,Nobody\n", encoding="utf-8")
        for how in (["--dry-run"], []):
            assert CliRunner().invoke(commands.app, ["people", str(tmp_path / "people.csv"), *how]).exit_code == 1

    def test_with_some_rows_refused_names_them_ends_with_0_and_keeps_them_as_a_file(self, tmp_path):
        (tmp_path / "people.csv").write_text("Email,Name\na@acme.example,Anna\nnobody,Gus\n", encoding="utf-8")
        done = CliRunner().invoke(commands.app, ["people", str(tmp_path / "people.csv")])
        assert done.exit_code == 0
        assert "people.csv:3 Email: neither" in done.stdout
        kept = CliRunner().invoke(commands.app, ["errors", str(files.batches()[0][0].id)])
        assert kept.exit_code == 0
        assert kept.stdout.splitlines()[1] == "3,Email,nobody,neither an e-mail address nor an external id"

    def test_with_messages_set_aside_by_the_river_says_so_and_ends_with_1(self, tmp_path, monkeypatch):
        whole = identity.resolve

        def fragile(**given):
            if any(touch.traits.get("email") == "gus@acme.example" for touch in given["touches"]):
                raise ZeroDivisionError
            return whole(**given)

        monkeypatch.setattr(identity, "resolve", fragile)
        (tmp_path / "people.csv").write_text("Email\na@acme.example\ngus@acme.example\n", encoding="utf-8")
        done = CliRunner().invoke(commands.app, ["people", str(tmp_path / "people.csv"), "--json"])
        assert done.exit_code == 1
        said = json.loads(done.stdout)
        assert (said["new"], said["set_aside"]) == (2, 1)
        assert "accord quarantine list" in done.stderr
        assert identity.lookup(text="a@acme.example") is not None

    def test_of_a_header_without_rows_says_that_there_is_nothing_and_ends_with_0(self, tmp_path):
        (tmp_path / "people.csv").write_text("Email,Name\n", encoding="utf-8")
        for how in (["--dry-run"], []):
            done = CliRunner().invoke(commands.app, ["people", str(tmp_path / "people.csv"), *how])
            assert (done.exit_code, done.stdout) == (0, "people.csv has no rows: there is nothing to import\n")
        done = CliRunner().invoke(commands.app, ["people", str(tmp_path / "people.csv"), "--json"])
        assert (done.exit_code, json.loads(done.stdout)["rows"]) == (0, 0)

    def test_of_an_empty_file_is_refused(self, tmp_path):
        (tmp_path / "people.csv").write_bytes(b"")
        said = CliRunner().invoke(commands.app, ["people", str(tmp_path / "people.csv")]).exception
        assert "the file is empty" in said.message

    def test_names_what_is_missing(self, tmp_path):
        said = CliRunner().invoke(commands.app, ["people", str(tmp_path)]).exception
        assert isinstance(said, Refused)
        assert "is a folder" in said.message
        (tmp_path / "people.csv").write_text("Email\na@acme.example\n", encoding="utf-8")
        said = CliRunner().invoke(commands.app, ["people", str(tmp_path / "people.csv"), "--map", "no.yaml"]).exception
        assert "no.yaml: there is no such mapping file" in str(said)

    def test_refuses_errors_of_an_import_that_there_is_not(self):
        with pytest.raises(files.NoSuchBatch, match="no import 77"):
            files.errors_csv(batch_id=77)


class TestSource:
    def test_names_differ_by_more_than_capitals(self):
        first = collect.add_source(name="Website", now=NOW)
        with pytest.raises(collect.SourceRefused, match="already a source named Website"):
            collect.add_source(name="website", now=NOW)
        assert collect.source_named(name="WEBSITE", now=NOW).id == first.id
