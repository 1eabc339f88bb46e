"""Two rules of a score do not count the same thing in the same way; that is one rule with their points together."""

from collections.abc import Hashable, Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, TouchRule, TraitRule

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for score in agreement.scores:
        first: dict[Hashable, str] = {}
        for rule in score.rules:
            match = _match(rule)
            if match in first:
                at = "touch" if isinstance(rule, TouchRule) else "when"
                message = f"{rule.id} matches the same as {first[match]}; make one rule of the two"
                yield page.fault(rule, at, message, "doubled-rule")
            first.setdefault(match, rule.id)


def _match(rule: TraitRule | TouchRule) -> Hashable:
    if isinstance(rule, TraitRule):
        return rule.when.model_dump_json()
    count = (rule.count.at_most, rule.count.window and rule.count.window.micros, rule.count.distinct)
    where = tuple(sorted((path, test.model_dump_json()) for path, test in rule.where.items()))
    return (rule.touch, where, count)
