"""One person's score sheet, in plain Python: what counts at an instant and what it is worth.

The compiled fold does the same for many; this one can say why. Both are held against a naive model in the tests.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accord.engines.contracts import Plan, RuleLine
from accord.kernel.instants import DAY_MICROS
from accord.steps.scoring.traits import Switch


@dataclass(frozen=True, slots=True)
class Hit:
    """A touch that a rule matched."""

    at: int
    value: int = 0
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Worth:
    """A hit that counts, and what it is worth at the instant asked."""

    hit: Hit
    units: int


class Sheet:
    """`hits` by rule, each in order of time and touch; `switches` in order of time."""

    def __init__(self, plan: Plan, hits: Sequence[Sequence[Hit]], switches: Iterable[Switch] = ()) -> None:
        self.plan = plan
        self._hits = hits
        self._switches: list[list[Switch]] = [[] for _ in plan.rules]
        for switch in switches:
            self._switches[switch.rule].append(switch)

    def contributions(self, rule: int, at: int) -> list[Worth]:
        """What the rule gives at an instant, before its limit."""
        line = self.plan.rules[rule]
        if line.is_trait:
            last = next((s for s in reversed(self._switches[rule]) if s.at <= at), None)
            is_on = last is not None and last.is_on
            return [Worth(Hit(last.at, 0, last.message_id), line.weights[0])] if last and is_on else []
        hits = [hit for hit in counted(line, self._hits[rule], at) if _lives(line, at - hit.at)]
        return [Worth(hit, worth(line, at - hit.at)) for hit in hits]

    def rule_units(self, rule: int, at: int) -> int:
        """The rule's sum after its limit."""
        line = self.plan.rules[rule]
        return clamp(sum(one.units for one in self.contributions(rule, at)), line.low, line.high)

    def score_units(self, score: int, rules: Sequence[int]) -> int:
        """The score from its rules' sums (by place in the plan), after the limits of groups and of the score."""
        plan = self.plan
        total = 0
        by_group: dict[int, int] = {}
        for line, units in zip(plan.rules, rules, strict=True):
            if line.score == score and line.group is not None:
                by_group[line.group] = by_group.get(line.group, 0) + units
            elif line.score == score:
                total += units
        for place, group in enumerate(plan.groups):
            if group.score == score:
                total += clamp(by_group.get(place, 0), group.low, group.high)
        return clamp(total, plan.scores[score].low, plan.scores[score].high)

    def units(self, score: int, at: int) -> int:
        """The score at an instant."""
        return self.score_units(score, [self._of(score, rule, at) for rule in range(len(self.plan.rules))])

    def bounds(self, score: int, start: int, end: int) -> tuple[int, int]:
        """The score stays between these from `start` to `end`, both included, if nothing happens in between."""
        both = [self._rule_bounds(score, rule, start, end) for rule in range(len(self.plan.rules))]
        return self.score_units(score, [low for low, _ in both]), self.score_units(score, [high for _, high in both])

    def settled(self, at: int) -> int:
        """The instant from which nothing changes any more by time alone, if nothing happens after `at`."""
        ends = [
            hits[-1].at + end_of_life(line)
            for line, hits in zip(self.plan.rules, self._hits, strict=True)
            if hits and not line.is_trait
        ]
        return max([at, *ends])

    def _of(self, score: int, rule: int, at: int) -> int:
        return self.rule_units(rule, at) if self.plan.rules[rule].score == score else 0

    def _rule_bounds(self, score: int, rule: int, start: int, end: int) -> tuple[int, int]:
        line = self.plan.rules[rule]
        if line.score != score:
            return 0, 0
        if self._is_recounted(rule, start, end):
            selected = sum(1 for hit in self._hits[rule] if hit.at <= start < hit.at + (line.since or 0))
            sums = sorted((0, selected * line.weights[0]))
        else:
            sums = sorted(sum(one.units for one in self.contributions(rule, at)) for at in (start, end))
        return clamp(sums[0], line.low, line.high), clamp(sums[1], line.low, line.high)

    def _is_recounted(self, rule: int, start: int, end: int) -> bool:
        """`since` lets a touch go in the meantime, so that others count in its place."""
        line = self.plan.rules[rule]
        if line.since is None or line.at_most is None:
            return False
        return any(hit.at <= start < hit.at + line.since <= end for hit in self._hits[rule])


def counted(line: RuleLine, hits: Sequence[Hit], at: int) -> list[Hit]:
    """The hits that count at an instant: those within `since`, as often as the rule allows."""
    chosen = [hit for hit in hits if hit.at <= at and (line.since is None or at - hit.at < line.since)]
    if line.at_most is None:
        return chosen
    kept: list[Hit] = []
    times: dict[int, list[int]] = {}
    for hit in chosen:
        before = times.setdefault(hit.value if line.is_distinct else 0, [])
        if len(before) < line.at_most or (line.window is not None and before[-line.at_most] <= hit.at - line.window):
            before.append(hit.at)
            kept.append(hit)
    return kept


def worth(line: RuleLine, age: int) -> int:
    """Units of a contribution of that age in microseconds."""
    return line.weights[min(age // DAY_MICROS, len(line.weights) - 1)]


def _lives(line: RuleLine, age: int) -> bool:
    return line.expires_after is None or age < line.expires_after


def end_of_life(line: RuleLine) -> int:
    """The age from which a contribution does not change any more."""
    ends = [(len(line.weights) - 1) * DAY_MICROS, line.since or 0, line.expires_after or 0]
    return max(ends)


def clamp(units: int, low: int, high: int) -> int:
    return max(low, min(high, units))
