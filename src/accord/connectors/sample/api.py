"""The one verb: load the sample company."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from accord.agreement import api as agreements
from accord.connectors.sample import oddities, world
from accord.connectors.sample.beginnings import NotEmpty, is_cut_off, telling
from accord.connectors.sample.cast import AWAY, EVERYBODY, MARA, PASSWORD, REPS, RHEA, SAM, WORK
from accord.connectors.sample.payloads import SOURCES
from accord.connectors.sample.reps import Reps
from accord.connectors.sample.stream import Stream, bodies
from accord.connectors.sample.timetable import begin_of, ticks
from accord.journey import clocking_sweep, river
from accord.kernel.actor import Actor, ActorKind
from accord.members import api as members
from accord.members.contracts import MemberCard, Stated
from accord.reporting import api as reporting
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import IMPORT_PATH

__all__ = ["CAST", "PASSWORD", "Loaded", "NotEmpty", "is_cut_off", "load"]

CAST = tuple((part.email, part.name, part.role) for part in EVERYBODY if part.logs_in)
"""Who can log in: (address, name, role)."""
AGREEMENT = Path(__file__).parents[4] / "examples" / "northwind.yaml"
FULL_PEOPLE, FULL_MONTHS = 5000, 18
SMALL_PEOPLE, SMALL_MONTHS = 600, 6
BATCH = 20_000
CHURN = ("2.1%", "2.9%", "3.4%", "2.65%")
RHEA_DID = Actor(ActorKind.MEMBER, RHEA.email)
Progress = Callable[[int, int, str], None]
"""Called with the days told, the days in all, and the day."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded. `log_ins` are (address, name, role), all with `password`."""

    people: int
    companies: int
    touches: int
    days: int
    password: str
    log_ins: tuple[tuple[str, str, str], ...]
    decisions: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def load(
    *,
    people: int = FULL_PEOPLE,
    months: int = FULL_MONTHS,
    seed: int = 1,
    now: datetime,
    progress: Progress | None = None,
) -> Loaded:
    """Tell the story of the sample company up to `now`; one that was cut off is told anew. Raises NotEmpty."""
    with telling(now=now):
        return _load(people, months, seed, now, progress)


def _load(people: int, months: int, seed: int, now: datetime, progress: Progress | None) -> Loaded:
    days = max(14, round(months * 30.44))
    companies = max(6, people * 9 // 50)
    made = world.build(people=people, companies=companies, days=days, seed=seed)
    begin = begin_of(now, days)
    _hurry()
    cards = _staff(begin)
    agreements.publish(
        text=AGREEMENT.read_text(encoding="utf-8"),
        name=AGREEMENT.name,
        now=begin,
        by=Actor(ActorKind.MEMBER, MARA.email),
    )
    sources = {key: collect.source_named(name=name, now=begin, kind="sample").id for key, name in SOURCES.items()}
    reps = Reps(made, [cards[rep.email] for rep in REPS], now, seed)
    touches = _tell(Stream(made, begin, seed), reps, sources, begin, now, days, progress)
    _report_churn(cards[SAM.email], begin, now)
    members.add_leave(
        member_id=cards[AWAY].id, since=now + timedelta(days=3), until=now + timedelta(days=17), by=RHEA_DID, now=now
    )
    collect.put(source_id=sources["web"], bodies=bodies(oddities.broken(now, seed)), now=now)
    _drain(now)
    return Loaded(
        people=people, companies=companies, touches=touches, days=days, password=PASSWORD,
        log_ins=CAST, decisions=dict(reps.done),
    )  # fmt: skip


def _tell(
    stream: Stream, reps: Reps, sources: dict[str, int], begin: datetime, now: datetime, days: int,
    progress: Progress | None,
) -> int:  # fmt: skip
    """Tick by tick: what the reps did since the last one, then what was sent, the river, and what time brought."""
    touches = 0
    for tick in ticks(begin, now):
        reps.act(tick)
        for source, messages in sorted(stream.until(tick).items()):
            collect.put(source_id=sources[source], bodies=bodies(messages), now=tick, path=IMPORT_PATH)
            touches += len(messages)
        _drain(tick)
        reps.look(tick)
        while clocking_sweep.sweep(now=tick, grace=timedelta.max):
            pass
        if progress is not None:
            progress((tick - begin).days + 1, days, tick.date().isoformat())
    return touches


def _report_churn(by: MemberCard, begin: datetime, now: datetime) -> None:
    """Every thirty days what the billing says, for nothing in Accord tells it."""
    for number, days in enumerate(range(20, (now - begin).days, 30)):
        at, text = begin + timedelta(days=days), CHURN[number % len(CHURN)]
        reporting.report_figure(goal="churn", text=text, source="the billing system", by=by, now=at)


def _hurry() -> None:
    """A story that a crash cuts short is told again: no commit of it need wait for the disk."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")


def _drain(at: datetime) -> None:
    while collect.waiting()[0]:
        river.drain(limit=BATCH, now=at)


def _staff(begin: datetime) -> dict[str, MemberCard]:
    """Some can log in; hashing a password for everybody would take as long as half the story."""
    cards = {part.email: members.add(email=part.email, role=part.role, name=part.name, now=begin,
                                     password=PASSWORD if part.logs_in else None) for part in EVERYBODY}  # fmt: skip
    for email, work in WORK.items():
        stated: Stated = {**work, "manager_id": None if email == SAM.email else cards[SAM.email].id}
        members.set_work(member_id=cards[email].id, by=RHEA_DID, now=begin, **stated)
    return cards
