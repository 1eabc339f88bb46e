"""Frozen types and table shapes that cross the wall of this room; free of Django, for the tracking door."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from accord.kernel.touch import Placed, Touch
from accord.steps.collect.storable import NotJson, TooDeep
from accord.steps.collect.storable import decode as decode_json

__all__ = [
    "IMPORT_PATH",
    "INBOX_COLUMNS",
    "INBOX_TABLE",
    "LIVE_KEYS_QUERY_TEXT",
    "WARNING_COLUMNS",
    "WARNING_TABLE",
    "InboxRow",
    "Judged",
    "MachineVerdict",
    "NotJson",
    "Oddity",
    "SourceCard",
    "SplitResult",
    "StoredTouch",
    "TooDeep",
    "WarningCard",
    "decode_json",
]

INBOX_TABLE = "collect_inbox"
INBOX_COLUMNS = ("source_id", "received_at", "path", "body", "client_ip", "user_agent", "events")
WARNING_TABLE = "collect_warning"
WARNING_COLUMNS = ("source_id", "at", "code", "message", "message_id", "excerpt")
LIVE_KEYS_QUERY_TEXT: Final = "SELECT write_key, id FROM collect_source WHERE revoked_at IS NULL"
IMPORT_PATH = "/import"
"""Bodies put by an import: an item's own `receivedAt` counts, and an e-mail address or a group id names it enough."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One raw request body as it was acknowledged."""

    id: int
    source_id: int
    received_at: datetime
    path: str
    body: bytes
    client_ip: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something refused, or stored and odd. `code` is stable; `message` is for a person."""

    source_id: int
    at: datetime
    code: str
    message: str
    message_id: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class SplitResult:
    touches: list[Touch] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StoredTouch:
    """A touch with its row's number and the identifier it came by."""

    touch: Touch
    touch_id: int
    alias_id: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The placed touches with their verdicts, and the numbers of earlier touches whose verdict has just turned."""

    placed: list[Placed]
    turned: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MachineVerdict:
    touch_id: int
    is_machine: bool
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A source of touches; `touches` and `last_at` are filled by `sources(with_counts=True)`."""

    id: int
    name: str
    write_key: str
    kind: str
    created_at: datetime
    revoked_at: datetime | None
    touches: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WarningCard:
    id: int
    source_id: int
    source_name: str
    at: datetime
    code: str
    message: str
    message_id: str
    excerpt: str
