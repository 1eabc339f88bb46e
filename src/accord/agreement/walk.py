"""Every criterion and every test of an agreement, wherever it stands."""

from collections.abc import Iterator

from accord.agreement.spec import Agreement, Criterion, Test, TouchRule, TraitRule


def roots(agreement: Agreement) -> Iterator[Criterion]:
    """The outermost criteria: of rules, of stages, of disqualifiers, of routes, of the pilot."""
    for score in agreement.scores:
        yield from (rule.when for rule in score.rules if isinstance(rule, TraitRule))
    yield from (stage.enter for stage in agreement.stages if isinstance(stage.enter, Criterion))
    yield from (disqualifier.when for disqualifier in agreement.disqualify)
    yield from (route.when for route in agreement.routing if route.when)
    if agreement.pilot and agreement.pilot.where:
        yield agreement.pilot.where


def tree(criterion: Criterion) -> Iterator[Criterion]:
    """The criterion itself and all within it, from the outside inwards."""
    yield criterion
    for parts in (criterion.all_of, criterion.any_of, criterion.none_of):
        for part in parts or ():
            yield from tree(part)


def criteria(agreement: Agreement) -> Iterator[Criterion]:
    """Every criterion of the agreement, at any depth."""
    for root in roots(agreement):
        yield from tree(root)


def tests_within(criterion: Criterion) -> Iterator[Test]:
    """The tests that one criterion applies itself."""
    if criterion.score:
        yield criterion.score[1]
    if criterion.trait:
        yield criterion.trait[2]
    if criterion.did:
        yield from criterion.did.where.values()


def tests(agreement: Agreement) -> Iterator[Test]:
    """Every test of the agreement."""
    yield from agreement.profile.values()
    yield from (persona.title for persona in agreement.personas)
    for score in agreement.scores:
        for rule in score.rules:
            if isinstance(rule, TouchRule):
                yield from rule.where.values()
    for criterion in criteria(agreement):
        yield from tests_within(criterion)


def numbers(agreement: Agreement) -> frozenset[tuple[str, str]]:
    """The (subject, trait) pairs that anything here compares as numbers."""
    of_profile = {("account", name) for name, test in agreement.profile.items() if _is_of_numbers(test)}
    traits = (one.trait for one in criteria(agreement) if one.trait)
    return frozenset(of_profile | {(subject, name) for subject, name, test in traits if _is_of_numbers(test)})


def _is_of_numbers(test: Test) -> bool:
    return any(one is not None for one in (test.at_least, test.at_most, test.more_than, test.less_than))
