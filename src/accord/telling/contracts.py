"""What crosses the wall of telling."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from accord.kernel.errors import Refused

Mail = Literal["now", "digest", "off"]
ChannelKind = Literal["mail", "slack", "teams", "webhook"]
State = Literal["waiting", "sent", "parked", "dropped"]


class TellingRefused(Refused):
    """A channel, a delivery or a wish cannot be so."""

    code = "telling"


@dataclass(frozen=True, slots=True)
class Habits:
    """When a member wants mail: the hour of their digest (0 to 23) and their quiet hours, in minutes of their day."""

    digest_hour: int = 8
    quiet_from: int | None = None
    quiet_until: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """By what a member wants to hear of a kind."""

    app: bool
    mail: Mail


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as a reader sees it, in their language: a sentence, the reason if there is one, and the path of the page
    it is about (""; there is none)."""

    id: int
    kind: str
    symbol: str
    sentence: str
    detail: str
    path: str
    at: datetime
    read_at: datetime | None = None
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelCard:
    """A channel as operations see it. `failing_since` None: it works, or was never used. `kinds`: what it is told."""

    id: int
    kind: ChannelKind
    name: str
    address: str
    kinds: tuple[str, ...]
    is_on: bool
    failing_since: datetime | None
    last_error: str
    last_good_at: datetime | None
    rests_until: datetime | None
    waiting: int = 0
    parked: int = 0


@dataclass(frozen=True, slots=True)
class AttemptCard:
    """One try: `outcome` is "sent", "refused" or "not reached"; `took` is in seconds."""

    at: datetime
    took: float
    outcome: str
    status: int | None
    excerpt: str


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """What is, or was, carried to one channel. `key` is what the other side knows it by."""

    id: int
    key: str
    kinds: tuple[str, ...]
    to: str
    state: State
    attempts: tuple[AttemptCard, ...]
    made_at: datetime
    due_at: datetime
    done_at: datetime | None
    last_error: str


@dataclass(frozen=True, slots=True)
class FeedCard:
    id: int
    made_at: datetime
    revoked_at: datetime | None
