"""How far a company is from the ideal customer."""

from collections.abc import Mapping
from typing import Any

from accord.agreement.conditions import holds
from accord.agreement.spec import Agreement


def in_profile(agreement: Agreement, account_traits: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    """Whether all tests of the profile hold, and the traits whose tests do not, in the order written."""
    misses = tuple(
        name for name, test in agreement.profile.items() if not holds(test, account_traits.get(name), agreement.lists)
    )
    return not misses, misses
