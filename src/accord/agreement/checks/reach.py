"""The least and the most points that a score, a group or a rule can come to."""

from math import ceil, inf

from accord.agreement.spec import Limit, Score, TouchRule, TraitRule

Span = tuple[float, float]


def span_of(score: Score) -> Span:
    """The least and the most a score can come to; infinite where nothing bounds it."""
    limits = {group.id: group.limit for group in score.groups}
    sums: dict[str | None, Span] = {}
    for rule in score.rules:
        low, high = sums.get(rule.group, (0.0, 0.0))
        least, most = span_of_rule(rule)
        sums[rule.group] = (low + least, high + most)
    spans = [clamp(span, limits.get(group or "")) for group, span in sums.items()]
    return clamp((sum(low for low, _ in spans), sum(high for _, high in spans)), score.limit)


def span_of_rule(rule: TraitRule | TouchRule) -> Span:
    """What one rule can come to; a decayed touch is worth anything between nothing and its points."""
    if isinstance(rule, TraitRule):
        return (min(0, rule.points), max(0, rule.points))
    whole = rule.points * _most_times(rule)
    return clamp((min(0.0, whole), max(0.0, whole)), rule.limit)


def _most_times(rule: TouchRule) -> float:
    if rule.count.at_most is None:
        return inf
    if rule.count.window is None:
        return rule.count.at_most
    ends = [end.micros for end in (rule.since, rule.expires_after, rule.linear) if end]
    return ceil(min(ends) / rule.count.window.micros) * rule.count.at_most if ends else inf


def clamp(span: Span, limit: Limit | None) -> Span:
    """A span, cut by a limit."""
    if limit is None:
        return span
    low = -inf if limit.at_least is None else limit.at_least
    high = inf if limit.at_most is None else limit.at_most
    return (min(max(span[0], low), high), min(max(span[1], low), high))
