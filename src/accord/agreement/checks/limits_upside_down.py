"""A limit leaves room between its ends."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Limit, Score, TouchRule

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for score in agreement.scores:
        for limit in _limits(score):
            if limit.at_least is not None and limit.at_most is not None and limit.at_least > limit.at_most:
                message = f"at most {limit.at_most} and at least {limit.at_least} leave nothing between"
                yield page.fault(limit, "at_most", message, "contradiction")


def _limits(score: Score) -> Iterator[Limit]:
    found = [score.limit, *(group.limit for group in score.groups)]
    found += [rule.limit for rule in score.rules if isinstance(rule, TouchRule)]
    yield from (limit for limit in found if limit)
