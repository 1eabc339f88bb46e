"""What crosses the wall of the members' room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from accord.kernel.actor import Actor, ActorKind
from accord.members.policy import OPERATIONS


@dataclass(frozen=True, slots=True)
class MemberCard:
    id: int
    email: str
    name: str
    role: str
    team: str
    is_active: bool
    time_zone: str
    language: str = ""

    @property
    def label(self) -> str:
        return self.name or self.email

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.MEMBER, self.email)

    @property
    def acts_for_all(self) -> bool:
        """They may decide in the place of whoever has it, and for either side."""
        return self.role in OPERATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCard:
    """How a member works. `calendar` is an id in the agreement (None: the agreement's first), `time_zone` an IANA name
    ("" : the calendar's). `capacity_open` and `capacity_day` are the most leads they have open and are handed in a day
    (None: no limit of their own). `weight` is their share of a turn in percent of a full one. `skills` and `languages`
    are in small letters, `regions` as in the trait of the account they serve, in small letters too. `started_at` is
    the instant from which a ramp-up counts: when they joined, unless it is stated (`is_start_stated`), and then they
    take no leads before it."""

    member_id: int
    calendar: str | None = None
    time_zone: str = ""
    manager_id: int | None = None
    capacity_open: int | None = None
    capacity_day: int | None = None
    weight: int = 100
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    started_at: datetime
    is_start_stated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkChange:
    """One statement of how a member works, with who made it and when."""

    work: WorkCard
    by: str  # an actor as text
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveCard:
    """A time in which a member takes no leads: from `since` on, until just before `until`. `hands_on`: what they have
    not answered when it begins is offered to others; what nobody can take then stays theirs until somebody can."""

    id: int
    member_id: int
    since: datetime
    until: datetime
    note: str
    hands_on: bool
    added_by: str
    added_at: datetime
    taken_back_by: str = ""
    taken_back_at: datetime | None = None


class Stated(TypedDict, total=False):
    """What may be stated of a member's work; see WorkCard."""

    calendar: str | None
    time_zone: str
    manager_id: int | None
    capacity_open: int | None
    capacity_day: int | None
    weight: int
    skills: Iterable[str]
    languages: Iterable[str]
    regions: Iterable[str]
    started_at: datetime | None
