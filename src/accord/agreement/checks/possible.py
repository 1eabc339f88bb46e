"""Whether some value can pass several tests at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accord.agreement.conditions import Lists, holds
from accord.agreement.spec import Test

LOWER = {"at_least": True, "more_than": False}  # whether the bound itself passes
UPPER = {"at_most": True, "less_than": False}
CANDIDATES = (("equals", "is"), ("any_of", "any_of"), ("in_list", "in_list"))


@dataclass(frozen=True, slots=True)
class Impossible:
    """Which of the tests is in the way of the others, by which of its operators, and why."""

    test: Test
    operator: str
    because: str


def why_impossible(tests: tuple[Test, ...], lists: Lists) -> Impossible | None:
    """Why no value can pass all of the tests; None where one can, or where it is not certain."""
    return _unknown_yet_tested(tests, lists) or _bounds(tests) or _excluded_list(tests) or _candidates(tests, lists)


def _unknown_yet_tested(tests: tuple[Test, ...], lists: Lists) -> Impossible | None:
    for test in tests:
        if test.known is False and not all(holds(other, None, lists) for other in tests):
            return Impossible(test, "known", "what is not known passes no other test")
        others = [other for other in tests if other is not test]
        if test.known is False and test.model_fields_set != {"known"} and not others:
            return Impossible(test, "known", "what is not known needs no other test")
    return None


def _bounds(tests: tuple[Test, ...]) -> Impossible | None:
    lows = list(_ends(tests, LOWER))
    for test, operator, high, counts_high in _ends(tests, UPPER):
        for _, other, low, counts_low in lows:
            if low > high or (low == high and not (counts_low and counts_high)):
                said = f"{_words(other)} {_number(low)} and {_words(operator)} {_number(high)}"
                return Impossible(test, operator, f"nothing is {said}")
    return None


def _ends(tests: tuple[Test, ...], operators: dict[str, bool]) -> Iterator[tuple[Test, str, float, bool]]:
    for test in tests:
        for operator, counts in operators.items():
            if (end := getattr(test, operator)) is not None:
                yield test, operator, end, counts


def _excluded_list(tests: tuple[Test, ...]) -> Impossible | None:
    inside = {test.in_list for test in tests if test.in_list}
    for test in tests:
        if test.not_in_list in inside:
            return Impossible(test, "not_in_list", f"in the list {test.not_in_list} and not in it")
    return None


def _candidates(tests: tuple[Test, ...], lists: Lists) -> Impossible | None:
    for test in tests:
        for field, operator in CANDIDATES:
            named = getattr(test, field)
            if named is None or (field == "in_list" and named not in lists):
                continue
            values: tuple[Any, ...] = (
                (named,) if field == "equals" else tuple(lists[named] if field == "in_list" else named)
            )
            if not any(all(holds(other, value, lists) for other in tests) for value in values):
                return Impossible(test, operator, f"no value of “{operator}” passes the rest")
    return None


def _words(operator: str) -> str:
    return operator.replace("_", " ")


def _number(value: float) -> str:
    return f"{value:,.15g}" if value != int(value) else f"{int(value):,}"
