"""The compiled machine makes the transitions that the plain walk makes, whatever the agreement and the life."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.engines import machine
from accord.journey.replay.altering import sweeps
from accord.journey.replay.compiling import compiled
from accord.journey.replay.decoding import Coder, rows_of_person
from accord.journey.replay.tests.stage_cases import agreements, tellings
from accord.kernel.actor import Actor, ActorKind
from accord.kernel.instants import from_micros, to_micros
from accord.steps.collect.contracts import StoredTouch
from accord.steps.lifecycle.anew import again, rests_until
from accord.steps.lifecycle.contracts import TransitionCard
from accord.steps.lifecycle.facts import sights
from accord.steps.scoring import api as scoring
from accord.steps.scoring.contracts import Subject
from accord.steps.scoring.tests import cases

END = cases.at(cases.MONTHS_18 + 24 * 400)
SAM = Actor(ActorKind.MEMBER, "sam@northwind.example")


@st.composite
def lives(draw):
    agreement = draw(agreements())
    touches = draw(cases.histories(most=25))
    changes = draw(cases.trait_histories())
    told = sorted(draw(tellings), key=lambda one: one[0])
    return agreement, touches, changes, told


def rows_of(people, told):
    """Columns of people, each a list of rows, and of decisions."""
    flat = [row for rows in people for row in rows]
    column = np.array(flat, np.int64).reshape(-1, 3)
    decisions = [one for some in told for one in some]
    return machine.Rows(
        np.cumsum([0, *map(len, people)]).astype(np.int64),
        column[:, 0].copy(),
        column[:, 1].astype(np.int16),
        column[:, 2].astype(np.int32),
        np.cumsum([0, *map(len, told)]).astype(np.int64),
        np.array([at for at, _ in decisions], np.int64),
        np.array([place for _, place in decisions], np.int32),
    )


def played(agreement, touches, changes, told, others=()):
    """The rows of a run of the agreement, and of others that differ in thresholds beside it."""
    ours = compiled(agreement)
    coder = Coder(ours.conditions)
    stored = list(enumerate(touches))
    rows = rows_of_person(coder, stored, changes)
    kinds = list(dict.fromkeys(one for _, one in told))
    graphs = [ours.telling(kinds), *(compiled(other).telling(kinds) for other in others)]
    columns = rows_of([rows], [[(to_micros(at), kinds.index(one)) for at, one in told]])
    return ours, machine.run(ours.plan, coder.done(), graphs, columns, to_micros(END))


def by_machine(agreement, touches, changes, told):
    ours, found = played(agreement, touches, changes, told)
    return [
        (ours.stage_ids[line[machine.TO]], from_micros(line[machine.AT]))
        for line in found.tolist()
        if line[machine.HOW] in (machine.BY_RULE, machine.BY_PEOPLE)
    ]


def by_walk(agreement, touches, changes, told):
    cards = [card(number, at, one) for number, (at, one) in enumerate(told)]
    ends = []
    for number, one in enumerate(cards):
        end = rests_until(agreement, one)
        if end is not None and all(other.effective_at > end for other in cards[number + 1 :]):
            ends.append(end)
    subject = Subject(1, (), tuple(changes))
    stored = [StoredTouch(touch, number, 1) for number, touch in enumerate(touches)]
    moments = scoring.recount(subject=subject, touches=stored, instants=ends, until=END, agreement=agreement)
    ordered = sorted(moments, key=lambda moment: moment.at)
    seen = ((agreement, sight) for sight in sights(ordered, changes))
    anew = again([(agreement, one) for one in cards], seen, decided={}, may_open=True)
    return [(entry.stage, entry.at) for entry in anew.entries]


def card(number, at, one):
    return TransitionCard(
        id=number,
        lead_id=1,
        from_stage="s0",
        to_stage=one.to,
        effective_at=at,
        recorded_at=at,
        actor=SAM,
        agreement_id=1,
        reason=one.reason,
        evidence={},
        undoes=None,
        is_undone=False,
    )


class TestTheMachine:
    @settings(max_examples=150)
    @given(lives())
    def test_makes_the_transitions_of_the_walk(self, life):
        assert by_machine(*life) == by_walk(*life)

    @settings(max_examples=80)
    @given(lives())
    def test_hands_over_in_one_pass_what_each_threshold_alone_would(self, life):
        agreement, *rest = life
        others = [other for *_, other in sweeps(agreement)][:14]
        together = handed(played(agreement, *rest, others)[1])
        assert together.get(0, []) == handed(played(agreement, *rest)[1]).get(0, [])
        for place, other in enumerate(others, start=1):
            assert together.get(place, []) == handed(played(agreement, *rest, [other])[1]).get(1, [])


def handed(found):
    """Graph → when it hands over, and at which stage."""
    by_graph = {}
    for line in found.tolist():
        if line[machine.HOW] >= machine.HANDED_OVER:
            by_graph.setdefault(line[machine.VARIANT], []).append((line[machine.AT], line[machine.TO]))
    return by_graph
