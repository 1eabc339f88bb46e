"""`accord calendar between` and `accord calendar add`: of a file, of the agreement in force, of many pairs."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from accord.agreement import api as agreements
from accord.agreement.calendars import NoSuchCalendar
from accord.agreement.contracts import AgreementFault
from accord.agreement.tests.marked import NORTHWIND
from accord.cli.calendar import Unanswerable, app
from accord.kernel.actor import Actor, ActorKind
from accord.kernel.errors import Refused
from accord.steps.sla.tests import cases

FILE = """time_zone: Europe/Berlin
hours: {mon: [["09:00", "18:00"]], tue: [["09:00", "18:00"]], wed: [["09:00", "18:00"]],
        thu: [["09:00", "18:00"]], fri: [["09:00", "18:00"]]}
holidays: [2026-11-24]
"""
SATURDAY = "2026-11-21T21:00:00Z"


@pytest.fixture
def calendar(tmp_path):
    file = tmp_path / "office.yaml"
    file.write_text(FILE, encoding="utf-8")
    return str(file)


@pytest.fixture
def pairs(tmp_path):
    def written(*lines: str) -> str:
        file = tmp_path / "pairs.csv"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(file)

    return written


def run(*words: str) -> str:
    found = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


class TestAdd:
    def test_gives_the_deadline(self, calendar):
        assert run("add", calendar, SATURDAY, "1 hour").strip() == "2026-11-23T09:00:00Z"
        assert run("add", calendar, SATURDAY, "9 hours").strip() == "2026-11-23T17:00:00Z"
        assert run("add", calendar, SATURDAY, "2 working days").strip() == "2026-11-25T17:00:00Z"

    def test_reads_an_instant_without_an_offset_by_the_calendars_clocks(self, calendar):
        assert run("add", calendar, "2026-11-20 10:00", "480 minutes").strip() == "2026-11-20T17:00:00Z"

    def test_says_to_programs_what_it_was_computed_with(self, calendar):
        found = json.loads(run("add", calendar, SATURDAY, "1 hour", "--json"))
        assert found["deadline"] == "2026-11-23T09:00:00Z"
        assert found["deadline_local"] == "2026-11-23T10:00:00+01:00"
        assert found["time_zone"] == "Europe/Berlin"
        assert found["holiday_data"].startswith("holidays ")

    def test_answers_a_file_of_pairs_line_by_line(self, calendar, pairs):
        file = pairs("from,duration", f"{SATURDAY},1 hour", "", '2026-11-20T09:00:00Z,"480 minutes"')
        assert run("add", calendar, "--pairs", file).splitlines() == ["2026-11-23T09:00:00Z", "2026-11-20T17:00:00Z"]
        found = json.loads(run("add", calendar, "--pairs", file, "--json"))
        assert [one["seconds"] for one in found] == [3600, 28800]

    @pytest.mark.parametrize(
        ("hours", "length", "deadline"),
        [
            ("mon-thu: 09:00-17:00", "1 working week", "2026-03-09T09:00:00Z"),
            ("mon-thu: 09:00-17:00", "3 working days", "2026-03-05T09:00:00Z"),
            ("mon-wed: 22:00-06:00, sat: 20:00-04:00", "1 working week", "2026-03-08T03:00:00Z"),
            ("mon-wed: 22:00-06:00, sat: 20:00-04:00", "3 working days", "2026-03-05T05:00:00Z"),
            ("mon-sat: 09:00-17:00", "2 working weeks", "2026-03-16T09:00:00Z"),
        ],
    )
    @pytest.mark.django_db
    def test_gives_the_deadline_that_a_clock_has(self, hours, length, deadline):
        service = cases.TOUCH.replace("8 working hours", length)
        version = cases.published(service, calendars=(f"{{id: office, hours: {{{hours}}}}}",))
        cases.happen("accepted", cases.lead(), version=version)
        assert cases.the("first-touch").due_at == datetime.fromisoformat(deadline)
        answered = run("add", "office", cases.MONDAY.isoformat(), length).strip()
        assert datetime.fromisoformat(answered) == cases.the("first-touch").due_at


class TestBetween:
    def test_gives_seconds(self, calendar):
        assert run("between", calendar, SATURDAY, "2026-11-25T21:00:00Z").strip() == "64800"
        assert run("between", calendar, "2026-11-25T21:00:00Z", SATURDAY).strip() == "-64800"

    def test_tells_every_bad_line_at_once_and_answers_none(self, calendar, pairs):
        file = pairs(
            f"{SATURDAY},{SATURDAY}", "yesterday,today", f"{SATURDAY}", ",", f"{SATURDAY},9999-12-31T00:00:00Z"
        )
        with pytest.raises(Unanswerable) as refused:
            run("between", calendar, "--pairs", file)
        said = refused.value.message.splitlines()
        assert [line.partition(": ")[0] for line in said] == [f"{file}:{number}" for number in (2, 3, 4, 5)]

    def test_knows_the_calendars_of_the_agreement_in_force(self, db):
        with pytest.raises(Unanswerable, match="no agreement is in force"):
            run("between", "office", "2026-11-20T09:00", "2026-11-20T10:00")
        agreements.publish(
            text=NORTHWIND, name="n.yaml", by=Actor(ActorKind.MEMBER, "1"), now=datetime(2026, 1, 1, tzinfo=UTC)
        )
        assert run("between", "office", "2026-11-20T09:00", "2026-11-20T20:00").strip() == str(7 * 3600)
        with pytest.raises(NoSuchCalendar, match="office"):
            run("between", "nobody", "2026-11-20T09:00", "2026-11-20T20:00")


class TestACalendarFile:
    def test_tells_its_faults_at_their_places(self, calendar, tmp_path):
        file = tmp_path / "bad.yaml"
        file.write_text("hours: {mon: 9-17, tuesday: 09:00-17:00}\n", encoding="utf-8")
        with pytest.raises(AgreementFault) as wrong:
            run("between", str(file), SATURDAY, SATURDAY)
        assert [(one.file, one.line, one.column) for one in wrong.value.faults] == [
            (str(file), 1, 1),
            (str(file), 1, 14),
            (str(file), 1, 20),
        ]
        with pytest.raises(Unanswerable, match="No such file"):
            run("add", str(tmp_path / "none.yaml"), SATURDAY, "1 hour")

    def test_may_give_durations_and_instants_that_are_none(self, calendar):
        for asked in ([SATURDAY, "soon"], ["soon", "1 hour"], [SATURDAY], [SATURDAY, "9999999 hours"]):
            with pytest.raises(Refused) as refused:
                run("add", calendar, *asked)
            assert refused.value.message
