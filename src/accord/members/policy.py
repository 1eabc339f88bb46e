"""The one policy table: which role may do what, on whose records.

A URL's name is an action. A URL that is not in the table fails the build (tests/architecture).
"""

from typing import Literal

Scope = Literal["all", "own"]

ROLES: dict[str, str] = {
    "admin": "Administrator",
    "operations": "Revenue operations",
    "marketer": "Marketer",
    "sdr": "SDR",
    "rep": "Sales rep",
    "executive": "Executive",
}
TEAM_OF_ROLE = {
    "admin": "",
    "operations": "",
    "marketer": "marketing",
    "sdr": "sales",
    "rep": "sales",
    "executive": "",
}

EVERYONE = tuple(ROLES)
SALES = ("admin", "operations", "sdr", "rep")
MARKETING = ("admin", "operations", "marketer")
OPERATIONS = ("admin", "operations")

# action → role → scope. "own": only records whose owner is the member.
_TABLE: dict[str, dict[str, Scope]] = {}


def allow(action: str, roles: tuple[str, ...], *, own: tuple[str, ...] = ()) -> None:
    """Enter one row: `roles` on all records, `own` on their own only."""
    _TABLE[action] = {**dict.fromkeys(roles, "all"), **dict.fromkeys(own, "own")}


def scope_of(role: str, action: str) -> Scope | None:
    """On whose records the role may do this; None: not at all. KeyError: the action is in no row."""
    return _TABLE[action].get(role)


def actions() -> tuple[str, ...]:
    return tuple(_TABLE)


PUBLIC: frozenset[str] = frozenset()
