"""What the passing of time brings: each step of each clock once, never early.

A sweeper leases what is due by the database's clock and then takes the steps in a transaction of their own; the fence
tells one whose lease went to somebody else that it has nothing to say any more.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accord.agreement.contracts import Version
from accord.agreement.wording import id_words, promise_words
from accord.kernel.actor import PROCESS
from accord.kernel.arrays import array_text
from accord.members import api as members
from accord.members.contracts import MemberCard, WorkCard
from accord.outbox import api as outbox
from accord.outbox.contracts import Telling
from accord.steps.sla import pausing, rules
from accord.steps.sla.book import Book, next_step, reckon
from accord.steps.sla.contracts import Claim, Move
from accord.steps.sla.models import Clock

LEASE = 60.0  # seconds, by the database's clock
GRACE = timedelta(minutes=2)  # what is done later than this was late by an outage
MOVES: Mapping[str, Move] = {"reroute": "reroute", "pool": "pool"}
_KINDS = {
    "remind": "clock_reminder",
    "at risk": "clock_at_risk",
    "broken": "clock_broken",
    "tell manager": "clock_escalated",
}


def is_due(now: datetime) -> bool:
    """Whether anything is; one look into the index, however many clocks are open."""
    return Clock.objects.filter(next_at__lte=now).exists()


def claim(*, now: datetime, limit: int, lease: float) -> list[Claim]:
    """Lease the clocks that are due the longest and that nobody else has; the caller commits."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now, limit, lease])
        fences = dict(cursor.fetchall())
    rows = Clock.objects.filter(pk__in=fences).order_by("id")
    book = Book(PROCESS, now, now)
    return [
        Claim(
            clock_id=row.pk,
            fence=fences[row.pk],
            lead_id=row.subject_id if row.subject_kind == "lead" else None,
            move=_coming_move(book, row, now),
            wakes=row.paused_at is not None,
        )
        for row in rows
    ]


_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM sla_clock
        WHERE next_at <= %s AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY next_at LIMIT %s FOR UPDATE SKIP LOCKED)
    UPDATE sla_clock c SET leased_until = clock_timestamp() + make_interval(secs => %s), fence = c.fence + 1
    FROM due WHERE c.id = due.id
    RETURNING c.id, c.fence
"""


def still_due(claim: Claim, now: datetime) -> bool:
    """Whether what was claimed is still leased so, and still asks for the same."""
    rows = Clock.objects.filter(pk=claim.clock_id, fence=claim.fence, ended_at=None, next_at__lte=now)
    row = rows.first()
    return row is not None and _coming_move(Book(PROCESS, now, now), row, now) == claim.move


def fire(
    claims: Sequence[Claim], *, now: datetime, grace: timedelta = GRACE, moved: bool = False, stays: bool = False
) -> list[int]:
    """Take every step that is due of the clocks still leased so; of a clock whose step takes the lead away, up to that
    step, and only where the caller has `moved` it, or says that it `stays`. Returns the clocks that went on."""
    book = Book(PROCESS, now, now)
    rows = _still(claims, now)
    book.member_ids = {row.member_id for row in rows if row.member_id is not None}
    tellings: list[Telling] = []
    people = _People({row.member_id for row in rows if row.member_id is not None})
    went_on = []
    for row in rows:
        here = (row.next_at, len(row.taken))
        tellings += _take(book, row, now, grace, people, moved=moved, stays=stays)
        row.leased_until = None
        if (row.next_at, len(row.taken)) != here:
            went_on.append(row.pk)
    _save(row for row in rows if not book.has(row))
    book.close()
    outbox.tell_all(tellings, now=now)
    return went_on


def take_all_but_moves(rows: Sequence[Clock], *, now: datetime, grace: timedelta = GRACE) -> None:
    """Take what is due of these clocks, held by the caller, by the version that they run by; but no lead is taken from
    whoever has it."""
    book = Book(PROCESS, now, now, member_ids={row.member_id for row in rows if row.member_id is not None})
    people = _People({row.member_id for row in rows if row.member_id is not None})
    tellings: list[Telling] = []
    for row in rows:
        clause = book.clause(row)
        if clause is None:
            continue
        book.touch(row)
        pausing.lapse(book, row)
        for step in rules.ladder(clause) if row.paused_at is None else ():
            at = rules.reached(rules.read(row.spells), book.hours(row), rules.after(row.allowance, step.percent))
            if step.do in MOVES or str(step) in row.taken or at is None or not _has_come(book, row, at, now):
                continue
            tellings += _one(book, row, step, at, now, grace, people, stays=False)
    book.close()
    outbox.tell_all(tellings, now=now)


def _still(claims: Sequence[Claim], now: datetime) -> list[Clock]:
    """Those whose lease still stands, and that neither ended nor were paused since. One that somebody changes just now
    is left to the next sweep: who sweeps waits for nobody, so that nobody who holds a lead ever waits in a circle."""
    marks = [array_text([one.clock_id for one in claims]), array_text([one.fence for one in claims]), now]
    rows = Clock.objects.raw(_STILL, marks)
    return list(rows)


_STILL = """
    SELECT c.* FROM sla_clock c JOIN unnest(%s::bigint[], %s::bigint[]) AS n(id, fence)
        ON c.id = n.id AND c.fence = n.fence
    WHERE c.ended_at IS NULL AND c.next_at <= %s
    ORDER BY c.id FOR UPDATE OF c SKIP LOCKED
"""


def _save(rows: Iterable[Clock]) -> None:
    """Write what steps change: one short query however many rows."""
    said = [
        (r.pk, json.dumps(r.taken), r.next_at, r.broken_at, r.broken_by, r.reroutes, r.due_at, r.at_risk_at)
        for r in rows
    ]
    if said:
        with connection.cursor() as cursor:
            cursor.execute(_SAVE, [array_text(column) for column in zip(*said, strict=True)])


_SAVE = """
    UPDATE sla_clock c SET taken = n.taken::jsonb, next_at = n.next_at, broken_at = n.broken_at,
        broken_by = n.broken_by, reroutes = n.reroutes, due_at = n.due_at, at_risk_at = n.at_risk_at,
        leased_until = NULL
    FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::bigint[], %s::smallint[],
                %s::timestamptz[], %s::timestamptz[])
        AS n(id, taken, next_at, broken_at, broken_by, reroutes, due_at, at_risk_at)
    WHERE c.id = n.id
"""


def _coming_move(book: Book, row: Clock, now: datetime) -> Move:
    """The first step that is due and takes the lead from whoever has it."""
    clause = book.clause(row)
    if clause is None or row.paused_at is not None:
        return ""
    spells = rules.read(row.spells)
    for step in rules.ladder(clause):
        if step.do in MOVES and str(step) not in row.taken:
            at = rules.reached(spells, book.hours(row), rules.after(row.allowance, step.percent))
            return _move(row, step.do) if at is not None and _has_come(book, row, at, now) else ""
    return ""


def _has_come(book: Book, row: Clock, at: datetime, now: datetime) -> bool:
    """Whether a step that comes at `at` is due by the version that the clock runs by: from the instant on in which
    another one takes its place, that one says what is due."""
    version = book.version_of(row.agreement_id)
    last = version.superseded_at if version else None
    return at <= now and (last is None or at < last)


def _move(row: Clock, do: str) -> Move:
    """A lead that was routed again often enough goes to nobody."""
    return "pool" if do == "reroute" and row.reroutes >= rules.MOST_REROUTES else MOVES[do]


def _take(
    book: Book, row: Clock, now: datetime, grace: timedelta, people: "_People", *, moved: bool, stays: bool
) -> Iterable[Telling]:
    clause = book.clause(row)
    if clause is None:
        row.next_at = None
        return
    pausing.lapse(book, row)
    hours = book.hours(row)
    while row.paused_at is None:
        step, at = next_step(row, clause, hours)
        if step is None or at is None or not _has_come(book, row, at, now):
            row.next_at = at
            return
        if step.do in MOVES and not moved and not stays:
            row.next_at = at  # whoever has claimed it thinks that nothing moves: the next sweep does
            return
        yield from _one(book, row, step, at, now, grace, people, stays=stays and step.do in MOVES)
        if step.do in MOVES:
            reckon(row, clause, hours)
            return
    row.next_at = row.paused_until


def _one(
    book: Book,
    row: Clock,
    step: rules.Step,
    at: datetime,
    now: datetime,
    grace: timedelta,
    people: "_People",
    *,
    stays: bool,
) -> Iterable[Telling]:
    at = max(at, row.reckoned_at or at)  # nobody could take it before there was this time for it
    row.taken = [*row.taken, str(step)]
    if step.do == "broken":
        row.broken_at, row.broken_by = at, row.member_id
    if step.do == "reroute" and not stays:
        row.reroutes += 1
    late = int((now - at).total_seconds()) if now - at > grace else 0
    version = book.version_of(row.agreement_id)
    to = people.of(step.do, row, version) if version else []
    said: dict[str, Any] = {"do": step.do, "percent": step.percent, "late_by_outage": late, "to": to}
    book.tell(row, "ClockStepTaken", at=at, **said | ({"stays": True} if stays else {}))
    clause = book.clause(row)
    body = {
        "clock": row.pk,
        "service": row.service,
        "words": {"service": promise_words(clause) if clause else id_words(row.service)},
        "percent": step.percent,
        "due": row.due_at,
        "member": row.member_id,
    }
    if step.do in MOVES:
        return  # whoever moves it tells where to
    yield Telling(
        kind=_KINDS[step.do],
        to=to,
        about=(row.subject_kind, row.subject_id),
        body={name: value.isoformat() if isinstance(value, datetime) else value for name, value in body.items()},
        key=f"clock:{row.pk}:{step}",
    )


class _People:
    """Who hears of a step: whoever owes it, their manager, or who signs for the side; read once."""

    def __init__(self, member_ids: set[int]) -> None:
        self._work: dict[int, WorkCard] = members.work_of(member_ids) if member_ids else {}
        self._signs: dict[str, MemberCard | None] = {}

    def of(self, do: str, row: Clock, version: Version) -> list[int]:
        """Numbers of members; nobody owes it in person: who signs for the side."""
        if do == "tell manager" or row.member_id is None:
            work = self._work.get(row.member_id or 0)
            above = work.manager_id if work is not None and do == "tell manager" else None
            return [above] if above is not None else self._signer(row.owed_by, version)
        return [row.member_id]

    def _signer(self, side: str, version: Version) -> list[int]:
        party = version.agreement.party(side)
        assert party is not None, "a clock is owed by one of both sides"
        address = party.signs
        if address not in self._signs:
            self._signs[address] = members.by_email(address)
        found = self._signs[address]
        return [found.id] if found is not None else []
