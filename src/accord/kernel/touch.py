"""A touch: one thing a person did, or one thing learnt about a person or company, normalised."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class TouchKind(StrEnum):
    TRACK = "track"
    PAGE = "page"
    SCREEN = "screen"
    IDENTIFY = "identify"
    GROUP = "group"
    ALIAS = "alias"


@dataclass(frozen=True, slots=True)
class Touch:
    """Keyed by (source_id, message_id). `name` is the event's name for track, the page's name for page and
    screen, and "" otherwise. `occurred_at` is received_at − (sent_at − claimed_at). All instants are in UTC.

    `traits` hold canonical names (see kernel.traits); `flags` name what was odd ("future", "no-time", …).
    """

    source_id: int
    message_id: str
    kind: TouchKind
    name: str
    occurred_at: datetime
    received_at: datetime
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    anonymous_id: str | None = None
    user_id: str | None = None
    group_id: str | None = None
    previous_id: str | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    traits: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[int, str]:
        return (self.source_id, self.message_id)


@dataclass(frozen=True, slots=True)
class Placed:
    """A touch whose person is known. `touch_id` is the stored row's number; `alias_id` the identifier it came by,
    which stays with it for ever, while the person an alias points to may change."""

    touch: Touch
    touch_id: int
    alias_id: int
    person_id: int
    is_machine: bool = False


@dataclass(frozen=True, slots=True, order=True)
class TraitChange:
    """From `at` on, `name` of the person or of their account is `value` (None: forgotten).

    Ordered by time, then by message, so that the last of equal names wins whatever came in first. `subject` is
    "person" or "account".
    """

    at: datetime
    touch_id: int = field(compare=False)
    subject: str
    name: str
    value: Any = field(compare=False)
    message_id: str = ""
