"""Rules that might be worth having: deeds and traits seen often enough that no rule speaks of yet. Pure.

Numbers are cut at their quartiles, rounded to two digits; categories are one rule each, and joined later where they
deserve the same points.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from accord.agreement.conditions import as_number
from accord.agreement.spec import Agreement, Counting, Criterion, Duration, Test, TouchRule, TraitRule
from accord.kernel.instants import DAY_MICROS
from accord.kernel.touch import Touch, TouchKind
from accord.reporting.suggest_examples import Example
from accord.reporting.suggest_leaks import Field
from accord.steps.scoring import api as scoring

Rule = TouchRule | TraitRule
LEAST_CASES, LEAST_SHARE = 20, 0.05
MOST_VALUES = 12
MONTH = Duration(text="30 days", micros=30 * DAY_MICROS)
OFTEN = Counting(text="first 5 per 30 days", at_most=5, window=MONTH)


def candidates(agreement: Agreement, examples: Sequence[Example], excluded: Collection[Field]) -> list[Rule]:
    """One point each; ids are new in the agreement."""
    least = max(LEAST_CASES, round(LEAST_SHARE * len(examples)))
    taken = {rule.id for score in agreement.scores for rule in score.rules}
    found: list[Rule] = []
    for make in (_deeds(agreement, examples, excluded, least), _traits(examples, excluded, least)):
        for name, rule in make:
            fresh = _fresh(name, taken)
            taken.add(fresh)
            found.append(rule.model_copy(update={"id": fresh}))
    return found


def _deeds(
    agreement: Agreement, examples: Sequence[Example], excluded: Collection[Field], least: int
) -> Iterator[tuple[str, Rule]]:
    rules = [rule for score in agreement.scores for rule in score.rules if isinstance(rule, TouchRule)]
    named = {rule.touch.casefold() for rule in rules}
    paths = [str(rule.where["path"].starts_with) for rule in rules if "path" in rule.where]
    events: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    for example in examples:
        touches = example.story.touches_by(example.at)
        events.update({touch.name for touch in touches if touch.kind is TouchKind.TRACK and touch.name})
        pages.update({start for touch in touches if (start := _start(touch))})
    for name, many in sorted(events.items()):
        if many >= least and name.casefold() not in named and ("touch", name) not in excluded:
            yield name, TouchRule(id="new", touch=name, points=1, count=OFTEN, half_life=MONTH)
    for start, many in sorted(pages.items()):
        if many >= least and not any(start.startswith(path) or path.startswith(start) for path in paths):
            where = {"path": Test(starts_with=start)}
            yield (
                f"page {start}",
                TouchRule(id="new", touch="page", where=where, points=1, count=OFTEN, half_life=MONTH),
            )


def _start(touch: Touch) -> str:
    """The first part of a page's path: /customers of /customers/acme."""
    path = scoring.path_of(touch) if touch.kind is TouchKind.PAGE else None
    first = path.split("/")[1] if path and path.count("/") else ""
    return f"/{first}" if re.fullmatch(r"[\w.-]{1,40}", first) else ""


def _traits(examples: Sequence[Example], excluded: Collection[Field], least: int) -> Iterator[tuple[str, Rule]]:
    values: dict[Field, list[Any]] = defaultdict(list)
    for example in examples:
        for pair, value in example.story.traits_by(example.at).items():
            if pair not in excluded and isinstance(value, str | int | float):
                values[pair].append(value)
    for pair, found in sorted(values.items()):
        if len(found) < least:
            continue
        numbers = [number for value in found if (number := as_number(value)) is not None]
        if len(numbers) >= 0.8 * len(found) and len(set(numbers)) >= 8:
            yield from _ranges(pair, sorted(numbers))
        else:
            yield from _categories(pair, found, least)


def _ranges(pair: Field, numbers: Sequence[float]) -> Iterator[tuple[str, Rule]]:
    cuts = sorted({two_digits(numbers[len(numbers) * part // 4]) for part in (1, 2, 3)})
    for low, high in zip([None, *cuts], [*cuts, None], strict=True):
        said = f"from {low}" if high is None else f"below {high}" if low is None else f"{low} to {high}"
        yield f"{pair[1]} {said}", _about(pair, Test(at_least=low, less_than=high))


def _categories(pair: Field, found: Sequence[Any], least: int) -> Iterator[tuple[str, Rule]]:
    counted = Counter(value.strip() if isinstance(value, str) else value for value in found)
    often = [(value, many) for value, many in counted.most_common(MOST_VALUES) if many >= least and value != ""]
    if len(often) > 0 and len(counted) > 1:
        for value, _ in sorted(often, key=lambda one: str(one[0])):
            yield f"{pair[1]} {value}", _about(pair, Test(any_of=(value,)))


def _about(pair: Field, test: Test) -> TraitRule:
    return TraitRule(id="new", when=Criterion(trait=(pair[0], pair[1], test)), points=1)


def two_digits(number: float) -> float | int:
    """A number as people say it: 4,700 for 4,713."""
    rounded = float(f"{number:.1e}")
    return int(rounded) if rounded == int(rounded) else rounded


def _fresh(words: str, taken: Collection[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:48] or "rule"
    name, number = plain, 2
    while name in taken:
        name, number = f"{plain}-{number}", number + 1
    return name
