"""Why one agreement hands somebody over and another does not, in words: what the other lacked at that instant, and
which rules made up for it."""

from collections.abc import Sequence

import numpy as np

from accord.agreement import describe
from accord.agreement.spec import Criterion, Test
from accord.engines import machine
from accord.engines.stages import ACCEPT, Kind, Program
from accord.journey.replay.criteria import DECISIONS
from accord.journey.replay.playing import Played
from accord.kernel.instants import DAY_MICROS
from accord.steps.scoring.contracts import whole_points

MOST_RULES = 2


def why_not(other: Played, mine: Played, who: Sequence[int], when: Sequence[int], names: tuple[str, str]) -> list[str]:
    """For each person (by place) and instant at which `mine` handed them over: why `other` does not. `names` are what
    to call the two, the other first."""
    if not who:
        return []
    theirs, ours = other.look_at(who, when), mine.look_at(who, when)
    stages = _stages_at(other, who, when)
    found = []
    for row, (stage, since) in enumerate(stages):
        seen = _Seen(other, theirs[0][row], theirs[1][row], theirs[2][row], theirs[3][row])
        words, lacking = _said(seen, stage, since, when[row])
        points = _points(seen, mine, ours[1][row], names, lacking)
        found.append(f"{names[0]}: {words}" + (f" ({points})" if points else ""))
    return found


class _Seen:
    """What was known of one person at an instant, by one agreement."""

    def __init__(self, played: Played, units: object, sums: object, counts: object, bits: object) -> None:
        self.played = played
        self.units, self.sums, self.counts, self.bits = map(np.asarray, (units, sums, counts, bits))

    def lacks(self, program: Program) -> tuple[bool, list[Criterion]]:
        """Whether the program accepts, and the leaves that were false on its way."""
        graph, leaves = self.played.ours.graph, self.played.ours.leaves
        false, node = [], program
        while node >= 0:
            one = graph.nodes[node]
            if one.kind is Kind.BIT:
                is_so = bool(self.bits[one.arg])
            elif one.kind is Kind.LEAST:
                is_so = int(self.units[one.arg]) >= one.units
            elif one.kind is Kind.RANGE:
                is_so = one.truth[sum(turn <= int(self.units[one.arg]) for turn in one.turns)]
            else:
                is_so = one.kind is Kind.DID and int(self.counts[one.arg]) >= one.units
            if not is_so:
                false.append(leaves[node])
            node = one.on_true if is_so else one.on_false
        return node == ACCEPT, false

    def words(self, leaf: Criterion) -> str:
        """What was asked, and for a score what it was."""
        if leaf.score is None:
            return describe.criterion(leaf)
        program = self.played.ours.conditions.program
        units = int(self.units[program.score_ids.index(leaf.score[0])])
        return f"{describe.criterion(leaf)}; it was {whole_points(units)}"


def _said(seen: _Seen, stage: int, since: int, when: int) -> tuple[str, Sequence[Criterion]]:
    """The reason in words, and what was lacking by it."""
    ours = seen.played.ours
    if stage < 0:
        lacking = seen.lacks(ours.graph.stages[0].enter)[1] if ours.graph.stages[0].enter is not None else []
        return f"not a lead yet, lacks: {_joined(seen, lacking)}", lacking
    line, name = ours.graph.stages[stage], ours.stage_ids[stage]
    days = (when - since) // DAY_MICROS
    if line.is_closing:
        return f"the lead has been {name} for {days} days", ()
    ways = line.ways if line.is_resting else line.onward
    asked = [(way, ours.graph.stages[way].enter) for way in ways if ours.graph.stages[way].is_offered]
    judged = [(way, *seen.lacks(enter)) for way, enter in asked if enter is not None]
    if line.is_resting:
        return f"the lead has been {name} for {days} days", ()
    if line.is_offered:
        return f"sales has had the lead at {name} for {days} days", ()
    if not judged:
        return f"no way from {name} to sales", ()
    if any(accepts for _, accepts, _ in judged):
        return f"at {name}, about to be handed over", ()
    way, _, lacking = min(judged, key=lambda one: len(one[2]))
    return f"at {name}, lacks for {ours.stage_ids[way]}: {_joined(seen, lacking)}", lacking


def _joined(seen: _Seen, lacking: Sequence[Criterion]) -> str:
    shown = [leaf for leaf in lacking if leaf.decided not in DECISIONS] or list(lacking)
    return ", or ".join(dict.fromkeys(seen.words(leaf) for leaf in shown)) or "nothing"


def _points(seen: _Seen, mine: Played, ours: object, names: tuple[str, str], lacking: Sequence[Criterion]) -> str:
    """The rules that give more where too little was there, of the scores that lacked, the greatest difference first."""
    short = {leaf.score[0] for leaf in lacking if leaf.score and _asks_for_more(leaf.score[1])}
    scores = [score for score in mine.ours.agreement.scores if score.id in short]
    theirs, other = _by_rule(seen.played, seen.sums), _by_rule(mine, np.asarray(ours))
    more = {rule.id: other.get(rule.id, 0) - theirs.get(rule.id, 0) for score in scores for rule in score.rules}
    ordered = sorted((rule for rule, units in more.items() if units > 0), key=lambda rule: (-more[rule], rule))
    said = [
        f"{rule} gives {whole_points(other.get(rule, 0))}, not {whole_points(theirs.get(rule, 0))}"
        for rule in ordered[:MOST_RULES]
    ]
    return f"{names[1]}: {', '.join(said)}" if said else ""


def _asks_for_more(test: Test) -> bool:
    return test.at_least is not None or test.more_than is not None


def _by_rule(played: Played, sums: object) -> dict[str, int]:
    program = played.ours.conditions.program
    units = np.asarray(sums)
    return {program.rule_id(place): int(units[place]) for place in range(len(program.rules)) if program.rule_id(place)}


def _stages_at(played: Played, who: Sequence[int], when: Sequence[int]) -> list[tuple[int, int]]:
    """The stage of each at the instant, and since when; −1 before the lead was opened."""
    found = played.found
    theirs = found[np.isin(found[:, machine.PERSON], who)]
    entered = theirs[(theirs[:, machine.VARIANT] == 0) & (theirs[:, machine.HOW] < machine.HANDED_OVER)]
    person = entered[:, machine.PERSON]
    result = []
    for place, at in zip(who, when, strict=True):
        first, last = np.searchsorted(person, [place, place + 1])
        here = first + int(np.searchsorted(entered[first:last, machine.AT], at, side="right")) - 1
        row = entered[here] if here >= first else None
        result.append((-1, 0) if row is None else (int(row[machine.TO]), int(row[machine.AT])))
    return result
