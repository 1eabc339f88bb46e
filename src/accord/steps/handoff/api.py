"""Verbs of the hand-off's room. Locks are taken in this order: leads, turns, hand-offs."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement, RejectReason
from accord.kernel.actor import PROCESS, Actor
from accord.members.contracts import MemberCard
from accord.outbox.contracts import Hold
from accord.steps.handoff import cards, deciding, dry, fairness, holding, offering, queueing, rules, telling, turns
from accord.steps.handoff.choosing import Choosing
from accord.steps.handoff.contracts import (
    Counts,
    Crew,
    Dealing,
    DecisionCard,
    Filters,
    HandoffCard,
    HandoffRefused,
    Page,
    PassedOver,
    Portion,
    Pulse,
    Ready,
)
from accord.steps.handoff.eligibility import Load
from accord.steps.handoff.fingerprints import fingerprint
from accord.steps.handoff.models import Handoff, of_people
from accord.steps.handoff.rules import LEAD, Credits, home_team, is_offered_at, is_over
from accord.steps.handoff.telling import decisions_on

__all__ = ["LEAD", "Choosing", "Credits", "Load", "fingerprint", "home_team", "is_offered_at", "is_over"]

EVERYTHING = Filters()


@transaction.atomic
def offer(
    ready: Iterable[Ready], *, version: Version, now: datetime, crew: Crew, hold: Hold | None = None
) -> list[HandoffCard]:
    """Hand each lead that entered a stage of `handoff.at` to a member, by the first route that takes it; a lead that
    is handed to somebody already is left out. Who gets one hears of it under the `hold`.

    With nobody eligible the hand-off waits without a member. Raises HandoffRefused where the agreement has no routing.
    """
    return offering.offer(ready, version=version, now=now, crew=crew, hold=hold)


def waiting_for(member_ids: Collection[int]) -> list[HandoffCard]:
    """What these members have not answered yet, what came first first; what they put off too."""
    rows = Handoff.objects.filter(member_id__in=member_ids, closed_at=None, accepted_at=None)
    return [cards.card(row) for row in rows.order_by("id")]


def is_waiting() -> bool:
    """Whether any lead waits because nobody was eligible."""
    return offering.is_waiting()


def waiting(*, limit: int) -> list[HandoffCard]:
    """Hand-offs that nobody was eligible for, the one tried the longest ago first, then by priority."""
    return offering.waiting(limit)


def anybody(crew: Crew, *, version: Version, now: datetime) -> bool:
    """Whether any member of the crew could get some lead at this instant."""
    return offering.anybody(crew, version.agreement, now)


@transaction.atomic
def pick_up(ready: Iterable[Ready], *, version: Version, now: datetime, crew: Crew) -> list[HandoffCard]:
    """Hand out those of these leads that wait for nobody and somebody is eligible for now, in order of priority; the
    others keep the reasons of this try. Hold the leads first."""
    return offering.pick_up(ready, version=version, now=now, crew=crew)


@transaction.atomic
def reroute(one: Ready, *, version: Version, now: datetime, crew: Crew) -> HandoffCard | None:
    """A clock takes an open hand-off from whoever has it: somebody gets it by the routes whom no clock took it from;
    they get the turn back. Where the others all had it so, it is in the pool; None where nobody else is eligible: it
    stays where it is. Raises HandoffRefused where there is no open one. Hold the lead first."""
    return offering.reroute(one, version=version, now=now, crew=crew)


@transaction.atomic
def pool(*, handoff_id: int, now: datetime) -> HandoffCard:
    """A clock takes an open hand-off from whoever has it, for anybody to take. Raises HandoffRefused where it is
    decided."""
    turns.hold_turns()
    row = deciding.open_row(handoff_id)
    offering.lapse(row, now=now)
    deciding.assign(row, None, actor=PROCESS, now=now)
    return cards.card(row)


@transaction.atomic
def offer_anew(
    one: Ready, *, actor: Actor, reason: str, version: Version, now: datetime, crew: Crew, stays: bool = False
) -> HandoffCard | None:
    """Whoever has the open hand-off of a lead does not answer it: it is offered by the routes as at first, and they
    get the turn back. With nobody eligible it waits without a member or, where it `stays`, with the one it has (None).
    Raises HandoffRefused where there is no open one. Hold the lead first."""
    return offering.offer_anew(one, actor=actor, reason=reason, version=version, now=now, crew=crew, stays=stays)


def choosing(
    *, agreement: Agreement, crew: Crew, owed: Callable[[str], Credits], load: Load, now: datetime
) -> Choosing:
    """Choices one after another as they would be made at an instant, without anybody getting anything. `owed` gives
    the credits of a team by its name; they and `load` change with every choice."""
    return Choosing(agreement, crew, owed=owed, load=load, now=now)


def portions(*, since: datetime | None = None) -> list[Portion]:
    """What each member of each team was given beside what their parts of all turns come to."""
    return fairness.portions(since)


def passed_over(*, since: datetime | None = None) -> list[PassedOver]:
    """Why each member of each team did not get leads that were dealt out in turn, and how often."""
    return fairness.passed_over(since)


def dealings(*, takers: Collection[tuple[str, int]]) -> dict[tuple[str, int], Dealing]:
    """When these members took turns in these teams and gave them back, from the beginning, by (team, member)."""
    return fairness.dealings(takers)


def owed(ahead: Dealing, behind: Dealing) -> int:
    """By how many more than one somebody may be ahead of somebody alike just now: what the other gave back since the
    last lead of the one ahead, and has not made up for."""
    return rules.owed(ahead, behind)


def last_offered(*, limit: int) -> list[HandoffCard]:
    """The last hand-offs that went by a route or in turn, in the order they were offered."""
    return dry.last_offered(limit)


def given_back_after(at: datetime, *, besides: Collection[int]) -> list[HandoffCard]:
    """Hand-offs of before an instant whose turn was given back after it, without these."""
    return dry.given_back_after(at, besides)


def held_at(at: datetime, *, besides: Collection[int]) -> list[dry.Held]:
    """Who had or got what just before an instant, without these hand-offs."""
    return dry.held_at(at, besides)


@transaction.atomic
def take(one: Ready, *, member_id: int, actor: Actor, version: Version, now: datetime) -> HandoffCard:
    """A lead that a member brought themselves: theirs at once, out of turn. An open hand-off of it is theirs now."""
    turns.hold_turns()
    row = Handoff.objects.select_for_update().filter(lead_id=one.lead_id, closed_at=None).first()
    if row is None:
        row = offering.new(one, version=version, now=now)
        row.save()
    if row.member_id != member_id:
        deciding.assign(row, member_id, actor=actor, now=now)
    if row.accepted_at is None:
        deciding.accept(row, member_id, now=now, on_behalf=False)
    return cards.card(row)


@transaction.atomic
def accept(*, handoff_id: int, member_id: int, now: datetime, on_behalf: bool = False) -> HandoffCard:
    """The member takes the lead; one that nobody had is theirs now. Raises HandoffRefused where it is somebody
    else's (unless done on their behalf) or decided."""
    row = deciding.open_row(handoff_id)
    deciding.accept(row, member_id, now=now, on_behalf=on_behalf)
    return cards.card(row)


@transaction.atomic
def reject(
    *,
    handoff_id: int,
    member_id: int,
    reason: str,
    note: str = "",
    now: datetime,
    version: Version,
    on_behalf: bool = False,
) -> RejectReason:
    """The member gives the lead back and gets the turn back; returns what the agreement says comes then. Raises
    HandoffRefused without a reason of the agreement, where it is somebody else's, or decided."""
    clause = deciding.reject_reason(version.agreement, reason)
    turns.hold_turns()
    deciding.reject(deciding.open_row(handoff_id), member_id, clause, note=note, now=now, on_behalf=on_behalf)
    return clause


@transaction.atomic
def recycle(
    *, handoff_id: int, member_id: int, reason: str, note: str = "", now: datetime, on_behalf: bool = False
) -> None:
    """The member sends the lead back to marketing. Raises HandoffRefused where it is somebody else's, or decided."""
    row = deciding.open_row(handoff_id)
    deciding.recycle(row, member_id, reason, note=note, now=now, on_behalf=on_behalf)


@transaction.atomic
def snooze(
    *, handoff_id: int, member_id: int, until: datetime, now: datetime, note: str = "", on_behalf: bool = False
) -> HandoffCard:
    """Out of the member's queue until that instant, or until the person does something that counts; then it is at its
    usual place again. Raises HandoffRefused where it is not theirs, decided, past, or more than thirty days ahead."""
    row = deciding.open_row(handoff_id)
    deciding.snooze(row, member_id, until=until, note=note, now=now, on_behalf=on_behalf)
    return cards.card(row)


@transaction.atomic
def wake(*, handoff_id: int, member_id: int, now: datetime, on_behalf: bool = False) -> HandoffCard:
    """A snoozed lead is in its member's queue again, before its time. Raises HandoffRefused where it is not theirs,
    decided, or awake."""
    row = deciding.open_row(handoff_id)
    deciding.wake(row, member_id, now=now, on_behalf=on_behalf)
    return cards.card(row)


@transaction.atomic
def assign(*, handoff_id: int, member_id: int | None, actor: Actor, now: datetime) -> HandoffCard:
    """Give an open hand-off to another member, or to nobody. Raises HandoffRefused where it is decided."""
    turns.hold_turns()
    row = deciding.open_row(handoff_id)
    deciding.assign(row, member_id, actor=actor, now=now)
    return cards.card(row)


@transaction.atomic
def withdraw(lead_ids: Iterable[int], *, actor: Actor, now: datetime, reason: str) -> None:
    """Take the open hand-offs of these leads away."""
    turns.hold_turns()
    rows = Handoff.objects.select_for_update().filter(lead_id__in=set(lead_ids), closed_at=None).order_by("id")
    deciding.withdraw(rows, actor=actor, now=now, reason=reason, closed_as="withdrawn")


@transaction.atomic
def follow_stages(stages: Mapping[int, str], *, actor: Actor, version: Version, now: datetime) -> None:
    """Leads moved: their open hand-offs show the new stage, or end where marketing has the lead back or the deal is
    decided."""
    if not stages:
        return
    turns.hold_turns()
    rows = list(Handoff.objects.select_for_update().filter(lead_id__in=stages, closed_at=None).order_by("id"))
    over = [row for row in rows if rules.is_over(version.agreement, stages[row.lead_id])]
    for row in rows:
        offering.restage(row, version.agreement, stage=stages[row.lead_id], grade=row.grade, units=row.units)
    offering.save_places(rows)
    for row in over:
        deciding.withdraw([row], actor=actor, now=now, reason=f"the lead is {row.stage}", closed_as="done")


def reprioritise(people: Mapping[int, tuple[str, int]], *, version: Version, wakes: bool = True) -> int:
    """Person → (grade, engagement in units) as they are now; returns how many open hand-offs it changed. More
    engagement than before wakes what is snoozed, unless time alone made it more (`wakes` False)."""
    rows = Handoff.objects.select_for_update().filter(of_people(people), closed_at=None).order_by("id")
    with transaction.atomic():
        changed = [row for row in rows if (row.grade, row.units) != people[row.person_id]]
        for row in changed:
            grade, units = people[row.person_id]
            if wakes and units > row.units:
                row.snoozed_until = None
            offering.restage(row, version.agreement, stage=row.stage, grade=grade, units=units)
        offering.save_places(changed)
    return len(changed)


def follow_people(people: Mapping[int, int]) -> None:
    """Lead → person it belongs to now, after a merge or its undoing."""
    rows = list(Handoff.objects.select_for_update().filter(lead_id__in=people).order_by("id"))
    for row in rows:
        row.person_id = people[row.lead_id]
    Handoff.objects.bulk_update(rows, ["person_id"], batch_size=500)


def queue(
    *,
    member_id: int | None,
    everybody: bool = False,
    filters: Filters = EVERYTHING,
    after: str | None = None,
    limit: int = 50,
    now: datetime | None = None,
) -> Page:
    """What the member has to work, what comes first first; without a member, what nobody was eligible for. What is
    snoozed beyond `now` is left out; without `now`, nothing is.

    One query. Raises HandoffRefused when `after` is no place in a queue.
    """
    return queueing.page(_open(member_id, everybody), filters, now=now, after=after, limit=limit)


def set_due(due: Mapping[int, datetime | None]) -> int:
    """Lead → when the nearest of its open clocks ends, None where none runs: queues are ordered by it. Returns how
    many open hand-offs changed their place. Call it in the transaction that changes the clocks; one query."""
    return queueing.set_due(due)


def counts(*, member_id: int | None, everybody: bool = False, now: datetime | None = None) -> Counts:
    """How long the member's lists are; what is snoozed beyond `now` is in its own."""
    return queueing.counts(_open(member_id, everybody), now=now)


def pulse(*, member_id: int | None, everybody: bool = False, now: datetime | None = None) -> Pulse:
    """The counts, and a print that changes with any hand-off that comes, goes, is answered, put off, given to somebody
    else or takes another place. One query, whatever there is."""
    return queueing.pulse(_open(member_id, everybody), now=now)


def dealt_out(*, members: Sequence[MemberCard], count: int) -> list[int]:
    """Who of these members would get each of so many leads, in turn, beginning with nobody owed one; empty where
    nobody is active. Nothing is handed over."""
    return dry.dealt_out(members, count)


def people_waited_for() -> list[int]:
    """Everybody with an open hand-off."""
    return list(Handoff.objects.filter(closed_at=None).values_list("person_id", flat=True).distinct())


def held_now() -> dict[int, set[str]]:
    """Person → the teams that have an open hand-off of theirs."""
    return holding.now()


def had_before(person_ids: Collection[int], *, at: datetime) -> dict[int, int]:
    """Person → the member who last took a lead of theirs and has it no more, as of an instant."""
    return holding.before(person_ids, at)


def held_through_time(person_ids: Collection[int]) -> dict[int, list[holding.Spell]]:
    """Person → the spells in which a team had a lead of theirs: the team, from when on, until when (None: still)."""
    return holding.through_time(person_ids)


def handoff(handoff_id: int) -> HandoffCard:
    """Raises HandoffRefused where there is none."""
    row = Handoff.objects.filter(pk=handoff_id).first()
    if row is None:
        raise HandoffRefused(f"there is no hand-off {handoff_id}", code="unknown")
    return cards.card(row)


def of_leads(lead_ids: Iterable[int]) -> dict[int, list[HandoffCard]]:
    """The hand-offs of each lead, the latest first."""
    found: dict[int, list[HandoffCard]] = {}
    for row in Handoff.objects.filter(lead_id__in=set(lead_ids)).order_by("-id"):
        found.setdefault(row.lead_id, []).append(cards.card(row))
    return found


def decisions(handoff_ids: Iterable[int]) -> list[DecisionCard]:
    """What was decided on these hand-offs, in order of time."""
    return decisions_on(set(handoff_ids))


def endings(handoff_ids: Iterable[int]) -> dict[int, DecisionCard]:
    """How each of these hand-offs was given back: its rejection or recycling. One query."""
    return telling.endings_of(set(handoff_ids))


def open_one(lead_id: int) -> tuple[int, dict[str, Any]] | None:
    """The number and the `snapshot` of the hand-off that the lead has open."""
    row = Handoff.objects.filter(lead_id=lead_id, closed_at=None).order_by("-id").first()
    return (row.pk, cards.snapshot(row)) if row else None


def snapshot(handoff_id: int) -> dict[str, Any]:
    """What `put_back` needs, as JSON."""
    return cards.snapshot(Handoff.objects.get(pk=handoff_id))


@transaction.atomic
def put_back(*, handoff_id: int, was: Mapping[str, Any], became: Mapping[str, Any], now: datetime) -> HandoffCard:
    """The hand-off as it was before a decision that is taken back; `became` is its snapshot just after it. Raises
    HandoffRefused where it is not so any more."""
    turns.hold_turns()
    row = Handoff.objects.select_for_update().get(pk=handoff_id)
    deciding.put_back(row, was, became, now=now)
    return cards.card(row)


def undone(*, fact_id: int, member_id: int, now: datetime) -> None:
    """Note that the decision of that number in the ledger was taken back. Raises HandoffRefused the second time."""
    deciding.undone(fact_id, member_id, now)


def _open(member_id: int | None, everybody: bool) -> QuerySet[Handoff]:
    rows = Handoff.objects.filter(closed_at=None)
    return rows if everybody else rows.filter(member_id=member_id)
