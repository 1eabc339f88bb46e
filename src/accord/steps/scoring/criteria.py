"""What the criteria of an agreement read of scores and touches, and whether one holds for traits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from accord.agreement.conditions import holds
from accord.agreement.persona import persona_of
from accord.agreement.profile import in_profile
from accord.agreement.spec import Agreement, Criterion, Did, Test
from accord.engines.contracts import UNITS

KNOWN = Test(known=True)


@dataclass(frozen=True, slots=True)
class Known:
    """The traits of a person and of their account at one instant."""

    person: Mapping[str, Any]
    account: Mapping[str, Any]

    def named(self, subject: str, name: str) -> Any:
        return (self.account if subject == "account" else self.person).get(name)


def leaves(criterion: Criterion) -> Iterator[Criterion]:
    """The criteria of a tree that have no others below them."""
    parts = criterion.all_of or criterion.any_of or criterion.none_of
    if parts is None:
        yield criterion
    for part in parts or ():
        yield from leaves(part)


def deciding(agreement: Agreement) -> Iterator[Criterion]:
    """The leaves of every criterion by which a lead moves: stages and disqualifiers."""
    for stage in agreement.stages:
        if isinstance(stage.enter, Criterion):
            yield from leaves(stage.enter)
    for disqualifier in agreement.disqualify:
        yield from leaves(disqualifier.when)


def thresholds(agreement: Agreement, score_id: str) -> tuple[int, ...]:
    """The units of that score at which a decision or a grade turns."""
    found = {units for _, points in agreement.score(score_id).grades for units in _from(points)}
    for leaf in deciding(agreement):
        if leaf.score is not None and leaf.score[0] == score_id:
            found |= _turns(leaf.score[1])
    return tuple(sorted(found))


def dids(agreement: Agreement) -> list[Did]:
    """Every `did` that a deciding criterion reads."""
    return [leaf.did for leaf in deciding(agreement) if leaf.did is not None]


def _turns(test: Test) -> set[int]:
    """A test of a number turns where it begins or ceases to hold: at a bound, or just above it."""
    from_it = [test.at_least, test.less_than]
    above_it = [test.at_most, test.more_than]
    exactly = [test.equals, test.is_not, *(test.any_of or ()), *(test.none_of or ())]
    found = {units for points in [*from_it, *exactly] for units in _from(points)}
    return found | {units for points in [*above_it, *exactly] for units in _above(points)}


def _from(points: object) -> list[int]:
    return [ceil(points * UNITS)] if isinstance(points, int | float) else []


def _above(points: object) -> list[int]:
    return [floor(points * UNITS) + 1] if isinstance(points, int | float) else []


def traits_hold(criterion: Criterion, known: Known, agreement: Agreement) -> bool:
    """Whether a criterion about traits holds; what people decide and do is no trait and never holds here."""
    if criterion.all_of is not None:
        return all(traits_hold(part, known, agreement) for part in criterion.all_of)
    if criterion.any_of is not None:
        return any(traits_hold(part, known, agreement) for part in criterion.any_of)
    if criterion.none_of is not None:
        return not any(traits_hold(part, known, agreement) for part in criterion.none_of)
    return _leaf_holds(criterion, known, agreement)


def _leaf_holds(leaf: Criterion, known: Known, agreement: Agreement) -> bool:
    if leaf.trait is not None:
        subject, name, test = leaf.trait
        return holds(test, known.named(subject, name), agreement.lists)
    if leaf.known is not None:
        return all(_is_known(name, known, agreement) for name in leaf.known)
    if leaf.in_profile is not None:
        return in_profile(agreement, known.account)[0] == leaf.in_profile
    if leaf.persona is not None:
        return persona_of(agreement, known.person.get("job_title")) in leaf.persona
    return False


def _is_known(name: str, known: Known, agreement: Agreement) -> bool:
    subject, _, trait = name.rpartition(".")
    if holds(KNOWN, known.named(subject or "person", trait), agreement.lists):
        return True
    return name == "company" and holds(KNOWN, known.account.get("name"), agreement.lists)


def traits_read(criterion: Criterion, agreement: Agreement) -> frozenset[tuple[str, str]]:
    """The (subject, trait) pairs that a criterion reads."""
    return frozenset(pair for leaf in leaves(criterion) for pair in _pairs(leaf, agreement))


def _pairs(leaf: Criterion, agreement: Agreement) -> Sequence[tuple[str, str]]:
    if leaf.trait is not None:
        return [leaf.trait[:2]]
    if leaf.known is not None:
        split = [name.rpartition(".") for name in leaf.known]
        pairs = [(subject or "person", trait) for subject, _, trait in split]
        return [*pairs, ("account", "name")] if "company" in leaf.known else pairs
    if leaf.in_profile is not None:
        return [("account", trait) for trait in agreement.profile]
    return [("person", "job_title")] if leaf.persona is not None else []
