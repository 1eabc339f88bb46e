"""A ready lead is given to the member whose turn it is, or waits in the queue of nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement
from accord.kernel.actor import PROCESS, Actor
from accord.kernel.arrays import array_text
from accord.kernel.instants import to_micros
from accord.ledger import api as ledger
from accord.outbox import api as outbox
from accord.outbox.contracts import Hold, Telling
from accord.steps.handoff import rules
from accord.steps.handoff.cards import card
from accord.steps.handoff.choosing import Choosing
from accord.steps.handoff.contracts import Choice, Crew, HandoffCard, HandoffRefused, Ready, Rep
from accord.steps.handoff.eligibility import Load, day_began, keeps_hours, presence, reads_load, room
from accord.steps.handoff.loading import load_of
from accord.steps.handoff.models import OPEN, WAITING, Assignment, Handoff, Lapse
from accord.steps.handoff.turns import Tables, give_back, hold_turns


def offer(
    ready: Iterable[Ready], *, version: Version, now: datetime, crew: Crew, hold: Hold | None = None
) -> list[HandoffCard]:
    agreement = version.agreement
    wanted = {r.lead_id: r for r in ready if rules.is_offered_at(agreement, r.stage)}
    if not wanted:
        return []
    hold_turns()
    busy = set(Handoff.objects.filter(lead_id__in=wanted, closed_at=None).values_list("lead_id", flat=True))
    tables = Tables()
    choosing = _choosing(agreement, crew, tables, now)
    rows = []
    for one in sorted(wanted.values(), key=lambda r: (r.at, r.lead_id)):
        if one.lead_id not in busy:
            row = new(one, version=version, now=now)
            _give(row, choosing.choose(one), version, now)
            rows.append(row)
    Handoff.objects.bulk_create(rows)
    tables.save()
    _tell("HandoffOffered", rows, now=now, hold=hold)
    return [card(row) for row in rows]


def waiting(limit: int) -> list[HandoffCard]:
    """What nobody was eligible for: what was tried the longest ago first, then by priority."""
    return [card(row) for row in Handoff.objects.filter(WAITING).order_by("tried_at", "rank", "id")[:limit]]


def is_waiting() -> bool:
    return Handoff.objects.filter(WAITING).exists()


def anybody(crew: Crew, agreement: Agreement, now: datetime) -> bool:
    load = _load(crew, agreement, now)
    everybody = _everybody(crew)
    return any(
        presence(rep, at_work=keeps_hours(route, agreement), now=now) is None and room(rep, route, load) is None
        for route in agreement.routing
        for rep in (crew.teams.get(route.team, ()) if route.team else everybody.values())
    )


def pick_up(ready: Iterable[Ready], *, version: Version, now: datetime, crew: Crew) -> list[HandoffCard]:
    """Those of these leads that nobody had and somebody is eligible for now."""
    asked = {one.lead_id: one for one in ready}
    hold_turns()
    rows = list(Handoff.objects.select_for_update().filter(WAITING, lead_id__in=asked).order_by("id"))
    tables = Tables()
    choosing = _choosing(version.agreement, crew, tables, now)
    lapsed = _lapsed(rows)
    for row in sorted(rows, key=lambda row: (row.rank, row.offered_at, row.pk)):
        _give(row, choosing.choose(_without(asked[row.lead_id], lapsed[row.pk])), version, now)
    Handoff.objects.bulk_update(rows, _CHOSEN, batch_size=500)
    tables.save()
    return _assigned("HandoffPickedUp", [row for row in rows if row.member_id is not None], now)


def reroute(one: Ready, *, version: Version, now: datetime, crew: Crew) -> HandoffCard | None:
    """Somebody gets the open hand-off of a lead who did not have it, by the routes. Where it could only go back to
    somebody it was taken from, it is in the pool; None where nobody else is eligible, so that it stays where it is."""
    row = _held(one)
    tables = Tables()
    before = _lapsed([row])[row.pk]
    has = {row.member_id} if row.member_id is not None else set()
    choice = _choosing(version.agreement, crew, tables, now).choose(_without(one, before | has))
    if choice.member_id is None and not rules.is_kept_from(choice, before - has):
        return None
    lapse(row, now=now)
    _give_anew(row, choice, tables, version, now)
    if row.member_id is None:
        row.tried_at = None
        row.save(update_fields=["tried_at"])
    return _assigned("HandoffRerouted", [row], now)[0]


def offer_anew(
    one: Ready, *, actor: Actor, reason: str, version: Version, now: datetime, crew: Crew, stays: bool
) -> HandoffCard | None:
    """As at first, but not to those a clock took it from; with nobody eligible it waits, or stays where it is."""
    row = _held(one)
    tables = Tables()
    choice = _choosing(version.agreement, crew, tables, now).choose(_without(one, _lapsed([row])[row.pk]))
    if stays and choice.member_id is None:
        return None
    _give_anew(row, choice, tables, version, now)
    return _assigned("HandoffRerouted", [row], now, actor=actor, reason=reason)[0]


def lapse(row: Handoff, *, now: datetime) -> None:
    """A clock takes it from whoever has it."""
    if row.member_id is not None:
        Lapse.objects.create(handoff=row, member_id=row.member_id, at=now)


def _held(one: Ready) -> Handoff:
    hold_turns()
    row = Handoff.objects.select_for_update().filter(OPEN, lead_id=one.lead_id).first()
    if row is None:
        raise HandoffRefused("the lead has no open hand-off", code="decided")
    return row


def _lapsed(rows: Sequence[Handoff]) -> dict[int, set[int]]:
    """Whom a clock took each of these hand-offs from."""
    found: dict[int, set[int]] = {row.pk: set() for row in rows}
    for number, member in Lapse.objects.filter(handoff_id__in=found).values_list("handoff_id", "member_id"):
        found[number].add(member)
    return found


def _without(one: Ready, member_ids: Iterable[int]) -> Ready:
    had = dict.fromkeys(member_ids, "had it already and did not answer")
    return replace(one, barred={**had, **one.barred}) if had else one


def _give_anew(row: Handoff, choice: Choice, tables: Tables, version: Version, now: datetime) -> None:
    """The turn that it took is given back, and whatever whoever had it did with it is over."""
    if row.share:
        give_back(row, tables(row.team), now=now)
    _give(row, choice, version, now)
    row.accepted_at = row.snoozed_until = None
    row.save(update_fields=[*_CHOSEN, "turns_back", "accepted_at", "snoozed_until"])
    tables.save()


def new(one: Ready, *, version: Version, now: datetime) -> Handoff:
    """A hand-off to nobody yet, not saved."""
    agreement = version.agreement
    return Handoff(
        lead_id=one.lead_id,
        person_id=one.person_id,
        account_id=one.account_id,
        motion=one.motion,
        team=rules.home_team(agreement),
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


_CHOSEN = ("member_id", "assigned_at", "team", "share", "route", "candidates", "passed", "routed_by", "tried_at")


def _choosing(agreement: Agreement, crew: Crew, tables: Tables, now: datetime) -> Choosing:
    return Choosing(agreement, crew, owed=tables, load=_load(crew, agreement, now), now=now)


def _everybody(crew: Crew) -> dict[int, Rep]:
    return {rep.member.id: rep for reps in (*crew.teams.values(), crew.owners.values()) for rep in reps}


def _load(crew: Crew, agreement: Agreement, now: datetime) -> Load:
    """Nothing where no choice depends on it."""
    everybody = _everybody(crew)
    if not reads_load(agreement, list(everybody.values())):
        return Load()
    return load_of({member: day_began(rep, now) for member, rep in everybody.items()})


def _give(row: Handoff, choice: Choice, version: Version, now: datetime) -> None:
    row.member_id, row.team, row.route = choice.member_id, choice.team, choice.route
    row.assigned_at, row.tried_at = (now, None) if choice.member_id is not None else (None, now)
    row.share = {str(member): gain for member, gain in choice.share.items()}
    row.candidates, row.passed, row.routed_by = list(choice.candidates), list(choice.passed), version.id


def _assigned(
    kind: str, rows: list[Handoff], now: datetime, *, actor: Actor = PROCESS, reason: str = ""
) -> list[HandoffCard]:
    Assignment.objects.bulk_create(
        [Assignment(handoff=row, member_id=row.member_id, actor=str(actor), at=now) for row in rows]
    )
    _tell(kind, rows, now=now, actor=actor, reason=reason)
    return [card(row) for row in rows]


def _tell(
    kind: str,
    rows: Sequence[Handoff],
    *,
    now: datetime,
    actor: Actor = PROCESS,
    reason: str = "",
    hold: Hold | None = None,
) -> None:
    entries = [
        ledger.Entry(
            kind=kind,
            subject_kind="lead",
            subject_id=row.lead_id,
            at=now,
            actor=actor,
            agreement_id=row.routed_by,
            reason=reason,
            body={
                "handoff": row.pk,
                "member": row.member_id,
                "route": row.route,
                "candidates": row.candidates,
                "passed": row.passed,
            },
        )
        for row in rows
    ]
    ledger.record_all(entries, now=now)
    if kind != "HandoffRerouted":  # who moves a lead tells both whom it goes from and to
        outbox.tell_all([handed_off(row) for row in rows if row.member_id is not None], now=now, hold=hold)


def handed_off(row: Handoff) -> Telling:
    """What the member who has it now is told."""
    at = to_micros(row.assigned_at) if row.assigned_at else 0
    return Telling(
        kind="lead_handed_off",
        to=[row.member_id] if row.member_id is not None else [],
        about=("lead", row.lead_id),
        body={"handoff": row.pk, "why": row.why},
        key=f"handoff:{row.pk}:{row.member_id}:{at}",
    )
