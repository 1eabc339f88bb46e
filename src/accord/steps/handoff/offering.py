"""A ready lead is given to the member whose turn it is, or waits in the queue of nobody."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement
from accord.kernel.actor import PROCESS, Actor
from accord.kernel.arrays import array_text
from accord.ledger import api as ledger
from accord.members.contracts import MemberCard
from accord.steps.handoff import rules
from accord.steps.handoff.cards import card
from accord.steps.handoff.contracts import HandoffCard, Ready
from accord.steps.handoff.models import Assignment, Handoff
from accord.steps.handoff.turns import Table, hold_turns

Candidates = Mapping[str, Sequence[MemberCard]]


def offer(ready: Iterable[Ready], *, version: Version, now: datetime, candidates: Candidates) -> list[HandoffCard]:
    agreement = version.agreement
    wanted = {r.lead_id: r for r in ready if rules.is_offered_at(agreement, r.stage)}
    if not wanted:
        return []
    hold_turns()
    busy = set(Handoff.objects.filter(lead_id__in=wanted, closed_at=None).values_list("lead_id", flat=True))
    team = rules.route(agreement).team
    table = Table(team)
    rows = []
    for one in sorted(wanted.values(), key=lambda r: (r.at, r.lead_id)):
        if one.lead_id not in busy:
            row = new(one, version=version, now=now, team=team)
            _give(row, table, candidates.get(team, ()), now)
            rows.append(row)
    Handoff.objects.bulk_create(rows)
    table.save()
    _tell("HandoffOffered", rows, now=now, actor=PROCESS)
    return [card(row) for row in rows]


def pick_up(*, now: datetime, candidates: Candidates) -> list[HandoffCard]:
    hold_turns()
    given: list[Handoff] = []
    for team, members in candidates.items():
        if not any(m.is_active for m in members):
            continue
        table = Table(team)
        waiting = Handoff.objects.select_for_update(skip_locked=True).filter(team=team, member_id=None, closed_at=None)
        for row in waiting.order_by("rank", "offered_at", "id"):
            _give(row, table, members, now)
            given.append(row)
        table.save()
    Handoff.objects.bulk_update(given, ["member_id", "assigned_at", "candidates", "share"], batch_size=500)
    Assignment.objects.bulk_create(
        [Assignment(handoff=row, member_id=row.member_id, actor=str(PROCESS), at=now) for row in given]
    )
    _tell("HandoffPickedUp", given, now=now, actor=PROCESS)
    return [card(row) for row in given]


def new(one: Ready, *, version: Version, now: datetime, team: str) -> Handoff:
    """A hand-off to nobody yet, not saved."""
    agreement = version.agreement
    return Handoff(
        lead_id=one.lead_id,
        person_id=one.person_id,
        account_id=one.account_id,
        motion=one.motion,
        team=team,
        stage=one.stage,
        stage_rank=rules.stage_rank(agreement, one.stage),
        grade=one.grade,
        units=one.units,
        rank=rules.rank(agreement, one.stage, one.grade, one.units),
        why=one.why,
        offered_at=now,
        agreement_id=version.id,
    )


def restage(row: Handoff, agreement: Agreement, *, stage: str, grade: str, units: int) -> None:
    row.stage, row.grade, row.units = stage, grade, units
    row.stage_rank = rules.stage_rank(agreement, stage)
    row.rank = rules.rank(agreement, stage, grade, units)


def save_places(rows: Sequence[Handoff]) -> None:
    """Write what `restage` changed: one short query for many rows and for one."""
    if not rows:
        return
    columns = zip(*((r.pk, r.stage, r.stage_rank, r.grade, r.units, r.rank) for r in rows), strict=True)
    asleep = array_text([row.pk for row in rows if row.snoozed_until is not None])
    with connection.cursor() as cursor:
        cursor.execute(_SAVE_PLACES, [asleep, *(array_text(column) for column in columns)])


_SAVE_PLACES = """
    UPDATE handoff_handoff h SET stage = n.stage, stage_rank = n.stage_rank, grade = n.grade, units = n.units,
        rank = n.rank, snoozed_until = CASE WHEN h.id = ANY (%s::bigint[]) THEN h.snoozed_until END
    FROM unnest(%s::bigint[], %s::text[], %s::smallint[], %s::text[], %s::bigint[], %s::bigint[])
        AS n(id, stage, stage_rank, grade, units, rank)
    WHERE h.id = n.id
"""


def _give(row: Handoff, table: Table, members: Sequence[MemberCard], now: datetime) -> None:
    turn = table.take(members)
    row.member_id, row.candidates = turn.member_id, list(turn.candidates)
    row.assigned_at = now if turn.member_id is not None else None
    row.share = {str(member): gain for member, gain in turn.share.items()}


def _tell(kind: str, rows: list[Handoff], *, now: datetime, actor: Actor) -> None:
    entries = [
        ledger.Entry(
            kind=kind,
            subject_kind="lead",
            subject_id=row.lead_id,
            at=now,
            actor=actor,
            agreement_id=row.agreement_id,
            body={"handoff": row.pk, "member": row.member_id, "candidates": row.candidates},
        )
        for row in rows
    ]
    ledger.record_all(entries, now=now)
