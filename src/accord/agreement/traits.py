"""Criteria that read traits alone: of whom they hold, and what they read. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accord.agreement.conditions import holds
from accord.agreement.persona import persona_of
from accord.agreement.profile import in_profile
from accord.agreement.spec import Agreement, Criterion, Test

_KNOWN = Test(known=True)


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


def traits_hold(criterion: Criterion, known: Known, agreement: Agreement) -> bool:
    """Whether a criterion about traits holds; what people decide and do is no trait and never holds here."""
    if criterion.all_of is not None:
        return all(traits_hold(part, known, agreement) for part in criterion.all_of)
    if criterion.any_of is not None:
        return any(traits_hold(part, known, agreement) for part in criterion.any_of)
    if criterion.none_of is not None:
        return not any(traits_hold(part, known, agreement) for part in criterion.none_of)
    return _leaf_holds(criterion, known, agreement)


def traits_read(criterion: Criterion, agreement: Agreement) -> frozenset[tuple[str, str]]:
    """The (subject, trait) pairs that a criterion reads."""
    return frozenset(pair for leaf in leaves(criterion) for pair in _pairs(leaf, agreement))


def is_in_scope(
    agreement: Agreement, person: Mapping[str, Any], account: Mapping[str, Any], teams: Collection[str] = ()
) -> bool:
    """Whether the pilot that an agreement is touches somebody of these traits, whose lead is with these teams; nobody
    where it is none."""
    pilot = agreement.pilot
    if pilot is None:
        return False
    if pilot.where is not None:
        return traits_hold(pilot.where, Known(person, account), agreement)
    return agreement.side_of(pilot.team or "") in {agreement.side_of(team) for team in teams}


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
    if holds(_KNOWN, known.named(subject or "person", trait), agreement.lists):
        return True
    return name == "company" and holds(_KNOWN, known.account.get("name"), agreement.lists)


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
