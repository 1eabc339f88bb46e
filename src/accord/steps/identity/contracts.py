"""What leaves the room: who was concerned, and cards of people, accounts and identifiers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.kernel.errors import Refused
from accord.kernel.touch import Placed


class NoSuchPerson(Refused):
    """There is no person of that number."""

    code = "no_such_person"


class NoSuchAccount(Refused):
    """There is no account of that number."""

    code = "no_such_account"


class CannotMerge(Refused):
    """These two cannot be made one, or taken apart, in this way."""

    code = "cannot_merge"


@dataclass(frozen=True, slots=True)
class Oddness:
    """Something strange that was kept, for the warnings page."""

    source_id: int
    message_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """`placed` in the order of the touches given. `since` tells, for everybody concerned (their touches, their traits,
    their account's traits, a merge), from which instant on something may be different. `merged` and `restored` are
    (survivor, loser) pairs: the loser's id now means the survivor, or means itself again."""

    placed: list[Placed]
    since: dict[int, datetime]
    merged: list[tuple[int, int]] = field(default_factory=list)
    restored: list[tuple[int, int]] = field(default_factory=list)
    oddities: list[Oddness] = field(default_factory=list)

    @property
    def person_ids(self) -> list[int]:
        return list(self.since)


@dataclass(frozen=True, slots=True)
class Head:
    """The little of a person that judging needs."""

    is_known: bool
    account_id: int | None


@dataclass(frozen=True, slots=True)
class IdentifierCard:
    alias_id: int
    kind: str
    value: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class MergeCard:
    merge_id: int
    survivor_id: int
    loser_id: int
    at: datetime
    how: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """`asked_id` is the id asked for; `id` whom it means now."""

    id: int
    asked_id: int
    is_known: bool
    email: str
    name: str
    traits: dict[str, Any]
    account_id: int | None
    first_seen_at: datetime
    last_seen_at: datetime

    @property
    def label(self) -> str:
        """What to call them."""
        return self.name or self.email or f"#{self.id}"


@dataclass(frozen=True, slots=True)
class AccountCard:
    id: int
    asked_id: int
    name: str
    domain: str
    traits: dict[str, Any]

    @property
    def label(self) -> str:
        return self.name or self.domain or f"#{self.id}"
