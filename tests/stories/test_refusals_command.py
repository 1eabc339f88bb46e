"""What the command says when something may not be: to programs always the same shape, of every agreement file the
same."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from accord.agreement import api as agreements
from accord.agreement.tests.marked import EXAMPLES, NORTHWIND, changed
from accord.connectors.sample import api as sample
from accord.journey.models import Tryout
from accord.kernel.actor import Actor, ActorKind
from accord.project import command

pytestmark = pytest.mark.django_db
GOOD = EXAMPLES / "northwind.yaml"
READERS = (["agreement", "propose"], ["agreement", "publish"], ["replay"], ["route", "--dry-run"])
DIFF = ["agreement", "diff", str(GOOD)]


@pytest.fixture
def accord(monkeypatch, capsys):
    """The console script as it is called, in this process: what it printed on both, once it has exited with 1."""
    monkeypatch.setattr(command, "use_database", lambda prepare: None)

    def called(*words):
        monkeypatch.setattr("sys.argv", ["accord", *map(str, words)])
        with pytest.raises(SystemExit) as done:
            command.run()
        assert done.value.code == 1
        return capsys.readouterr()

    return called


@pytest.fixture
def refused(accord):
    return lambda *words: json.loads(accord(*words, "--json").out)


@pytest.fixture
def in_force():
    by = Actor(ActorKind.MEMBER, "rhea@northwind.example")
    agreements.publish(text=NORTHWIND, name="northwind.yaml", by=by, now=timezone.now() - timedelta(days=9))


@pytest.fixture
def faulty(tmp_path):
    file = tmp_path / "faulty.yaml"
    file.write_text(changed(("points: 60,", "points: 0,"), ("points: 15,", "points: 0,")), encoding="utf-8")
    return file


@pytest.mark.parametrize("words", [*READERS, DIFF])
class TestEveryCommandThatReadsAnAgreement:
    def test_tells_programs_each_fault_at_its_place_beside_the_refusal(self, words, refused, faulty):
        said = refused(*words, faulty)
        assert set(said) == {"error", "faults"}
        assert said["error"]["code"] == "agreement_fault"
        assert {"file", "line", "column", "message"} <= set(said["faults"][0])
        assert said["error"]["message"].startswith(f"{said['faults'][0]['file']}:")
        assert said["error"]["message"].endswith(f", and {len(said['faults']) - 1} more")
        assert "\n" not in said["error"]["message"]

    @pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
    def test_tells_where_a_file_is_not_utf_8(self, words, encoding, accord, refused, tmp_path):
        file = tmp_path / "old.yaml"
        file.write_bytes(("# é\n" + NORTHWIND).replace("–", "-").encode(encoding, errors="replace"))
        said = refused(*words, file)
        assert [(one["code"], one["line"]) for one in said["faults"]] == [("encoding", 1)]
        printed = accord(*words, file)
        assert "not UTF-8; save the file as UTF-8" in printed.out + printed.err

    def test_tells_that_there_is_no_such_file(self, words, refused, accord, tmp_path):
        for file, why in ((tmp_path / "nowhere.yaml", "No such file"), (tmp_path, "Is a directory")):
            said = refused(*words, file)
            assert set(said) == {"error"}
            assert said["error"]["code"] == "no_file"
            assert f"{file}: {why}" in said["error"]["message"]
            assert f"{file}: {why}" in accord(*words, file).err


def test_a_calendar_with_faults_is_refused_like_an_agreement(refused, tmp_path):
    file = tmp_path / "calendar.yaml"
    file.write_text("hours: {mon: 9-17, tuesday: 09:00-17:00}\n", encoding="utf-8")
    said = refused("calendar", "between", file, "2026-05-04", "2026-05-05")
    assert said["error"]["code"] == "agreement_fault"
    assert [one["column"] for one in said["faults"]] == [1, 14, 20]


class TestCodes:
    def test_of_a_version_that_is_not_there_are_the_same_everywhere(self, in_force, refused):
        for words in (["agreement", "show", 9], ["agreement", "diff", 9, GOOD], ["replay", GOOD, "--against", 9]):
            assert refused(*words)["error"]["code"] == "no_such_version"

    def test_where_no_agreement_is_in_force_are_the_same_everywhere(self, refused):
        for words in (["agreement", "show"], ["agreement", "diff", "current", GOOD], ["route", "--dry-run"]):
            assert refused(*words)["error"]["code"] == "no_agreement"

    def test_are_in_snake_case_whichever_room_refuses(self, in_force, refused):
        assert refused("agreement", "publish", GOOD)["error"]["code"] == "signatures_needed"


class TestCheck:
    def test_tells_faults_as_its_answer(self, refused, faulty):
        said = refused("agreement", "check", faulty)
        assert said["ok"] is False
        assert said["faults"]


class TestAReplay:
    @pytest.fixture
    def company(self):
        sample.load(people=40, months=2, now=timezone.now() - timedelta(hours=1))

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            (["--since", "2026-10-01", "--until", "2026-09-01"], "must be before the end"),
            (["--since", "2990-01-01"], "still to come"),
            (["--until", "1990-01-01"], "history begins at"),
        ],
    )
    def test_of_a_period_in_which_nothing_can_happen_is_refused_and_not_kept(self, company, refused, asked, words):
        said = refused("replay", sample.AGREEMENT, *asked)["error"]
        assert said["code"] == "no_period"
        assert words in said["message"]
        assert not Tryout.objects.exists()

    def test_on_a_cluster_that_spark_was_not_asked_for_is_refused(self, accord):
        assert "--engine spark" in accord("replay", GOOD, "--master", "spark://host:7077").err
