"""Where a lead goes by itself, and where nobody may send it."""

import pytest

from accord.steps.lifecycle.contracts import MoveRefused
from accord.steps.lifecycle.facts import Known
from accord.steps.lifecycle.rules import LeadState, check_way, decided_step, next_step
from accord.steps.lifecycle.tests.cases import WHO, day, northwind

AGREEMENT = northwind().agreement


def facts(fit=0, engagement=0, *, did=None, decided=frozenset(), account=None, **traits):
    scores = {"fit": fit * 1024, "engagement": engagement * 1024}
    person = {"email": "iris@acme.example", **WHO, **traits}
    done = lambda d, after=None: [name for name, at in (did or {}).items() if name == d.touch and at >= (after or at)]  # noqa: E731
    return Known(agreement=AGREEMENT, scores=scores, person=person, account=account or {}, done=done, decided=decided)


def after(stage, facts_, *, at=10, **state):
    step = next_step(AGREEMENT, LeadState(stage, day(0), **state), facts_, day(at))
    return step.to if step else None


class TestForward:
    def test_a_lead_is_opened_at_the_first_stage(self):
        assert next_step(AGREEMENT, None, facts(), day(0)).to == "lead"
        assert next_step(AGREEMENT, None, facts(email=None), day(0)) is None

    def test_goes_to_the_furthest_stage_that_the_graph_has(self):
        assert after("lead", facts(30, 50)) == "mql"
        assert after("lead", facts(30, 50, did={"Demo Requested": day(1)})) == "sal"

    def test_never_enters_by_itself_a_stage_that_people_decide(self):
        assert after("sal", facts(60, 100)) is None

    def test_never_goes_back_by_itself(self):
        assert after("mql", facts(0, 0)) is None

    def test_stays_where_no_version_of_the_stage_exists(self):
        assert after("gone", facts(30, 50)) is None


class TestDisqualified:
    def test_comes_before_going_forward_and_names_its_reason(self):
        competitor = facts(30, 50, account={"domain": "rivalsoft.example"})
        step = next_step(AGREEMENT, LeadState("lead", day(0)), competitor, day(1))
        assert (step.to, step.reason) == ("disqualified", "competitor")

    def test_is_left_by_people_only(self):
        assert after("disqualified", facts(30, 50)) is None


class TestRecycled:
    def test_rests_until_the_cool_down_is_over(self):
        ready = facts(30, 50)
        assert after("recycled", ready, at=9, cool_down_until=day(10), has_new_activity=True) is None
        assert after("recycled", ready, at=10, cool_down_until=day(10), has_new_activity=True) == "mql"

    def test_comes_back_by_new_activity_only(self):
        assert after("recycled", facts(30, 50), has_new_activity=False) is None

    def test_comes_back_by_what_was_done_since_and_not_by_an_old_demo_request(self):
        old, new = ({"Demo Requested": day(at)} for at in (-5, 5))
        assert after("recycled", facts(30, 10, did=old), has_new_activity=True) is None
        assert after("recycled", facts(30, 10, did=new), has_new_activity=True) == "sal"


class TestDecisions:
    def test_open_the_stage_that_reads_them(self):
        step = decided_step(AGREEMENT, "mql", facts(decided=frozenset({"accepted"})))
        assert step.to == "sal"

    def test_open_nothing_that_the_graph_does_not_reach(self):
        assert decided_step(AGREEMENT, "mql", facts(decided=frozenset({"deal_won"}))) is None


class TestTheGraph:
    def test_names_the_allowed_targets(self):
        with pytest.raises(MoveRefused, match="mql may go to sal, recycled, disqualified; not to won"):
            check_way(AGREEMENT, "mql", "won")
