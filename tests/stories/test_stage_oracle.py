"""Random graphs, random lives: leads go where the naive model says."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.agreement.contracts import Version
from accord.agreement.spec import (
    Agreement,
    ByPeople,
    Criterion,
    Did,
    Disqualifier,
    Duration,
    Handoff,
    Motion,
    RecycleReason,
    Score,
    Stage,
    Test,
    TraitRule,
)
from accord.kernel.actor import PROCESS, Actor, ActorKind
from accord.kernel.touch import TraitChange
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import MoveRefused, PersonMoments
from tests.oracle.stages import Moment, NaiveLead

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)
SAM = Actor(ActorKind.MEMBER, "sam@northwind.example")
COMPETITOR_FROM, COOL_DOWN = 95, 20
_people, _touches = count(1), count(1)
_points = st.sampled_from([0, 30, 60, 90, 100])


@st.composite
def graphs(draw):
    names = [f"s{i}" for i in range(draw(st.integers(2, 5)))]
    everywhere = [*names, "recycled", "disqualified"]
    ways = st.lists(st.sampled_from(everywhere), unique=True, min_size=2)
    ruled = st.one_of(
        st.tuples(
            st.sampled_from(["score", "did", "accepted or"]), st.sampled_from("ab"), st.sampled_from([20, 50, 80])
        ),
        st.just(("people",)),
    )
    rules = [("score", "a", 0), *(draw(ruled) for _ in names[1:]), ("recycled",), ("disqualified",)]
    return [(n, r, [w for w in draw(ways) if w != n]) for n, r in zip(everywhere, rules, strict=True)]


moments = st.builds(
    Moment,
    at=st.integers(0, 60),
    scores=st.fixed_dictionaries({"a": _points, "b": _points, "c": _points}),
    has_demo=st.booleans(),
    is_activity=st.booleans(),
)
lives = st.lists(
    st.one_of(st.lists(moments, min_size=1, max_size=4), st.sampled_from(["accept", "recycle"])),
    min_size=4,
    max_size=12,
)


def criterion(rule):
    kind, *rest = rule
    score = Criterion(score=(rest[0], Test(at_least=rest[1]))) if rest else None
    if kind == "did":
        return Criterion(all_of=(Criterion(did=Did(touch="Demo")), score))
    if kind == "accepted or":
        return Criterion(any_of=(Criterion(decided="accepted"), score))
    return Criterion(decided=kind) if score is None else score


def agreement_of(graph):
    stages = tuple(
        Stage(
            id=name,
            owner="sales",
            means=name,
            enter=ByPeople(by="sales") if rule == ("people",) else criterion(rule),
            goes_to=tuple(ways),
        )
        for name, rule, ways in graph
    )
    never = TraitRule(id="r", when=Criterion(known=("x",)), points=1)
    competitor = Criterion(score=("c", Test(at_least=COMPETITOR_FROM)))
    agreement = Agreement(
        title="Random",
        time_zone="UTC",
        parties={},
        motions=(Motion(id="m"),),
        scores=tuple(Score(id=name, rules=(never,)) for name in "abc"),
        stages=stages,
        disqualify=(Disqualifier(id="competitor", when=competitor),),
        handoff=Handoff(at=()),
        recycle_reasons=(RecycleReason(id="later", means="Later.", cool_down=days(COOL_DOWN)),),
    )
    return Version(1, 1, "", "", "", "Random", agreement, PROCESS, START, START)


def days(number):
    return Duration(text=f"{number} days", micros=number * 86_400_000_000)


def instant(day):
    return START + timedelta(days=day)


class Seen:
    """A moment as scoring would give it."""

    def __init__(self, moment):
        self.at, self.touch_id, self.message_id = instant(moment.at), next(_touches), "m"
        self.scores = {name: points * 1024 for name, points in moment.scores.items()}
        self.did = lambda _, after=None: ["demo"] if moment.has_demo and (after is None or self.at > after) else []


class TestAgainstTheNaiveModel:
    @settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(graphs(), lives)
    def test_makes_the_same_transitions(self, graph, life):
        naive, version = NaiveLead(graph, COMPETITOR_FROM, COOL_DOWN), agreement_of(graph)
        person_id, clock, told = next(_people), 0, []
        for happening in life:
            if isinstance(happening, list):
                clock = max(clock, *(m.at for m in happening))
                naive.see(happening)
                seen = [Seen(moment) for moment in happening]
                told += [_trait(s) for s, m in zip(seen, happening, strict=True) if not m.is_activity]
                person = PersonMoments(person_id=person_id, account_id=None, moments=seen, changes=told)
                lifecycle.advance([person], version=version, now=instant(1000))
            elif naive.log and not naive.is_end(naive.log[-1][1]):
                _decide(person_id, happening, naive, clock, version)
        assert transitions(person_id) == [(a, b, instant(at)) for a, b, at, _ in naive.log]


def _trait(seen):
    return TraitChange(seen.at, seen.touch_id, "person", "city", "Berlin")


def _decide(person_id, what, naive, clock, version):
    (lead,) = lifecycle.leads_of([person_id])[person_id]
    said = {"lead_id": lead.id, "actor": SAM, "at": instant(clock), "now": instant(1000), "version": version}
    if what == "accept":
        naive.accept(clock)
        facts = lifecycle.facts(agreement=version.agreement, scores={}, person={}, account={})
        lifecycle.decide(decisions=["accepted"], facts=facts, **said)
    elif naive.recycle(clock):
        lifecycle.recycle(reason="later", **said)
    else:
        with pytest.raises(MoveRefused):
            lifecycle.recycle(reason="later", **said)


def transitions(person_id):
    leads = lifecycle.leads_of([person_id]).get(person_id, [])
    rows = lifecycle.history([lead.id for lead in leads])
    return [(row.from_stage, row.to_stage, row.effective_at) for lead in leads for row in rows[lead.id]]
