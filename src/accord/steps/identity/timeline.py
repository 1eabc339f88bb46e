"""Traits through time: pure folds from what was said to what changed, for a person, an account, and both together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.kernel.touch import TraitChange
from accord.steps.identity.mail import email_kind, normal_email, registrable
from accord.steps.identity.sayings import Said


@dataclass(frozen=True, slots=True)
class Event:
    """From `at` on, a person's address, group call or somebody's choice (`how`) puts them into `account_id`."""

    at: datetime
    key: str
    how: str  # "domain", "group" or "hand"
    account_id: int | None
    touch_id: int = 0


@dataclass(frozen=True, slots=True)
class Stay:
    """The account somebody belongs to from `at` until the next stay."""

    at: datetime
    account_id: int | None
    how: str
    touch_id: int
    message_id: str


def person_changes(said: Iterable[Said]) -> list[TraitChange]:
    """What each saying changed, with what follows from a new address: its kind and its domain."""
    now: dict[str, Any] = {}
    changes: list[TraitChange] = []
    for one in sorted(said, key=_when):
        derived = _derived(one.traits["email"]) if "email" in one.traits else {}
        for name, value in (one.traits | derived).items():
            if name not in now or now[name] != value or type(now[name]) is not type(value):
                now[name] = value
                changes.append(TraitChange(one.at, one.touch_id, "person", name, value, one.message_id))
    return changes


def _derived(email: object) -> dict[str, Any]:
    if email is None:
        return {"email_kind": None, "email_domain": None}
    normal = normal_email(email)
    return {"email_kind": email_kind(email), "email_domain": registrable(normal.partition("@")[2]) if normal else None}


def account_changes(said: Iterable[Said]) -> list[TraitChange]:
    """What each saying changed; a claim of a person counts only where no group call has spoken."""
    now: dict[str, Any] = {}
    told: set[str] = set()
    changes: list[TraitChange] = []
    for one in sorted(said, key=_when):
        for name, value in one.traits.items():
            if one.is_claim and name in told:
                continue
            if not one.is_claim:
                told.add(name)
            if name not in now or now[name] != value or type(now[name]) is not type(value):
                now[name] = value
                changes.append(TraitChange(one.at, one.touch_id, "account", name, value, one.message_id))
    return changes


def _when(said: Said) -> tuple[datetime, str, bool]:
    return (said.at, said.message_id, not said.is_claim)


def stays(events: Iterable[Event]) -> list[Stay]:
    """Where somebody belongs through time: by hand before by group call before by e-mail domain, each the latest."""
    domain = group = None
    hand: Event | None = None
    found: list[Stay] = []
    for event in sorted(events, key=lambda e: (e.at, e.how, e.key)):
        if event.how == "domain":
            domain = event
        elif event.how == "group":
            group = event
        else:
            hand = event
        best = hand or group or domain
        account_id, how = (best.account_id, best.how) if best else (None, "")
        if found and found[-1].at == event.at:  # of one instant, the last
            found.pop()
        if account_id != (found[-1].account_id if found else None):
            found.append(Stay(event.at, account_id, how, event.touch_id, event.key if event.how != "hand" else ""))
    return found


def together(
    person: Sequence[TraitChange], where: Sequence[Stay], accounts: Mapping[int, Sequence[TraitChange]]
) -> list[TraitChange]:
    """A person's changes and those of their account while they belonged to it, sorted. Somebody who joins an account
    gets its traits of that instant; somebody who leaves loses them."""
    changes = list(person)
    held: dict[str, Any] = {}
    for place, stay in enumerate(where, start=1):
        until = where[place].at if place < len(where) else None
        known = accounts.get(stay.account_id or 0, ())
        state = {c.name: c.value for c in known if c.at <= stay.at}
        for name in sorted(held.keys() | state.keys()):
            if name not in held or held[name] != state.get(name):
                value = state.get(name)
                changes.append(TraitChange(stay.at, stay.touch_id, "account", name, value, stay.message_id))
        held = state
        for change in known:
            if change.at > stay.at and (until is None or change.at < until):
                held[change.name] = change.value
                changes.append(change)
    return sorted(changes)
