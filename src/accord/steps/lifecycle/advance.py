"""Many people at once: their leads walked through their moments, saved in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement
from accord.kernel.actor import Actor, ActorKind
from accord.steps.lifecycle import cards
from accord.steps.lifecycle.contracts import Moved, PersonMoments
from accord.steps.lifecycle.facts import Sight, sights
from accord.steps.lifecycle.models import Lead, Transition, of_people
from accord.steps.lifecycle.moving import enter, tell, transition
from accord.steps.lifecycle.nearness import lacks_of
from accord.steps.lifecycle.rules import stage_of
from accord.steps.lifecycle.walk import Journey, Made, walk

_OPENING_LOCK = 0x6C656164  # "lead": one opens leads at a time
_SAVED = (*cards.SNAPSHOT, "account_id", "industry", "lacks", "lacks_kind")


def hold_openings() -> None:
    """Nobody else opens leads until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_OPENING_LOCK])


def advance(people: Sequence[PersonMoments], version: Version, now: datetime) -> list[Moved]:
    """Every automatic step that these moments bring, in the caller's transaction."""
    if not people:
        return []
    hold_openings()
    leads = _leads([p.person_id for p in people])
    made = _made_by(_met_late(people, leads))
    new: list[Lead] = []
    changed: list[Lead] = []
    rows: list[tuple[Lead, Transition]] = []
    for person in people:
        seen = list(sights(person.moments, person.changes))
        for lead in _under_way(person, leads[person.person_id], version.agreement):
            is_new, before = not lead.stage, _state_of(lead)
            journey = walk(version.agreement, _journey(lead, made.get(lead.pk)), seen)
            rows += _apply(lead, journey, version=version, now=now)
            _learn(lead, person, seen)
            _see_what_lacks(lead, journey, seen, version.agreement)
            if is_new and journey.steps:
                new.append(lead)
            elif not is_new and _state_of(lead) != before:
                changed.append(lead)
    return _save(new, changed, rows, now=now)


def _leads(person_ids: Iterable[int]) -> dict[int, list[Lead]]:
    found: dict[int, list[Lead]] = defaultdict(list)
    for lead in Lead.objects.select_for_update().filter(of_people(person_ids)).order_by("id"):
        found[lead.person_id].append(lead)
    return found


def _under_way(person: PersonMoments, leads: list[Lead], agreement: Agreement) -> list[Lead]:
    """Their open leads; for somebody who never had one, a new one for the first motion."""
    motion = agreement.motions[0].id
    if any(lead.motion == motion for lead in leads):
        return [lead for lead in leads if lead.closed_at is None]
    fresh = Lead(person_id=person.person_id, motion=motion, source=person.source, campaign=person.campaign)
    return [*(lead for lead in leads if lead.closed_at is None), fresh]


def _met_late(people: Sequence[PersonMoments], leads: dict[int, list[Lead]]) -> list[int]:
    """Open leads that stand at their stage since after the earliest of the moments."""
    first = {p.person_id: min(m.at for m in p.moments) for p in people if p.moments}
    return [
        lead.pk
        for person_id, at in first.items()
        for lead in leads[person_id]
        if lead.closed_at is None and lead.entered_stage_at > at
    ]


def _made_by(lead_ids: list[int]) -> dict[int, list[Made]]:
    found: dict[int, list[Made]] = defaultdict(list)
    if lead_ids:
        rows = Transition.objects.filter(Q(lead__in=lead_ids) & standing()).order_by("id")
        for row in rows:
            found[row.lead_id].append(Made(row.effective_at, row.to_stage, cards.is_by_people(row)))
    return found


def standing() -> Q:
    """Neither taken back nor the taking back of another."""
    return Q(undoes=None, undone_by=None)


def _journey(lead: Lead, made: list[Made] | None) -> Journey:
    if not lead.stage:
        return Journey()
    state = cards.state(lead)
    return Journey(state, made or [Made(state.entered_at, state.stage, False)], lead.decided)


def _state_of(lead: Lead) -> tuple[object, ...]:
    return tuple(getattr(lead, name) for name in _SAVED)


def _apply(lead: Lead, journey: Journey, *, version: Version, now: datetime) -> list[tuple[Lead, Transition]]:
    rows = []
    for at, from_stage, step in journey.steps:
        stage = stage_of(version.agreement, step.to)
        if stage is None:
            continue
        row = transition(
            lead,
            step.to,
            from_stage=from_stage,
            actor=Actor(ActorKind.RULE, step.to),
            at=at,
            now=now,
            version=version,
            reason=step.reason,
            evidence=cards.evidence(step.judgement),
        )
        if not from_stage:
            lead.opened_at = at
        enter(lead, stage, agreement=version.agreement, at=at, reason=step.reason)
        rows.append((lead, row))
    if not journey.steps and journey.now is not None:
        lead.has_new_activity = journey.now.has_new_activity
    return rows


def _learn(lead: Lead, person: PersonMoments, seen: list[Sight]) -> None:
    lead.account_id = person.account_id
    if seen and seen[-1].account.get("industry") is not None:
        lead.industry = str(seen[-1].account["industry"])[:200]
    if lead.wake_at is not None and seen and seen[-1].moment.at >= lead.wake_at:
        lead.wake_at = None


def _see_what_lacks(lead: Lead, journey: Journey, seen: list[Sight], agreement: Agreement) -> None:
    """As of the last moment."""
    if seen and lead.stage:
        last = seen[-1]
        facts = last.facts(agreement, journey.decided_at(last.moment.at))
        lacks = lacks_of(agreement, lead.stage, facts) if lead.closed_at is None else ()
        lead.lacks = [[lack.kind, lack.name, lack.words, lack.lacking] for lack in lacks]
        lead.lacks_kind = lacks[0].kind if lacks else ""


def _save(new: list[Lead], changed: list[Lead], rows: list[tuple[Lead, Transition]], *, now: datetime) -> list[Moved]:
    Lead.objects.bulk_create(new)
    if changed:
        Lead.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=list(_SAVED))
    for lead, row in rows:
        row.lead = lead
    Transition.objects.bulk_create([row for _, row in rows])
    tell(rows, now=now)
    return [cards.moved(lead, row) for lead, row in rows]
