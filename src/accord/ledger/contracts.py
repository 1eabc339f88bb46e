"""What crosses the wall of the ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class FactCard:
    """One decision. `at` is when it took effect, `recorded_at` when it was written; both in UTC."""

    id: int
    kind: str
    subject_kind: str
    subject_id: int
    at: datetime
    recorded_at: datetime
    actor: Actor
    agreement_id: int | None
    reason: str
    body: dict[str, Any]
