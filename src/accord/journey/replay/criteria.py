"""Criteria as programs of the stage machine: a leaf is a node, and each node says where to go on when it holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from accord.agreement.conditions import holds
from accord.agreement.spec import Agreement, Criterion, Test
from accord.engines.contracts import HIGHEST, LOWEST, UNITS
from accord.engines.stages import ACCEPT, REJECT, Kind, Node, Program
from accord.steps.scoring import api as scoring
from accord.steps.scoring.api import Conditions
from accord.steps.scoring.contracts import did_key

DECISIONS = ("accepted", "deal_opened", "deal_won", "deal_lost", "recycled", "disqualified")


@dataclass(slots=True)
class Programs:
    """The programs of one agreement. `eager` are those that may begin to hold because something becomes less."""

    conditions: Conditions
    nodes: list[Node] = field(default_factory=list)
    leaves: list[Criterion] = field(default_factory=list)
    eager: set[Program] = field(default_factory=set)

    def of(self, criterion: Criterion) -> Program:
        """Where the program of a criterion begins."""
        before = len(self.nodes)
        start = self._build(criterion, ACCEPT, REJECT)
        if any(node.kind is Kind.RANGE for node in self.nodes[before:]) or _is_negated(criterion):
            self.eager.add(start)
        return start

    def _build(self, criterion: Criterion, on_true: int, on_false: int) -> int:
        if criterion.all_of is not None:
            return self._chain(criterion.all_of, on_true, on_false, is_all=True)
        if criterion.any_of is not None:
            return self._chain(criterion.any_of, on_true, on_false, is_all=False)
        if criterion.none_of is not None:
            return self._chain(criterion.none_of, on_false, on_true, is_all=False)
        return self._leaf(criterion, on_true, on_false)

    def _chain(self, parts: Sequence[Criterion], on_true: int, on_false: int, *, is_all: bool) -> int:
        """What changes seldom comes first: while it fails, nothing behind it is waited for."""
        start = on_true if is_all else on_false
        for part in sorted(parts, key=_restlessness, reverse=True):
            start = self._build(part, start if is_all else on_true, on_false if is_all else start)
        return start

    def _leaf(self, leaf: Criterion, on_true: int, on_false: int) -> int:
        if leaf.score is not None:
            return self._score(leaf, *leaf.score, on_true, on_false)
        if leaf.did is not None:
            rule = self.conditions.program.did_rules[did_key(leaf.did)]
            within = leaf.did.within.micros if leaf.did.within else 0
            score = self.conditions.program.plan.rules[rule].score
            if leaf.did.at_least <= 0:
                return on_true
            return self._add(
                leaf,
                Node(
                    kind=Kind.DID,
                    arg=rule,
                    units=leaf.did.at_least,
                    score=score,
                    within=within,
                    on_true=on_true,
                    on_false=on_false,
                ),
            )
        if leaf.decided is not None:
            decided = DECISIONS.index(leaf.decided)
            return self._add(leaf, Node(kind=Kind.DECIDED, arg=decided, on_true=on_true, on_false=on_false))
        bit = self.conditions.places[scoring.criterion_key(leaf)]
        return self._add(leaf, Node(kind=Kind.BIT, arg=bit, on_true=on_true, on_false=on_false))

    def _score(self, leaf: Criterion, name: str, test: Test, on_true: int, on_false: int) -> int:
        agreement = self.conditions.agreement
        if name not in self.conditions.program.score_ids:
            return on_true if holds(test, 0.0, agreement.lists) else on_false
        turns, truth = truth_of(agreement, test)
        place = self.conditions.program.score_ids.index(name)
        if truth in ((False, True), (False,), (True,)):
            units = turns[0] if turns else LOWEST if truth[0] else HIGHEST
            least = Node(kind=Kind.LEAST, arg=place, units=units, on_true=on_true, on_false=on_false)
            return self._add(leaf, least)
        found = Node(kind=Kind.RANGE, arg=place, turns=turns, truth=truth, on_true=on_true, on_false=on_false)
        return self._add(leaf, found)

    def _add(self, leaf: Criterion, node: Node) -> int:
        self.nodes.append(node)
        self.leaves.append(leaf)
        return len(self.nodes) - 1


def truth_of(agreement: Agreement, test: Test) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    """The units at which a test of a score turns, and whether it holds below the first, between them, and above."""
    turns = scoring.turns_of(test)
    samples = [turns[0] - 1, *turns] if turns else [0]
    truth = [holds(test, units / UNITS, agreement.lists) for units in samples]
    kept = [place for place in range(len(turns)) if truth[place] != truth[place + 1]]
    return tuple(turns[place] for place in kept), (truth[0], *(truth[place + 1] for place in kept))


def _restlessness(criterion: Criterion) -> int:
    """0 for what only traits or people change, 1 for what somebody did, 2 for a score."""
    parts = criterion.all_of or criterion.any_of or criterion.none_of
    if parts:
        return max(map(_restlessness, parts))
    if criterion.did is not None:
        return 1
    return 2 if criterion.score is not None else 0


def _is_negated(criterion: Criterion) -> bool:
    """Whether something that grows stands under a `none`."""
    if criterion.none_of is not None:
        return any(_restlessness(part) > 0 for part in criterion.none_of)
    return any(_is_negated(part) for part in criterion.all_of or criterion.any_of or ())
