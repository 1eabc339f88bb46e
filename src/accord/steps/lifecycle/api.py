"""Verbs of the lifecycle's room. `now` is when it is recorded, `at` when it takes effect."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement, Criterion
from accord.kernel.actor import Actor
from accord.kernel.arrays import array_text
from accord.kernel.touch import TraitChange
from accord.steps.lifecycle import advance as advancing
from accord.steps.lifecycle import cards, criteria, hindsight, merging, moving, rules, undoing, withdrawing
from accord.steps.lifecycle.anew import Entry
from accord.steps.lifecycle.contracts import (
    Done,
    Facts,
    Followed,
    Judgement,
    Lack,
    LeadCard,
    Moment,
    Moved,
    MoveRefused,
    Otherwise,
    PersonMoments,
    TransitionCard,
)
from accord.steps.lifecycle.facts import Known, nothing_done
from accord.steps.lifecycle.fingerprints import fingerprint
from accord.steps.lifecycle.graph import Graph, Node, decisions_of, graph_of
from accord.steps.lifecycle.models import OUT_OF_USE, Lead, Transition, of_people

__all__ = ["OUT_OF_USE", "Graph", "Node", "decisions_of", "fingerprint", "graph_of"]


@transaction.atomic
def advance(people: Sequence[PersonMoments], *, version: Version, now: datetime) -> list[Moved]:
    """Every automatic transition that these moments bring; asked again with the same moments, none."""
    return advancing.advance(people, version, now)


def due(*, now: datetime, limit: int = 1000) -> list[int]:
    """People whose cool-down has ended: hand them to `advance` with a moment of time alone at or after its end; they
    are due until it has seen one."""
    rows = Lead.objects.filter(wake_at__lte=now, closed_at=None).order_by("wake_at")
    return list(dict.fromkeys(rows.values_list("person_id", flat=True)[:limit]))


@transaction.atomic
def open_lead(
    *,
    person_id: int,
    account_id: int | None,
    actor: Actor,
    at: datetime,
    now: datetime,
    version: Version,
    motion: str | None = None,
    reason: str = "",
    source: str = "",
    campaign: str = "",
    industry: str = "",
) -> Moved:
    """A lead at the first stage, by hand or import. Raises MoveRefused when one is open for the motion already."""
    agreement = version.agreement
    motion = motion or agreement.motions[0].id
    if motion not in [m.id for m in agreement.motions]:
        raise MoveRefused(f"the agreement has no motion {motion!r}", code="motion")
    advancing.hold_openings()
    if Lead.objects.filter(person_id=person_id, motion=motion, closed_at=None).exists():
        raise MoveRefused(f"the person has an open lead for {motion}", code="open-lead")
    first = agreement.stages[0]
    lead = Lead(person_id=person_id, account_id=account_id, motion=motion, stage="", opened_at=at)
    lead.source, lead.campaign, lead.industry = source, campaign, industry
    row = moving.transition(lead, first.id, actor=actor, at=at, now=now, version=version, reason=reason, evidence={})
    moving.enter(lead, first, agreement=agreement, at=at, reason=reason)
    lead.save()
    row.lead = lead
    row.save()
    moving.tell([(lead, row)], now=now)
    return cards.moved(lead, row)


@transaction.atomic
def move(
    *,
    lead_id: int,
    to: str,
    actor: Actor,
    at: datetime,
    now: datetime,
    version: Version,
    reason: str = "",
    evidence: Mapping[str, Any] | None = None,
    answers: Mapping[str, str] | None = None,
) -> Moved:
    """One transition by whoever asks. Raises MoveRefused, naming the allowed targets, where the graph forbids it,
    where a stage that people decide lacks an answer, or where a recycle lacks a reason of the agreement."""
    return moving.move_locked(
        moving.locked(lead_id),
        to,
        actor=actor,
        at=at,
        now=now,
        version=version,
        reason=reason,
        evidence=evidence or {},
        answers=answers or {},
    )


@transaction.atomic
def decide(
    *,
    lead_id: int,
    decisions: Iterable[str],
    actor: Actor,
    at: datetime,
    now: datetime,
    version: Version,
    facts: Facts,
    reason: str = "",
) -> list[Moved]:
    """Remember decisions of people ("accepted", "deal_opened", …) and take the steps that they open; none where the
    graph has no such way from here. `facts.decided` is not read: the lead's own decisions are."""
    lead = moving.locked(lead_id)
    moving.remember(lead, frozenset(decisions), at)
    lead.save(update_fields=["decided"])
    return list(moving.follow(lead, facts, actor=actor, at=at, now=now, version=version, reason=reason))


@transaction.atomic
def recycle(
    *, lead_id: int, reason: str, actor: Actor, at: datetime, now: datetime, version: Version, note: str = ""
) -> Moved:
    """Back to marketing, with the cool-down of the reason. Raises MoveRefused for an unknown reason, one time too
    many, or a stage without such a way."""
    return moving.by_decision(lead_id, "recycled", reason, actor=actor, at=at, now=now, version=version, note=note)


@transaction.atomic
def disqualify(
    *, lead_id: int, reason: str, actor: Actor, at: datetime, now: datetime, version: Version, note: str = ""
) -> Moved:
    """Not a buyer for us. Raises MoveRefused without a reason, or for a stage without such a way."""
    return moving.by_decision(lead_id, "disqualified", reason, actor=actor, at=at, now=now, version=version, note=note)


@transaction.atomic
def withdraw(*, person_ids: Iterable[int], actor: Actor, now: datetime, reason: str) -> list[int]:
    """The leads of people of whom nothing is known any more are no leads: closed as withdrawn, and in no report or
    list. Their transitions and facts stay. Returns the leads that were not withdrawn before."""
    return withdrawing.withdraw(person_ids, actor=actor, now=now, reason=reason)


def assign(owners: Mapping[int, int | None]) -> None:
    """Lead → member who owns it now."""
    if owners:
        with connection.cursor() as cursor:
            cursor.execute(_ASSIGN, [array_text(list(owners)), array_text(list(owners.values()))])


_ASSIGN = """
    WITH n AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, owner)),
         held AS (SELECT id FROM lifecycle_lead WHERE id IN (SELECT id FROM n) ORDER BY id FOR UPDATE)
    UPDATE lifecycle_lead l SET owner_member_id = n.owner FROM n JOIN held ON held.id = n.id WHERE l.id = n.id
"""


def lead(lead_id: int) -> LeadCard | None:
    found = Lead.objects.filter(pk=lead_id).first()
    return cards.card(found) if found else None


def hold(lead_id: int) -> LeadCard:
    """The lead, kept from changing until the transaction ends. Raises MoveRefused where there is none."""
    return cards.card(moving.locked(lead_id))


def hold_all(lead_ids: Iterable[int]) -> dict[int, LeadCard]:
    """The leads there are of these, kept from changing until the transaction ends."""
    rows = Lead.objects.select_for_update().filter(pk__in=set(lead_ids)).order_by("id")
    return {row.pk: cards.card(row) for row in rows}


def hold_as_it_is(lead_id: int) -> tuple[LeadCard, dict[str, Any]]:
    """`hold`, and what `undo` needs to put back, to be kept as JSON."""
    held = moving.locked(lead_id)
    return cards.card(held), cards.snapshot(held)


def leads(lead_ids: Iterable[int]) -> dict[int, LeadCard]:
    return {row.pk: cards.card(row) for row in Lead.objects.filter(pk__in=set(lead_ids))}


def leads_of(person_ids: Iterable[int]) -> dict[int, list[LeadCard]]:
    """The leads of each person, the latest first; people without one are left out."""
    found: dict[int, list[LeadCard]] = {}
    for row in Lead.objects.filter(of_people(person_ids)).order_by("-opened_at", "-id"):
        found.setdefault(row.person_id, []).append(cards.card(row))
    return found


def with_lead(person_ids: Iterable[int]) -> set[int]:
    """Those of these people who have a lead, or had one."""
    return set(Lead.objects.filter(of_people(person_ids)).values_list("person_id", flat=True))


def leads_of_account(account_id: int, *, limit: int = 100) -> list[LeadCard]:
    """The latest first, without those that were withdrawn."""
    return [cards.card(row) for row in withdrawing.shown(Lead.objects.filter(account_id=account_id))[:limit]]


def at_stages(stages: Sequence[str], *, after: int = 0, limit: int = 1000) -> list[LeadCard]:
    """Open leads at these stages in the order of their numbers, those after number `after`."""
    rows = Lead.objects.filter(stage__in=stages, closed_at=None, pk__gt=after).order_by("id")
    return [cards.card(row) for row in rows[:limit]]


def lacking_one(*, kind: str = "", offset: int = 0, limit: int = 50) -> tuple[list[tuple[LeadCard, list[Lack]]], int]:
    """Open leads that one datum ("datum") or a few points ("points") would make ready, with each thing that would;
    data first, then the latest lead; and how many there are in all. As of the last time each was judged."""
    rows = Lead.objects.filter(closed_at=None).filter(Q(lacks_kind=kind) if kind else ~Q(lacks_kind=""))
    found = rows.order_by("lacks_kind", "-id")[offset : offset + limit]
    return [(cards.card(row), [Lack(*lack) for lack in row.lacks]) for row in found], rows.count()


def lacks_of(lead_id: int) -> list[Lack]:
    """What alone would make an open lead ready, as of the last time it was judged."""
    row = Lead.objects.filter(pk=lead_id, closed_at=None).first()
    return [Lack(*lack) for lack in row.lacks] if row else []


def people_lacking_points() -> list[int]:
    """Whose leads a few points would make ready; with time they lack more."""
    return list(Lead.objects.filter(closed_at=None, lacks_kind="points").values_list("person_id", flat=True))


def history(lead_ids: Iterable[int]) -> dict[int, list[TransitionCard]]:
    """The transitions of each lead in the order they were recorded, undone ones included."""
    rows = list(Transition.objects.filter(lead__in=set(lead_ids)).order_by("id"))
    undone = {row.undoes_id for row in rows}
    found: dict[int, list[TransitionCard]] = {}
    for row in rows:
        found.setdefault(row.lead_id, []).append(cards.transition_card(row, is_undone=row.pk in undone))
    return found


def instants_of(transitions: Sequence[TransitionCard], versions: Mapping[int, Version]) -> list[datetime]:
    """The instants, besides its touches, at which `in_hindsight` has to see a lead; versions by number."""
    return hindsight.instants_of(hindsight.standing(transitions), versions)


def in_hindsight(
    *,
    lead_id: int,
    transitions: Sequence[TransitionCard],
    moments: Sequence[tuple[Version, Moment]],
    changes: Sequence[TraitChange],
    versions: Mapping[int, Version],
) -> tuple[Otherwise, ...]:
    """What would have been different had all these moments been known in time, each judged by its version; what
    people decided stays decided. Reads only."""
    standing = hindsight.standing(transitions)
    return hindsight.otherwise(lead_id, standing, moments=moments, changes=changes, versions=versions)


def entered_anew(
    *,
    lead_id: int | None,
    transitions: Sequence[TransitionCard],
    moments: Sequence[tuple[Version, Moment]],
    changes: Sequence[TraitChange],
    versions: Mapping[int, Version],
) -> tuple[Entry, ...]:
    """The stages that a lead would have entered, as `in_hindsight` walks it; none for one that is out of use. Without a
    lead: of somebody who never had one."""
    standing = hindsight.standing(transitions)
    return hindsight.entered_anew(lead_id, standing, moments=moments, changes=changes, versions=versions)


def ways(card: LeadCard, version: Version) -> tuple[str, ...]:
    """The stages that a person may move the lead to from where it is."""
    here = rules.stage_of(version.agreement, card.stage)
    return here.goes_to if here and card.closed_as not in OUT_OF_USE else ()


@transaction.atomic
def undo(
    *,
    lead_id: int,
    transitions: Sequence[int],
    was: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    version: Version,
) -> list[int]:
    """Take back these transitions by compensating ones. Raises MoveRefused when something happened since."""
    return undoing.undo(lead_id, transitions, was, actor=actor, now=now, version=version)


@transaction.atomic
def follow_merge(*, survivor_id: int, loser_id: int, account_id: int | None, now: datetime) -> list[Followed]:
    """The loser's leads become the survivor's; of two open ones for one motion the younger is closed as merged."""
    return merging.merge(survivor_id, loser_id, account_id, now=now)


@transaction.atomic
def follow_unmerge(*, survivor_id: int, loser_id: int, now: datetime) -> list[Followed]:
    """Leads that the merge brought go back, and what it closed is open again."""
    return merging.unmerge(survivor_id, loser_id, now=now)


def facts(
    *,
    agreement: Agreement,
    scores: Mapping[str, int],
    person: Mapping[str, Any],
    account: Mapping[str, Any],
    done: Done = nothing_done,
) -> Facts:
    """What is known: scores in units, traits of the person and of the account, and, where given, what they did."""
    return Known(agreement=agreement, scores=scores, person=person, account=account, done=done)


def judged(criterion: Criterion, facts: Facts, agreement: Agreement) -> Judgement:
    """Whether a criterion holds of somebody, why, and what is lacking."""
    return criteria.judge(criterion, facts, agreement.lists)


def stages_ever() -> list[str]:
    """Every stage that a lead was ever moved to; looked up in the index one by one."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGES_EVER)
        return [row[0] for row in cursor.fetchall()]


_STAGES_EVER = """
    WITH RECURSIVE s(stage) AS (
        (SELECT to_stage FROM lifecycle_transition ORDER BY to_stage LIMIT 1)
        UNION ALL
        SELECT (SELECT to_stage FROM lifecycle_transition t WHERE t.to_stage > s.stage ORDER BY to_stage LIMIT 1)
        FROM s WHERE s.stage IS NOT NULL
    )
    SELECT stage FROM s WHERE stage IS NOT NULL
"""


def ladder(agreement: Agreement) -> tuple[str, ...]:
    """The stages of the way from the first to won, in order; recycled, disqualified and lost stand beside it."""
    beside = {"recycled", "disqualified", "deal_lost"}
    return tuple(stage.id for stage in agreement.stages if beside.isdisjoint(decisions_of(stage)))
