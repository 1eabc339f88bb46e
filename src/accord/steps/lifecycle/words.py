"""Conditions in words, for reasons and for what is lacking."""

from typing import Any

from accord.agreement.spec import Did, Test

_OPERATORS = {
    "equals": "{}",
    "is_not": "not {}",
    "at_least": "at least {}",
    "at_most": "at most {}",
    "more_than": "more than {}",
    "less_than": "less than {}",
    "any_of": "one of {}",
    "none_of": "none of {}",
    "starts_with": "beginning with {}",
    "ends_with": "ending with {}",
    "contains": "containing {}",
    "matches": "naming {}",
    "in_list": "in the list {}",
    "not_in_list": "not in the list {}",
}


def number(points: float) -> str:
    """`62` and `61.5`, never `62.0`."""
    return str(int(points)) if points == int(points) else f"{points:.1f}"


def value(given: Any) -> str:
    if isinstance(given, tuple | list):
        return ", ".join(value(item) for item in given)
    if isinstance(given, float):
        return number(given)
    return str(given)


def of_test(test: Test) -> str:
    said = [words.format(value(getattr(test, name))) for name, words in _OPERATORS.items() if _is_set(test, name)]
    if test.known is not None:
        said.append("known" if test.known else "unknown")
    return " and ".join(said)


def of_trait(subject: str, name: str) -> str:
    plain = name.replace("_", " ")
    return f"account {plain}" if subject == "account" else plain


def of_did(did: Did) -> str:
    where = ", ".join(f"{path} {of_test(test)}" for path, test in did.where.items())
    times = f" {did.at_least} times" if did.at_least > 1 else ""
    within = f" within {did.within.text}" if did.within else ""
    return f"{did.touch}{f' ({where})' if where else ''}{times}{within}"


def _is_set(test: Test, name: str) -> bool:
    return getattr(test, name) is not None
