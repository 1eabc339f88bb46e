"""The funnel counts as a pencil would, skips and returns included."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accord.agreement import api as agreements
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.reporting import api
from accord.reporting.contracts import ReportRefused
from accord.reporting.tests.naive import naive_funnel
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.models import Lead, Transition

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NORTHWIND = (Path(__file__).parents[4] / "examples" / "northwind.yaml").read_text(encoding="utf-8")


def day(number):
    return MONDAY + timedelta(days=number)


@pytest.fixture(autouse=True)
def agreement():
    return agreements.publish(text=NORTHWIND, name="northwind.yaml", by=PROCESS, now=day(-500)).agreement


def journey(person, *entries, **more):
    """Entries are (stage, day)."""
    opened = day(min(at for _, at in entries))
    lead = Lead.objects.create(
        person_id=person,
        motion="platform",
        stage=entries[-1][0],
        entered_stage_at=day(entries[-1][1]),
        opened_at=opened,
        **({"source": "website"} | more),
    )
    made, before = [], ""
    for stage, at in entries:
        row = Transition.objects.create(
            lead=lead,
            from_stage=before,
            to_stage=stage,
            effective_at=day(at),
            recorded_at=day(at),
            actor="rule:x",
            agreement_id=1,
        )
        made.append(row)
        before = stage
    return made


def told(report, stage):
    return next(line for line in report.stages if line.stage == stage)


class TestCounting:
    def test_a_stage_that_was_skipped_was_reached_but_not_entered(self):
        journey(1, ("lead", 0), ("sal", 4))
        report = api.funnel()
        assert (told(report, "mql").entered, told(report, "mql").from_previous) == (0, 1.0)
        assert (told(report, "sal").from_previous, told(report, "sal").median_days) == (1.0, 4.0)

    def test_a_lead_that_came_back_counts_once_from_its_first_time(self):
        journey(1, ("lead", 0), ("mql", 2), ("recycled", 3), ("mql", 30))
        assert (told(api.funnel(), "mql").entered, told(api.funnel(), "mql").median_days) == (1, 2.0)

    def test_what_was_taken_back_is_not_counted(self):
        _, mql = journey(1, ("lead", 0), ("mql", 2))
        Transition.objects.create(
            lead=mql.lead,
            from_stage="mql",
            to_stage="lead",
            effective_at=day(2),
            recorded_at=day(2),
            actor="member:sam",
            agreement_id=1,
            undoes=mql,
        )
        assert [told(api.funnel(), s).entered for s in ("lead", "mql")] == [1, 0]

    def test_a_lead_that_was_merged_away_is_not_counted(self):
        journey(1, ("lead", 0), closed_at=day(1), closed_as="merged")
        assert told(api.funnel(), "lead").entered == 0

    def test_steps_back_in_time_are_counted_apart(self):
        journey(1, ("lead", 5), ("mql", 3))
        report = api.funnel()
        assert (report.negative_durations, told(report, "mql").median_days) == (1, None)

    def test_a_stage_of_an_earlier_agreement_comes_last(self):
        journey(1, ("lead", 0), ("hot", 1))
        assert api.funnel().stages[-1].stage == "hot"

    def test_nothing_yet_is_no_error(self):
        assert told(api.funnel(), "lead").from_first is None

    @pytest.mark.parametrize("seed", range(8))
    def test_is_what_a_pencil_counts(self, seed, agreement):
        chance = random.Random(seed)
        stages = [stage.id for stage in agreement.stages]
        entries = []
        for person in range(60):
            steps = [(chance.choice(stages), chance.uniform(0, 90)) for _ in range(chance.randint(1, 7))]
            entries += [(person, row.to_stage, row.effective_at) for row in journey(person, *steps)]
        expected, negatives = naive_funnel(entries, stages, list(lifecycle.ladder(agreement)))
        report = api.funnel()
        assert report.negative_durations == negatives
        for line in report.stages:
            entered, first, previous, days = expected[line.stage]
            assert line.entered == entered
            assert line.from_first == pytest.approx(first, abs=1e-6)
            assert line.from_previous == pytest.approx(previous, abs=1e-6)
            assert line.median_days == pytest.approx(days, abs=1e-4)


class TestBreakdown:
    def test_by_source_adds_up(self):
        journey(1, ("lead", 0))
        journey(2, ("lead", 0), ("mql", 1), source="fair")
        by = api.funnel(by="source").by
        assert {value: [line.entered for line in lines[:2]] for value, lines in by.items()} == {
            "fair": [1, 1],
            "website": [1, 0],
        }

    def test_by_month_uses_the_agreements_time_zone(self):
        journey(1, ("lead", 29 + 14.5 / 24))  # 23:30 UTC on 31 March is April in Berlin
        assert list(api.funnel(by="month").by) == ["2026-04"]

    def test_by_rep_names_them(self):
        sam = members.add(email="sam@northwind.example", role="rep", now=MONDAY)
        journey(1, ("lead", 0), owner_member_id=sam.id)
        journey(2, ("lead", 0))
        assert list(api.funnel(by="rep").by) == ["", "sam@northwind.example"]
        assert [r.person_id for r in api.funnel_people(stage="lead", by="rep", value=sam.email).rows] == [1]

    def test_by_anything_else_is_refused(self):
        with pytest.raises(ReportRefused, match="source, campaign, segment"):
            api.funnel(by="shoe size")

    @pytest.mark.parametrize("by", ["campaign", "segment", "motion"])
    def test_by_every_dimension(self, by):
        journey(1, ("lead", 0))
        assert len(api.funnel(by=by).by) == 1

    def test_of_a_period_has_the_leads_opened_in_it(self):
        journey(1, ("lead", 0), ("mql", 9))
        journey(2, ("lead", 5))
        assert told(api.funnel(since=day(0), until=day(5)), "lead").entered == 1
        assert told(api.funnel(since=day(0), until=day(5)), "mql").entered == 1

    def test_takes_as_many_queries_for_many(self, django_assert_num_queries):
        for person in range(20):
            journey(person, ("lead", person), ("mql", person + 1), source=f"s{person}")
        with django_assert_num_queries(3):
            api.funnel(by="source")


class TestPeople:
    def test_are_those_of_the_number(self):
        journey(1, ("lead", 0), ("mql", 3))
        journey(2, ("lead", 1))
        page = api.funnel_people(stage="lead")
        assert ([row.person_id for row in page.rows], page.total) == ([2, 1], 2)

    def test_who_came_no_further(self):
        journey(1, ("lead", 0), ("mql", 3))
        journey(2, ("lead", 1), ("recycled", 2))
        assert [row.person_id for row in api.funnel_people(stage="lead", stayed=True).rows] == [2]

    def test_come_in_pages(self):
        for person in range(5):
            journey(person, ("lead", person))
        page = api.funnel_people(stage="lead", offset=2, limit=2)
        assert ([row.person_id for row in page.rows], page.total) == ([2, 1], 5)


class TestJson:
    def test_has_the_shape_that_scripts_read(self):
        journey(1, ("lead", 0))
        told = api.funnel(by="source").as_dict()
        assert set(told) == {"stages", "negative_durations", "by"}
        assert set(told["by"]["website"][0]) == {"stage", "entered", "from_first", "from_previous", "median_days"}
