"""From weights to whole points, from neighbouring candidates to one rule, and from scores to thresholds. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import pstdev
from typing import Any

from accord.agreement.spec import Criterion, Test, TouchRule, TraitRule

Rule = TouchRule | TraitRule
MOST = 100
NEAR = 0.35  # weights of one trait that differ by less become one rule
GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class Rounded:
    """Whole points by rule; `scale` points are one unit of log odds."""

    points: Mapping[str, int]
    scale: float


def rounded(weights: Mapping[str, float], rows: Sequence[Mapping[str, float]], present: Sequence[float]) -> Rounded:
    """Points on the scale of the present scores: their sums over the rows spread as widely as `present` does, and
    none is larger than MOST either way."""
    sums = [sum(weights[name] * value for name, value in row.items() if name in weights) for row in rows]
    spread = pstdev(sums) if len(sums) > 1 else 0.0
    largest = max((abs(weight) for weight in weights.values()), default=0.0)
    if not spread or not largest:
        return Rounded(dict.fromkeys(weights, 0), 0.0)
    scale = min((pstdev(present) or 20.0) / spread, MOST / largest)
    return Rounded({name: round(weight * scale) for name, weight in weights.items()}, scale)


def joined(rules: Sequence[Rule], weights: Mapping[str, float], cases: Mapping[str, int]) -> list[tuple[Rule, float]]:
    """Candidates with a weight; categories of one trait with near weights are one rule, and so are ranges that touch.
    `cases` is how many each holds for."""
    found: list[tuple[Rule, float]] = []
    by_trait: dict[tuple[str, str, bool], list[TraitRule]] = {}
    for rule in rules:
        weight = weights.get(rule.id, 0.0)
        if not weight:
            continue
        if isinstance(rule, TraitRule) and rule.when.trait:
            by_trait.setdefault((*rule.when.trait[:2], rule.when.trait[2].any_of is not None), []).append(rule)
        else:
            found.append((rule, weight))
    for (_, _, is_category), group in by_trait.items():
        merge = _categories if is_category else _ranges
        found += merge(group, weights, cases)
    return found


def _categories(
    group: Sequence[TraitRule], weights: Mapping[str, float], cases: Mapping[str, int]
) -> list[tuple[Rule, float]]:
    ordered = sorted(group, key=lambda rule: weights[rule.id])
    return [_one(part, weights, cases, _any_of) for part in _runs(ordered, weights, lambda a, b: True)]


def _ranges(
    group: Sequence[TraitRule], weights: Mapping[str, float], cases: Mapping[str, int]
) -> list[tuple[Rule, float]]:
    ordered = sorted(group, key=lambda rule: _test(rule).at_least or float("-inf"))
    return [
        _one(part, weights, cases, _range)
        for part in _runs(ordered, weights, lambda a, b: _test(a).less_than == _test(b).at_least)
    ]


def _runs(ordered: Sequence[TraitRule], weights: Mapping[str, float], touch: Any) -> list[list[TraitRule]]:
    """Neighbours of near weights together."""
    runs = [[ordered[0]]] if ordered else []
    for one, other in pairwise(ordered):
        a, b = weights[one.id], weights[other.id]
        if touch(one, other) and a * b > 0 and abs(a - b) <= NEAR * max(abs(a), abs(b)):
            runs[-1].append(other)
        else:
            runs.append([other])
    return runs


def _one(
    part: Sequence[TraitRule], weights: Mapping[str, float], cases: Mapping[str, int], test_of: Any
) -> tuple[Rule, float]:
    first = part[0]
    whole = sum(cases[rule.id] for rule in part) or 1
    weight = sum(weights[rule.id] * cases[rule.id] for rule in part) / whole
    if len(part) == 1:
        return first, weight
    assert first.when.trait is not None
    subject, name, _ = first.when.trait
    name_of = f"{first.id}-and-{len(part) - 1}-more"[:64]
    return first.model_copy(update={"id": name_of, "when": Criterion(trait=(subject, name, test_of(part)))}), weight


def _test(rule: TraitRule) -> Test:
    assert rule.when.trait is not None
    return rule.when.trait[2]


def _any_of(part: Sequence[TraitRule]) -> Test:
    return Test(any_of=tuple(sorted((value for rule in part for value in _test(rule).any_of or ()), key=str)))


def _range(part: Sequence[TraitRule]) -> Test:
    return Test(at_least=_test(part[0]).at_least, less_than=_test(part[-1]).less_than)


def as_written(rule: Rule) -> dict[str, Any]:
    """A candidate as the document has it."""
    said: dict[str, Any] = {"id": rule.id}
    if isinstance(rule, TouchRule):
        said["touch"] = rule.touch
        if rule.where:
            said["where"] = {path: _said(test) for path, test in rule.where.items()}
    else:
        assert rule.when.trait is not None
        subject, name, test = rule.when.trait
        said["when"] = {f"{subject}.{name}": _said(test)}
    said["points"] = rule.points
    if isinstance(rule, TouchRule):
        said["count"] = rule.count.text
        if rule.half_life:
            said["half_life"] = rule.half_life.text
    return said


def when_of(rule: Rule) -> dict[str, Any]:
    """What a candidate asks for, as JSON."""
    if isinstance(rule, TouchRule):
        where = {path: _said(test) for path, test in rule.where.items()}
        return {"touch": rule.touch, **({"where": where} if where else {})}
    return criterion_json(rule.when)


def criterion_json(one: Criterion) -> dict[str, Any]:
    """A criterion as the document has it."""
    for key, parts in (("all", one.all_of), ("any", one.any_of), ("none", one.none_of)):
        if parts:
            return {key: [criterion_json(part) for part in parts]}
    if one.trait:
        return {f"{one.trait[0]}.{one.trait[1]}": _said(one.trait[2])}
    return {key: _plain(value) for key, value in one.model_dump(exclude_none=True).items()}


def _said(test: Test) -> dict[str, Any]:
    found = test.model_dump(exclude_none=True, by_alias=True)
    return {key: _plain(value) for key, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
