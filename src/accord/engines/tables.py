"""A plan as one array of integers, as the compiled fold reads it: header, rules, scores, groups, codes, lists."""

from typing import Any

import numpy as np

from accord.engines.contracts import Plan, RuleLine
from accord.kernel.instants import DAY_MICROS

NEVER = 2**62
Ints = np.ndarray[Any, np.dtype[np.int64]]

# The header: how many there are, how many rules count by value, whether any counts anew, and where the parts begin.
MANY_RULES, MANY_SCORES, MANY_GROUPS, MANY_TURNS, MANY_DISTINCT, HAS_RECOUNTS, SCORES, GROUPS, CODES, TURNS = range(10)
RULES = 10
# A rule: where its weights begin and how many they are; how it counts (0: no limit, no window, no `since`); the age at
# which a contribution is nothing (ENDS) and from which it does not change (STILL); whether the sum can rise by time.
WEIGHTS, WEIGHT_COUNT, AT_MOST, WINDOW, DISTINCT, SINCE, RECOUNTS, ENDS, STILL, RISES, LOW, HIGH = range(12)
GROUP, SCORE, TRAIT, RULE_WIDTH = 12, 13, 14, 15
# A score: its limits, where its thresholds (lowest first) and its rules stand. A group: its score and limits.
SCORE_LOW, SCORE_HIGH, TURNS_FROM, TURNS_TO, RULES_FROM, RULES_TO, SCORE_WIDTH = range(7)
GROUP_WIDTH = 3


def tables_of(plan: Plan, codes: tuple[tuple[int, ...], ...] | None = None) -> Ints:
    """The array of a plan. `codes` says which rules each code matches; without it a code is a rule."""
    rules = plan.rules
    codes = codes if codes is not None else tuple((place,) for place in range(len(rules)))
    by_score = [[place for place, rule in enumerate(rules) if rule.score == s] for s in range(len(plan.scores))]
    turns = [sorted(score.thresholds) for score in plan.scores]
    scores_at = RULES + len(rules) * RULE_WIDTH
    groups_at = scores_at + len(plan.scores) * SCORE_WIDTH
    codes_at = groups_at + len(plan.groups) * GROUP_WIDTH
    lists_at = codes_at + len(codes) + 1
    weights_at, rules_at, turns_at, matched_at, _ = _starts(
        lists_at, [sum(len(r.weights) for r in rules), len(rules), sum(map(len, turns)), sum(map(len, codes))]
    )
    has = [sum(rule.is_distinct for rule in rules), any(map(_recounts, rules))]
    header = [len(rules), len(plan.scores), len(plan.groups), sum(map(len, turns)), *has]
    weight_starts = _starts(weights_at, [len(rule.weights) for rule in rules])
    turn_starts, rule_starts = _starts(turns_at, map(len, turns)), _starts(rules_at, map(len, by_score))
    found = [*header, scores_at, groups_at, codes_at, turns_at]
    for rule, start in zip(rules, weight_starts, strict=False):
        found += _rule(rule, start)
    for place, score in enumerate(plan.scores):
        found += [score.low, score.high, *turn_starts[place : place + 2], *rule_starts[place : place + 2]]
    for group in plan.groups:
        found += [group.score, group.low, group.high]
    found += _starts(matched_at, map(len, codes))
    for several in ([rule.weights for rule in rules], by_score, turns, codes):
        found += [item for one in several for item in one]
    return np.array(found, np.int64)


def _rule(rule: RuleLine, weights: int) -> list[int]:
    rises = _recounts(rule) or (rule.weights[0] < 0 and _still(rule) > 0)
    counts = [rule.at_most or 0, rule.window or 0, rule.is_distinct, rule.since or 0, _recounts(rule)]
    place = [-1 if rule.group is None else rule.group, rule.score, rule.is_trait]
    return [weights, len(rule.weights), *counts, _ends(rule), _still(rule), rises, rule.low, rule.high, *place]


def _recounts(rule: RuleLine) -> bool:
    """What counts depends on the instant asked: `since` lets a touch go, and another counts in its place."""
    return rule.since is not None and rule.at_most is not None


def _ends(rule: RuleLine) -> int:
    ends = [NEVER]
    if len(rule.weights) > 1 and rule.weights[-1] == 0:
        ends.append((len(rule.weights) - 1) * DAY_MICROS)
    if rule.expires_after is not None:
        ends.append(rule.expires_after)
    if rule.since is not None:
        ends.append(rule.since)
    return min(ends)


def _still(rule: RuleLine) -> int:
    return max((len(rule.weights) - 1) * DAY_MICROS, rule.since or 0, rule.expires_after or 0)


def _starts(first: int, lengths: Any) -> list[int]:
    """Where parts of these lengths begin, one behind the other, and where the last ends."""
    found = [first]
    for length in lengths:
        found.append(found[-1] + length)
    return found
