"""Short ways to say what is promised, who owes it and what happens, for this room's tests."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from accord.agreement import api as agreements
from accord.agreement.contracts import InForce, Version
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.steps.sla import api
from accord.steps.sla.contracts import ClockCard, Subject
from accord.steps.sla.models import Clock

ROOT = Path(__file__).parents[5]
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a working day, at ten o'clock in Berlin
BERLIN = "{id: berlin, hours: {mon-fri: 09:00-17:00}}"
ANSWER = (
    "{id: answer, owed_by: sales, starts: handed_off, stops: accepted_or_rejected, within: 4 working hours, "
    "calendar: owner, then: [remind at 50%, at risk at 75%, tell manager at 100%, reroute at 150%]}"
)
TOUCH = "{id: first-touch, owed_by: sales, starts: accepted, stops: activity, within: 8 working hours}"
ATTEMPTS = "{id: attempts, owed_by: sales, starts: accepted, stops: activity, times: 3, within: 5 working days}"
RE_ENGAGE = "{id: re-engage, owed_by: marketing, starts: recycled, stops: re_engaged, within: 30 days}"
REQUEST = "{id: request, owed_by: marketing, starts: requested, stops: answered, within: 2 working days}"
ALL = (ANSWER, TOUCH, ATTEMPTS, RE_ENGAGE, REQUEST)


@lru_cache
def text(*services: str, calendars: tuple[str, ...] = (BERLIN,)) -> str:
    """The agreement of the sample company with these services, without its plan."""
    whole = (ROOT / "examples" / "northwind.yaml").read_text(encoding="utf-8")
    kept, name = [], ""
    for line in whole.splitlines():
        name = line.partition(":")[0] if line[:1].isalpha() else name
        if name not in ("services", "calendars", "plan"):
            kept.append(line)
    kept += ["calendars:", *(f"  - {one}" for one in calendars), "services:", *(f"  - {one}" for one in services)]
    return "\n".join(kept) + "\n"


def published(*services: str, at: datetime = MONDAY - timedelta(days=30), **more) -> Version:
    """In force from `at` on."""
    return agreements.publish(
        text=text(*(services or ALL), **more), name="a.yaml", by=PROCESS, now=at, unsigned_because="a test"
    )


def rep(name: str, role: str = "rep"):
    return members.add(email=f"{name}@northwind.example", role=role, name=name.title(), now=MONDAY)


def after(**length: float) -> datetime:
    return MONDAY + timedelta(**length)


def lead(number: int = 7, member=None, kind: str = "lead") -> Subject:
    return Subject(kind=kind, id=number, person_id=number + 1000, member_id=member.id if member else None)


def happen(event: str, *subjects: Subject, version: Version, at: datetime = MONDAY, now: datetime | None = None):
    return api.happen(event, subjects, actor=PROCESS, at=at, now=now or at, version=version).changed


def the(service: str = "answer", *, now: datetime = MONDAY, number: int = 7) -> ClockCard:
    """The latest clock of that service."""
    return next(one for one in api.clocks_of(number, now=now) if one.service == service)


def kinds(clock: ClockCard) -> list[str]:
    return [one.kind for one in api.history(clock.id)]


def sweep(now: datetime, **more) -> int:
    """Everything that is due and takes no lead away; how many clocks took a step."""
    done = 0
    while claims := api.claim(now=now, limit=500):
        taken = api.fire(claims, now=now, **more)
        done += len(taken)
        if not taken:
            break
    return done


def reckon_again(by: InForce, now: datetime) -> int:
    done = 0
    while some := sum(len(api.reckon_again(kind, version, now=now)) for kind, version in api.stale(by, now=now)):
        done += some
    return done


def row(clock: ClockCard) -> Clock:
    return Clock.objects.get(pk=clock.id)
