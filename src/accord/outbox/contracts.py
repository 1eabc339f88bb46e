"""What crosses the wall of the outbox."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Something about to be told; see `api.tell` for the meaning of the fields."""

    kind: str
    to: Collection[int]
    about: tuple[str, int]
    body: Mapping[str, Any] = field(default_factory=dict)
    key: str


@dataclass(frozen=True, slots=True)
class Hold:
    """What is told under one name is kept back up to and with an instant, and can be withdrawn until it went out."""

    name: UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """One thing that was told, at an instant in UTC."""

    id: int
    kind: str
    key: str
    about: tuple[str, int]
    body: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class ReceivedCard:
    """A notice as one member has it; `read_at` None: not read yet."""

    notice: NoticeCard
    member_id: int
    read_at: datetime | None
