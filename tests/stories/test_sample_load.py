"""The sample company is alive: a queue, decisions, deals and things that went wrong."""

from datetime import UTC, datetime

import pytest

from accord.connectors.sample import api as sample
from accord.members import api as members
from accord.reporting import api as reporting
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Filters
from accord.steps.lifecycle import api as lifecycle
from accord.steps.outcomes import api as outcomes

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_the_small_company_has_everything_that_a_visitor_wants_to_see():
    told = []
    loaded = sample.load(people=150, months=3, seed=1, now=NOW, progress=lambda *step: told.append(step))
    assert loaded.touches > 4000
    assert told[-1][:2] == (91, 91)

    waiting = handoff.queue(member_id=None, everybody=True, filters=Filters(state="waiting"), limit=200).rows
    assert len(waiting) >= 5
    assert len({one.member_id for one in waiting}) >= 3

    assert lifecycle.at_stages(["recycled"])
    assert {total.result for total in outcomes.totals()} == {"open", "won", "lost"}
    assert {"rejected", "recycled", "won", "lost"} <= loaded.decisions.keys()

    rows = collect.warnings(size=100)
    assert {"bad-time", "future", "no_identity", "unknown_type"} <= {row.code for row in rows}

    churn = next(line for line in reporting.goals(now=NOW) if line.goal.is_reported)
    assert (churn.done, churn.figures[0].reporter) == (340, "sam@northwind.example")

    assert members.by_email("sam@northwind.example").role == "rep"
    with pytest.raises(sample.NotEmpty):
        sample.load(people=20, months=1, now=NOW)


def cut_off(done, _of, _day):
    if done == 5:
        raise KeyboardInterrupt


def kept():
    return sum(len(page) for page in collect.all_touches())


@pytest.mark.django_db(transaction=True)
class TestAStoryThatWasCutOff:
    def test_is_told_anew_from_its_beginning(self):
        with pytest.raises(KeyboardInterrupt):
            sample.load(people=20, months=1, now=NOW, progress=cut_off)
        assert sample.is_cut_off()
        assert kept() > 0
        loaded = sample.load(people=20, months=1, now=NOW)
        assert not sample.is_cut_off()
        assert loaded.touches * 0.9 < kept() <= loaded.touches + 50
        with pytest.raises(sample.NotEmpty, match="agreement already"):
            sample.load(people=20, months=1, now=NOW)

    def test_is_left_alone_where_others_have_written(self):
        with pytest.raises(KeyboardInterrupt):
            sample.load(people=20, months=1, now=NOW, progress=cut_off)
        collect.add_source(name="shop", key=None, now=NOW)
        with pytest.raises(sample.NotEmpty, match="others have added"):
            sample.load(people=20, months=1, now=NOW)
        assert kept() > 0
