"""The same touches in another order, twice, in other batches: the same state, down to scores and stages."""

import json
import os
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from accord.journey import hindsight, rebuild, rescore, river
from accord.kernel.actor import Actor, ActorKind
from accord.members import api as members
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import InboxRow
from accord.steps.identity import api as identity
from accord.steps.identity.identifiers import Name, naming
from accord.steps.identity.partition import Tie, partition
from accord.steps.lifecycle import api as lifecycle
from accord.steps.scoring import api as scoring
from tests.oracle.identity import everybody, together
from tests.reliability.crowd import END, START, crowd, plain

RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
NORTHWIND = Path(__file__).parents[2] / "examples" / "northwind.yaml"
NOW = END + timedelta(days=1)
TOUCHES = int(os.environ.get("ORDER_TOUCHES", "600"))
States = dict[frozenset[tuple[str, str]], Any]
STAGES, TOLD = 5, 6  # where they stand in a state: stages with their instants; whether hindsight has something to say
PERMUTATIONS = int(os.environ.get("ORDER_PERMUTATIONS", "12"))


def shuffled(messages: list[dict[str, Any]], seed: int) -> Iterator[list[dict[str, Any]]]:
    """Another order, a fifth of them twice, in batches of other sizes; seed 0 is the order of time, one batch each."""
    rng = random.Random(seed)
    order = sorted(messages, key=lambda m: m["timestamp"]) if seed == 0 else rng.sample(messages, len(messages))
    order += rng.sample(messages, len(messages) // 5)
    while order:
        size = rng.choice([1, 7, 40, 200, 1000])
        yield order[:size]
        order = order[size:]


def states() -> States:
    """What is known of each person, by their identifiers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, kind, value FROM identity_alias WHERE kind <> 'touch'")
        names: dict[int, set[tuple[str, str]]] = {}
        for person_id, kind, value in cursor.fetchall():
            names.setdefault(person_id, set()).add((kind, value))
    histories = identity.histories(person_ids=list(names))
    scores, leads = scoring.scores_of(person_ids=names), lifecycle.leads_of(names)
    made = lifecycle.history([lead.id for own in leads.values() for lead in own])
    cards = identity.people(person_ids=names)
    accounts = identity.accounts(account_ids={c.account_id for c in cards.values() if c.account_id})
    return {
        frozenset(part): (
            [(c.at, c.subject, c.name, c.value) for c in histories[person_id]],
            cards[person_id].traits,
            (accounts[cards[person_id].account_id or 0].label, accounts[cards[person_id].account_id or 0].traits)
            if cards[person_id].account_id
            else None,
            {name: card.units for name, card in scores[person_id].items()},
            (cards[person_id].first_seen_at, cards[person_id].last_seen_at),
            [
                (one.to_stage, one.effective_at)
                for lead in leads.get(person_id, [])
                if lead.closed_as not in ("merged", "withdrawn")
                for one in made[lead.id]
            ],
            bool(hindsight.would_have_been(person_id=person_id, now=NOW)),
        )
        for person_id, part in names.items()
    }


def run(source_id: int, messages: list[dict[str, Any]], seed: int) -> States:
    with transaction.atomic():
        for batch in shuffled(messages, seed):
            collect.put(source_id=source_id, bodies=[json.dumps({"batch": batch}).encode()], now=END)
            if random.Random(seed).random() < 0.7:
                river.drain(now=NOW)
        while river.drain(now=NOW):
            pass
        found = states()
        assert rebuild.check(now=NOW)["differences"] == []
        transaction.set_rollback(True)
    return found


def differing(found: States, expected: States) -> set[frozenset[tuple[str, str]]]:
    """The people who are not the same in both, by their identifiers. A transition that was made stays made, so stages
    may differ where hindsight says so of one of the two: the order of time comes in batches, too."""
    both = found.keys() & expected.keys()
    return (found.keys() ^ expected.keys()) | {n for n in both if not _is_same(found[n], expected[n])}


def _is_same(one: Any, other: Any) -> bool:
    return one[:STAGES] == other[:STAGES] and (one[STAGES] == other[STAGES] or one[TOLD] or other[TOLD])


@pytest.mark.django_db
def test_any_order_any_duplicates_any_batches_give_the_same_state():
    """The same people, traits, companies and scores; a stage entered at another instant is told by hindsight."""
    source = collect.add_source(name="web site", now=START)
    members.add(email="sam@northwind.example", role="rep", now=START)
    rescore.publish(text=NORTHWIND.read_text(), name="n", by=RHEA, now=START - timedelta(days=900))
    messages = crowd(7, TOUCHES)
    expected = run(source.id, messages, 0)
    stages = {stage for state in expected.values() for stage, _ in state[STAGES]}
    assert {"lead", "mql", "sal", "recycled", "disqualified"} & stages >= {"lead", "mql", "sal"}, stages
    for seed in range(1, PERMUTATIONS + 1):
        assert differing(run(source.id, messages, seed), expected) == set(), seed
    assert together(set(expected)) == together(everybody([plain(m) for m in messages]))


@pytest.mark.parametrize("seed", range(20))
def test_the_partition_is_the_naive_models_in_any_order(seed):
    messages = crowd(seed, 400)
    body = json.dumps({"batch": messages}).encode()
    touches = collect.split([InboxRow(1, 1, END, "/v1/batch", body)]).touches
    expected = everybody([plain(m) for m in messages])
    rng = random.Random(seed)
    for _ in range(25):
        assert _people(rng.sample(touches, len(touches)), rng) == expected


def _people(touches: list[Any], rng: random.Random) -> set[frozenset[Name]]:
    first: dict[frozenset[Name], Any] = {}
    names: set[Name] = set()
    for touch in touches:
        said = naming(touch)
        names |= {said.own} | {name for pair in said.ties for name in pair}
        for pair in said.ties:
            key = (touch.occurred_at, touch.source_id, touch.message_id)
            first[frozenset(pair)] = min(first.get(frozenset(pair), key), key)
    numbers = dict(zip(rng.sample(sorted(names), len(names)), range(len(names)), strict=True))
    ties = [Tie(numbers[a], numbers[b], key) for (a, b), key in ((tuple(pair), key) for pair, key in first.items())]
    rng.shuffle(ties)
    groups = partition({number: name for name, number in numbers.items()}, ties)
    by_number = {number: name for name, number in numbers.items()}
    found = {frozenset(by_number[i] for i in members) for members in groups.members.values()}
    return {person for person in found if not any(kind == "touch" for kind, _ in person)}
