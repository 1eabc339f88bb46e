"""What crosses the wall of the outcomes' room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.kernel.errors import Refused
from accord.kernel.money import Money

RESULTS = ("open", "won", "lost")


class DealRefused(Refused):
    """The deal is unknown or decided already, or the agreement knows no such reason."""

    code = "deal"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealCard:
    """`amount` is None where nobody said; `owner_name` is what an import said when the owner is no member."""

    id: int
    name: str
    person_id: int | None
    account_id: int | None
    lead_id: int | None
    product: str
    amount: Money | None
    stage: str
    owner_member_id: int | None
    owner_name: str
    opened_at: datetime | None
    closed_at: datetime | None
    result: str
    lost_reason: str
    source: str
    external_id: str | None


@dataclass(frozen=True, slots=True)
class DealAges:
    """Open deals older than the norm: three of four deals won in two years were won within `norm` days; None where
    fewer than ten were. `old` are (deal, its age in days), `total` how many there are in all."""

    norm: float | None
    won: int
    old: tuple[tuple[int, float], ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRow:
    """A deal of an import; (source, external_id) is its key. `extra` keeps what no column is for."""

    external_id: str
    name: str = ""
    person_id: int | None = None
    account_id: int | None = None
    lead_id: int | None = None
    product: str = ""
    amount: Money | None = None
    stage: str = ""
    owner_member_id: int | None = None
    owner_name: str = ""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    result: str = "open"
    lost_reason: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upserted:
    """`before` holds, by number, what a changed deal was, for the undo of the batch; `added` are new ones."""

    added: tuple[int, ...]
    changed: tuple[int, ...]
    unchanged: int
    before: Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Total:
    result: str
    currency: str
    count: int
    amount_minor: int
