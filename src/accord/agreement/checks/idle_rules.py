"""Every rule can move its score, and every word of it has an effect."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Limit, Score, TouchRule, TraitRule

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for score in agreement.scores:
        for rule in score.rules:
            yield from _points(score, rule, page)
            if isinstance(rule, TouchRule):
                yield from _ages(rule, page)


def _points(score: Score, rule: TraitRule | TouchRule, page: Page) -> Iterator[Fault]:
    if rule.points == 0:
        yield page.fault(rule, "points", f"{rule.id} gives no points; take it out or give it some", "no-points")
        return
    groups = [group.limit for group in score.groups if group.id == rule.group]
    limits = [rule.limit, *groups] if isinstance(rule, TouchRule) else [*groups]
    for limit in limits:
        if limit and _shuts(limit, rule.points):
            message = f"{rule.id} can never count: its limit allows no {'gain' if rule.points > 0 else 'loss'}"
            yield page.fault(rule, "points", message, "dead-rule")
            return


def _shuts(limit: Limit, points: int) -> bool:
    if points > 0:
        return limit.at_most is not None and limit.at_most <= 0
    return limit.at_least is not None and limit.at_least >= 0


def _ages(rule: TouchRule, page: Page) -> Iterator[Fault]:
    for end in ("since", "linear"):
        earlier = getattr(rule, end)
        if rule.expires_after and earlier and rule.expires_after.micros >= earlier.micros:
            message = (
                f"{rule.id} is over after {earlier.text} ({end}), so it never expires after {rule.expires_after.text}"
            )
            yield page.fault(rule, "expires_after", message, "never-expires")
    if rule.since and rule.linear and rule.linear.micros < rule.since.micros and not rule.count.at_most:
        message = (
            f"{rule.id} is worth nothing after {rule.linear.text} (linear), so since {rule.since.text} says nothing"
        )
        yield page.fault(rule, "since", message, "says-nothing")
