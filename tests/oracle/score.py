"""What a score is, straight from docs/explanation/scoring.md, without a thought for speed.

Reads the agreement's types and nothing else of Accord. `score_units(agreement, "engagement", touches, changes, at)`.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from accord.agreement.spec import Agreement, Criterion, Score, Test, TouchRule, TraitRule
from accord.kernel.touch import Touch, TouchKind, TraitChange

DAY = timedelta(days=1)


def score_units(
    agreement: Agreement, name: str, touches: Iterable[Touch], changes: Iterable[TraitChange], at: datetime
) -> int:
    """The score at an instant, in units of 1/1024 point."""
    score = next(s for s in agreement.scores if s.id == name)
    seen = sorted((t for t in touches if t.occurred_at <= at), key=lambda t: (t.occurred_at, t.source_id, t.message_id))
    told = sorted((c for c in changes if c.at <= at), key=lambda c: (c.at, c.touch_id, c.subject, c.name))
    sums = {rule.id: within(rule_units(agreement, rule, seen, told, at), limit_of(rule)) for rule in score.rules}
    total = sum(sums[rule.id] for rule in score.rules if rule.group is None)
    for group in score.groups:
        total += within(sum(sums[rule.id] for rule in score.rules if rule.group == group.id), group.limit)
    return within(total, score.limit)


def first_reached(score: Score, agreement: Agreement, touches: Sequence[Touch], units: int) -> datetime | None:
    """The instant of the first touch at which the score is at `units` or above."""
    for at in sorted({t.occurred_at for t in touches}):
        if score_units(agreement, score.id, touches, (), at) >= units:
            return at
    return None


def rule_units(
    agreement: Agreement, rule: Any, touches: Sequence[Touch], changes: Sequence[TraitChange], at: datetime
) -> int:
    if isinstance(rule, TraitRule):
        return rule.points * 1024 if traits_hold(rule.when, changes) else 0
    return sum(worth(rule, t, at) for t in counted(rule, touches, at))


def counted(rule: TouchRule, touches: Sequence[Touch], at: datetime) -> list[Touch]:
    """`since` selects, then the rule counts in order of time."""
    kept: list[Touch] = []
    for touch in touches:
        if not matches(rule, touch) or (rule.since and at - touch.occurred_at >= length(rule.since)):
            continue
        most = rule.count.at_most
        alike = kept
        if rule.count.distinct is not None:
            most = most or 1
            alike = [k for k in kept if same(value(k, rule.count.distinct), value(touch, rule.count.distinct))]
        if rule.count.window is not None:
            alike = [k for k in alike if k.occurred_at > touch.occurred_at - length(rule.count.window)]
        if most is None or len(alike) < most:
            kept.append(touch)
    return kept


def worth(rule: TouchRule, touch: Touch, at: datetime) -> int:
    age = at - touch.occurred_at
    if rule.expires_after and age >= length(rule.expires_after):
        return 0
    half_life = rule.half_life.micros if rule.half_life else None
    linear = rule.linear.micros if rule.linear else None
    return weight(rule.points, age // DAY, half_life, linear)


@cache
def weight(points: int, days: int, half_life: int | None, linear: int | None) -> int:
    """round_half_even(points × 1024 × 2^(−days ÷ half-life) × max(0, 1 − days ÷ linear))."""
    exact = Fraction(points * 1024)
    if linear is not None:
        exact *= max(Fraction(0), 1 - Fraction(days * 86_400_000_000, linear))
    if half_life is None:
        return round(exact)
    halvings = Fraction(days * 86_400_000_000, half_life)
    if halvings.denominator == 1:
        return round(exact / 2**halvings.numerator)
    with localcontext(prec=100):
        power = Decimal(2) ** (-Decimal(halvings.numerator) / Decimal(halvings.denominator))
        return round(Fraction(power) * exact)


def within(units: int, limit: Any) -> int:
    if limit is not None and limit.at_most is not None:
        units = min(units, limit.at_most * 1024)
    if limit is not None and limit.at_least is not None:
        units = max(units, limit.at_least * 1024)
    return units


def limit_of(rule: Any) -> Any:
    return rule.limit if isinstance(rule, TouchRule) else None


def length(duration: Any) -> timedelta:
    return timedelta(microseconds=duration.micros)


def matches(rule: TouchRule, touch: Touch) -> bool:
    if rule.touch in ("page", "screen"):
        is_it = touch.kind.value == rule.touch
    else:
        is_it = touch.kind is TouchKind.TRACK and same(touch.name, rule.touch)
    return is_it and all(passes(test, value(touch, path)) for path, test in rule.where.items())


def value(touch: Touch, path: str) -> Any:
    found: Any = {**touch.properties, "context": touch.context}
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    if found is None and path == "path" and "url" in touch.properties:
        return urlsplit(touch.properties["url"]).path or "/"
    return found


def passes(test: Test, given: Any) -> bool:
    """The few operators that the tests of scoring use."""
    return (
        (test.equals is None or same(given, test.equals))
        and (test.any_of is None or any(same(given, one) for one in test.any_of))
        and (test.at_least is None or (given is not None and given >= test.at_least))
        and (test.at_most is None or (given is not None and given <= test.at_most))
        and (test.starts_with is None or (given is not None and str(given).casefold().startswith(test.starts_with)))
        and (test.known is None or (given is not None) == test.known)
    )


def same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.strip().casefold() == other.strip().casefold()
    return type(one) is type(other) and one == other


def traits_hold(criterion: Criterion, changes: Sequence[TraitChange]) -> bool:
    if criterion.all_of is not None:
        return all(traits_hold(part, changes) for part in criterion.all_of)
    if criterion.any_of is not None:
        return any(traits_hold(part, changes) for part in criterion.any_of)
    if criterion.none_of is not None:
        return not any(traits_hold(part, changes) for part in criterion.none_of)
    assert criterion.trait is not None, "the oracle knows traits only"
    subject, name, test = criterion.trait
    told = [c.value for c in changes if (c.subject, c.name) == (subject, name)]
    return passes(test, told[-1] if told else None)


def instants(start: datetime, count: int, step: timedelta) -> list[datetime]:
    """`count` instants, `step` apart."""
    return [start.astimezone(UTC) + step * n for n in range(count)]
