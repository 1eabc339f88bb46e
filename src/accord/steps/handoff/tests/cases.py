"""Short ways to say who sells and what is ready, for this room's tests."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from accord.agreement.contracts import Version
from accord.agreement.load import load
from accord.kernel.actor import PROCESS
from accord.kernel.working_hours import WorkingTime
from accord.members.contracts import MemberCard, WorkCard
from accord.steps.handoff import api
from accord.steps.handoff.contracts import Crew, Ready, Rep

ROOT = Path(__file__).parents[5]
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAM, SUE, SID = 1, 2, 3
ALWAYS = WorkingTime("UTC", (((0, 1440),),) * 7)
OFFICE = WorkingTime("UTC", (((9 * 60, 17 * 60),),) * 5 + ((), ()))


@lru_cache
def northwind() -> Version:
    text = (ROOT / "examples" / "northwind.yaml").read_text(encoding="utf-8")
    agreement = load(text, "northwind.yaml")
    return Version(7, 1, "", "northwind.yaml", text, agreement.title, agreement, PROCESS, MONDAY, MONDAY)


def minute(number: float) -> datetime:
    return MONDAY + timedelta(minutes=number)


def seller(number: int, *, is_active: bool = True) -> MemberCard:
    return MemberCard(number, f"rep{number}@northwind.example", "", "rep", "sales", is_active, "UTC")


def rep(number: int, *, is_active: bool = True, away: tuple = (), hours: WorkingTime = ALWAYS, **work) -> Rep:
    said = {"member_id": number, "started_at": MONDAY - timedelta(days=400)} | work
    return Rep(member=seller(number, is_active=is_active), work=WorkCard(**said), hours=hours, away=away)


def crew(*reps: Rep, owners: tuple[Rep, ...] = ()) -> Crew:
    return Crew({"sales": list(reps)}, {one.member.id: one for one in owners})


def team(*active: int, inactive: tuple[int, ...] = ()) -> Crew:
    return crew(*(rep(n, is_active=n in active) for n in sorted({*active, *inactive})))


def ready(lead_id: int, **more) -> Ready:
    said = {"person_id": lead_id + 1000, "account_id": None, "motion": "platform", "stage": "mql", "at": MONDAY}
    return Ready(lead_id=lead_id, **(said | more))


def offer(*leads: Ready, to=None, at: float = 0, by=None):
    return api.offer(leads, version=by or northwind(), now=minute(at), crew=to or team(SAM, SUE, SID))


def pick_up(*leads: Ready, to: Crew, at: float, by=None):
    return api.pick_up(leads, version=by or northwind(), now=minute(at), crew=to)


def with_routes(*lines: str) -> Version:
    """Northwind with other routes, and without calendars."""
    text = northwind().text
    routes = "routing:\n" + "".join(f"  - {line}\n" for line in lines)
    text = re.sub(r"(?ms)^routing:\n.*?(?=^\w)", routes, text)
    text = re.sub(r"(?ms)^calendars:.*?\n(?=^\w)", "", text)
    agreement = load(text, "northwind.yaml")
    return replace(northwind(), text=text, agreement=agreement, hash=sha256(text.encode()).hexdigest())


def reject(handoff_id: int, member_id: int, *, reason="no-answer", at: float = 1, **more):
    return api.reject(
        handoff_id=handoff_id, member_id=member_id, reason=reason, now=minute(at), version=northwind(), **more
    )
