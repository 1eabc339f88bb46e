"""Short ways to say who sells and what is ready, for this room's tests."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from accord.agreement.contracts import Version
from accord.agreement.load import load
from accord.kernel.actor import PROCESS
from accord.members.contracts import MemberCard
from accord.steps.handoff import api
from accord.steps.handoff.contracts import Ready

ROOT = Path(__file__).parents[5]
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAM, SUE, SID = 1, 2, 3


@lru_cache
def northwind() -> Version:
    text = (ROOT / "examples" / "northwind.yaml").read_text(encoding="utf-8")
    agreement = load(text, "northwind.yaml")
    return Version(7, 1, "", "northwind.yaml", text, agreement.title, agreement, PROCESS, MONDAY, MONDAY)


def minute(number: float) -> datetime:
    return MONDAY + timedelta(minutes=number)


def seller(number: int, *, is_active: bool = True) -> MemberCard:
    return MemberCard(number, f"rep{number}@northwind.example", "", "rep", "sales", is_active, "UTC")


def team(*active: int, inactive: tuple[int, ...] = ()) -> dict[str, list[MemberCard]]:
    numbers = sorted({*active, *inactive})
    return {"sales": [seller(n, is_active=n in active) for n in numbers]}


def ready(lead_id: int, **more) -> Ready:
    said = {"person_id": lead_id + 1000, "account_id": None, "motion": "platform", "stage": "mql", "at": MONDAY}
    return Ready(lead_id=lead_id, **(said | more))


def offer(*leads: Ready, to=None, at: float = 0):
    return api.offer(leads, version=northwind(), now=minute(at), candidates=to or team(SAM, SUE, SID))


def reject(handoff_id: int, member_id: int, *, reason="no-answer", at: float = 1, **more):
    return api.reject(
        handoff_id=handoff_id, member_id=member_id, reason=reason, now=minute(at), version=northwind(), **more
    )
