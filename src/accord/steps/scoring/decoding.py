"""What an agreement looks at, apart from points and thresholds: which touches match which rules, and which criteria
about traits hold from when on. A decoded history stays good as long as these conditions are the same."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from typing import Any

from accord.agreement.spec import Agreement, Criterion, Did, TouchMatch, TouchRule, TraitRule
from accord.agreement.traits import Known, traits_hold, traits_read
from accord.kernel.instants import to_micros
from accord.kernel.touch import TraitChange
from accord.steps.scoring.compile import Program, program
from accord.steps.scoring.criteria import deciding


@dataclass(frozen=True, eq=False)
class Conditions:
    """`bits` are the criteria about traits by which leads move, each once. Places count through the rules of the
    program, then through the bits, then comes the place of changes that turn nothing."""

    program: Program
    bits: tuple[Criterion, ...]

    @property
    def agreement(self) -> Agreement:
        return self.program.agreement

    @property
    def nothing(self) -> int:
        return len(self.program.rules) + len(self.bits)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The bit of each criterion."""
        return {criterion_key(bit): place for place, bit in enumerate(self.bits)}

    @cached_property
    def key(self) -> str:
        """SHA-256 of everything that decides what a decoded history holds."""
        agreement = self.agreement
        said = {
            "rules": [_said(rule) for rule in self.program.rules],
            "bits": [criterion_key(bit) for bit in self.bits],
            "lists": {name: list(words) for name, words in agreement.lists.items()},
            "profile": {name: test.model_dump() for name, test in agreement.profile.items()},
            "personas": [[one.id, one.title.model_dump()] for one in agreement.personas],
        }
        return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()

    @cached_property
    def reads_context(self) -> bool:
        """Whether some rule reads the context of a touch by name."""
        return any(path.startswith("context.") for _, rule in self.program.touch_rules() for path in _paths(rule))

    @cached_property
    def nobody(self) -> tuple[int, ...]:
        """The places that hold of somebody of whom nothing is known."""
        known = Known({}, {})
        return tuple(place for place, when in self._traits if traits_hold(when, known, self.agreement))

    def turns(self, changes: Sequence[TraitChange]) -> Iterator[tuple[int, int, bool]]:
        """(instant, place, whether it holds from then on) in order of time, one for each turn, and one of `nothing`
        for each instant at which something was learnt that turns nothing."""
        traits: dict[str, dict[str, Any]] = {"person": {}, "account": {}}
        known, held = Known(traits["person"], traits["account"]), set(self.nobody)
        for at, of_one in groupby(sorted(changes), key=lambda change: change.at):
            read: dict[int, Criterion] = {}
            for change in of_one:
                traits[change.subject][change.name] = change.value
                read |= self._readers.get((change.subject, change.name), {})
            turned = [
                (place, is_on)
                for place, when in sorted(read.items(), key=lambda one: one[0])
                if (is_on := traits_hold(when, known, self.agreement)) != (place in held)
            ]
            for place, is_on in turned:
                held ^= {place}
                yield to_micros(at), place, is_on
            if not turned:
                yield to_micros(at), self.nothing, False

    @property
    def reads(self) -> frozenset[tuple[str, str]]:
        """The (subject, trait) pairs that anything here reads."""
        return frozenset(self._readers)

    @cached_property
    def _traits(self) -> tuple[tuple[int, Criterion], ...]:
        rules = [(place, rule.when) for place, rule in self.program.trait_rules()]
        return (*rules, *((len(self.program.rules) + place, bit) for place, bit in enumerate(self.bits)))

    @cached_property
    def _readers(self) -> Mapping[tuple[str, str], dict[int, Criterion]]:
        found: dict[tuple[str, str], dict[int, Criterion]] = {}
        for place, when in self._traits:
            for pair in traits_read(when, self.agreement):
                found.setdefault(pair, {})[place] = when
        return found


def conditions(agreement: Agreement) -> Conditions:
    """The conditions of an agreement."""
    found = {criterion_key(leaf): leaf for leaf in deciding(agreement) if is_about_traits(leaf)}
    return Conditions(program(agreement), tuple(found.values()))


def is_about_traits(leaf: Criterion) -> bool:
    """Whether a leaf of a criterion asks for nothing but traits."""
    return leaf.score is None and leaf.did is None and leaf.decided is None and not _has_parts(leaf)


def _has_parts(criterion: Criterion) -> bool:
    return any(parts is not None for parts in (criterion.all_of, criterion.any_of, criterion.none_of))


def criterion_key(criterion: Criterion) -> str:
    """The same for two criteria that ask the same."""
    return json.dumps(criterion.model_dump(exclude_none=True), sort_keys=True, default=str)


def _paths(rule: TouchMatch) -> list[str]:
    distinct = rule.count.distinct if isinstance(rule, TouchRule) else None
    return [*rule.where, *([distinct] if distinct else [])]


def _said(rule: TouchRule | TraitRule | Did) -> Any:
    if isinstance(rule, TraitRule):
        return criterion_key(rule.when)
    distinct = rule.count.distinct if isinstance(rule, TouchRule) else None
    match: TouchMatch = rule
    return [match.touch.casefold(), {path: test.model_dump() for path, test in match.where.items()}, distinct]
