"""What stands still, counted beside a plain walk over the same leads."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

import pytest

from accord.agreement import api as agreements
from accord.kernel.actor import PROCESS
from accord.reporting import api as reporting
from accord.reporting.contracts import ReportRefused
from accord.reporting.stalled import is_falling
from accord.reporting.stalled_contracts import Cohort
from accord.steps.lifecycle.models import Lead, Transition

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NORTHWIND = (Path(__file__).parents[4] / "examples" / "northwind.yaml").read_text(encoding="utf-8")
LADDER = ["lead", "mql", "sal", "sql", "opportunity", "won"]
OWNER = {"lead": "marketing", "mql": "marketing"}


def ago(days):
    return NOW - timedelta(days=days)


def journeys(seed=3, count=240):
    """(lead, [(stage, entered)…]) that go on, are sent back, or stop somewhere."""
    dice = Random(seed)
    for number in range(1, count + 1):
        at, steps = ago(dice.uniform(1, 300)), []
        for stage in LADDER:
            steps.append((stage, at))
            at += timedelta(days=dice.expovariate(1 / (4 + 3 * len(steps))))
            if at >= NOW or dice.random() < 0.25:
                break
        if len(steps) > 1 and at < NOW and dice.random() < 0.3:
            steps.append(("recycled", at))
        yield number, steps


def store(found):
    for number, steps in found:
        lead = Lead.objects.create(
            id=number, person_id=number, motion="platform", stage=steps[-1][0],
            entered_stage_at=steps[-1][1], opened_at=steps[0][1],
        )  # fmt: skip
        before = ""
        for stage, at in steps:
            Transition.objects.create(
                lead=lead, from_stage=before, to_stage=stage, effective_at=at, recorded_at=at,
                actor="process:river", agreement_id=1,
            )  # fmt: skip
            before = stage


def quartile(days):
    """The 75th percentile with linear interpolation."""
    days, place = sorted(days), 0.75 * (len(days) - 1)
    low = int(place)
    high = min(low + 1, len(days) - 1)
    return days[low] + (days[high] - days[low]) * (place - low)


def stays(found):
    for number, steps in found:
        for place, (stage, at) in enumerate(steps):
            after = steps[place + 1] if place + 1 < len(steps) else None
            if stage in LADDER:
                went_on = bool(after) and after[0] in LADDER and LADDER.index(after[0]) > LADDER.index(stage)
                yield number, stage, at, after[1] if after else None, went_on


@pytest.fixture
def northwind(db):
    agreements.publish(text=NORTHWIND, name="northwind.yaml", by=PROCESS, now=ago(400))


def days_of(since, until):
    return (until - since).total_seconds() / 86400


@pytest.mark.parametrize("seed", [3, 4])
def test_norms_and_who_is_beyond_them_are_those_of_a_plain_walk(northwind, seed):
    found = list(journeys(seed))
    store(found)
    went = defaultdict(list)
    for _, stage, at, left_at, went_on in stays(found):
        if went_on:
            went[stage].append(days_of(at, left_at))
    wanted = {stage: quartile(days) for stage, days in went.items() if len(days) >= 10}
    norms, page = reporting.standing_still(now=NOW, limit=1000)
    assert {one.stage: pytest.approx(one.days) for one in norms if one.days is not None} == wanted
    beyond = {
        number
        for number, stage, at, left_at, _ in stays(found)
        if left_at is None and stage in wanted and days_of(at, NOW) > wanted[stage]
    }
    assert beyond
    assert ({one.lead_id for one in page.rows}, page.total) == (beyond, len(beyond))
    rungs = [LADDER.index(one.stage) for one in page.rows]
    assert rungs == sorted(rungs, reverse=True)
    _, sales = reporting.standing_still(side="sales", now=NOW, limit=1000)
    assert {OWNER.get(one.stage, "sales") for one in sales.rows} <= {"sales"}


def test_a_trend_counts_only_who_had_the_time_to_go_on(northwind):
    found = list(journeys(5, 400))
    store(found)
    for trend in reporting.trends(now=NOW):
        told = NOW - timedelta(days=trend.within_days)
        recent = [s for s in stays(found) if s[1] == trend.stage and told - timedelta(days=30) <= s[2] < told]
        on = [s for s in recent if s[4] and days_of(s[2], s[3]) <= trend.within_days]
        assert (trend.recent.entered, trend.recent.went_on) == (len(recent), len(on))
        spans = [
            days_of(s[2], s[3])
            for s in stays(found)
            if s[1] == trend.stage and s[4] and s[3] >= NOW - timedelta(days=30)
        ]
        assert trend.recent.median_days == (pytest.approx(median(spans)) if spans else None)
        behind = reporting.not_gone_on(stage=trend.stage, now=NOW, limit=1000)
        assert {one.lead_id for one in behind.rows} == {s[0] for s in recent} - {s[0] for s in on}


@pytest.mark.parametrize(
    ("recent", "before", "falls"),
    [
        ((10, 100), (60, 200), True),
        ((28, 100), (60, 200), False),
        ((0, 19), (60, 200), False),
        ((40, 100), (60, 200), False),
    ],
)
def test_a_fall_is_named_only_beyond_chance_and_from_twenty_leads(recent, before, falls):
    assert is_falling(Cohort(recent[1], recent[0], None), Cohort(before[1], before[0], None)) is falls


def test_without_leads_there_is_no_norm_and_nothing_stands_still(northwind):
    norms, page = reporting.standing_still(now=NOW)
    assert ([one.days for one in norms], page.rows) == ([None] * 5, ())


def test_a_stage_that_is_not_on_the_way_is_refused(northwind):
    with pytest.raises(ReportRefused, match="lead, mql"):
        reporting.not_gone_on(stage="recycled", now=NOW)
