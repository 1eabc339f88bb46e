"""Canonical traits: one name each, the nested company and the nested address unfolded."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from accord.kernel.traits import account_trait, person_trait

_person = lru_cache(maxsize=8192)(person_trait)
_account = lru_cache(maxsize=8192)(account_trait)


def person_traits(traits: dict[str, Any]) -> dict[str, Any]:
    """Canonical traits of a person; a nested `company` object becomes canonical account traits under `company`."""
    named = _named(traits, _person)
    company = named.get("company")
    if isinstance(company, dict):
        named["company"] = account_traits(company)
    return named


def account_traits(traits: dict[str, Any]) -> dict[str, Any]:
    """Canonical traits of an account."""
    return _named(traits, _account)


def _named(traits: dict[str, Any], name_of: Callable[[str], str]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for name, value in traits.items():
        ours = name_of(name)
        if ours and (ours == name or ours not in named):  # the canonical spelling wins over a synonym
            named[ours] = value
    address = named.get("address")
    if isinstance(address, dict):
        for part in ("city", "country", "state"):
            if part in address:
                named.setdefault(part, address[part])
    return named
