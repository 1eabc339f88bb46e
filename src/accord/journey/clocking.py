"""A clock starts: what happens to leads and requests, told to the clocks of both sides, in the transaction in which it
happens and after whatever else it changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.kernel.actor import PROCESS, Actor
from accord.members.contracts import MemberCard
from accord.outbox import api as outbox
from accord.outbox.contracts import Hold
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import Moved
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import Changed, Event, Subject

__all__ = [
    "Changed",
    "Event",
    "Subject",
    "ended",
    "given",
    "handed_off",
    "happened",
    "keep_up",
    "moved",
    "show",
    "wake",
    "woken",
]

_GIVEN: tuple[Event, ...] = ("reassigned", "handed_off")
_TOLD_BROKEN = ("broken", "tell manager")
_SIDES: Mapping[str, Event] = {
    "recycled": "recycled",
    "disqualified": "withdrawn",
    "deal_won": "won",
    "deal_lost": "lost",
}


def happened(
    event: Event,
    *,
    lead_ids: Collection[int] = (),
    subjects: Sequence[Subject] = (),
    by: MemberCard | None = None,
    at: datetime,
    now: datetime,
    version: Version,
    hold: Hold | None = None,
) -> list[Changed]:
    """Tell the clocks that `event` happened at `at` to these leads, or to `subjects` (requests, or leads whose owner
    the caller knows better). `by` None: the process did it. Who heard that a promise was broken hears it, under `hold`,
    where it had been kept. Call it with the leads held, after hand-offs changed.

    Returns what changed. Events nobody promised anything for cost one query.
    """
    whole = [*subjects, *_subjects(lead_ids, event, version)]
    if not whole:
        return []
    done = sla.happen(event, whole, actor=actor_of(by), at=at, now=now, version=version)
    if done.changed or done.kept_up:
        _show_subjects(whole)
    _tell_kept(done.changed, by, now, hold)
    return done.changed


def actor_of(by: MemberCard | None) -> Actor:
    """The member, or the process."""
    return PROCESS if by is None else by.actor


def subjects_of(lead_ids: Collection[int]) -> list[Subject]:
    """Leads with whoever has them in hand."""
    leads = lifecycle.leads(lead_ids)
    owners = _owners(lead_ids)
    return [
        Subject(kind="lead", id=number, person_id=card.person_id, member_id=owners.get(number, card.owner_member_id))
        for number, card in sorted(leads.items())
    ]


def handed_off(offered: Sequence[HandoffCard], *, now: datetime, version: Version) -> list[Changed]:
    """Leads were offered, to somebody or to nobody yet."""
    subjects = [
        Subject(kind="lead", id=one.lead_id, person_id=one.person_id, member_id=one.member_id) for one in offered
    ]
    return happened("handed_off", subjects=subjects, at=now, now=now, version=version)


def given(lead_ids: Collection[int], *, now: datetime, version: Version) -> None:
    """The process gave these leads, which had been offered before, to somebody else: whoever has one now has to answer
    it as if it had been offered to them first."""
    for event in _GIVEN:
        happened(event, lead_ids=lead_ids, at=now, now=now, version=version)


def moved(moves: Sequence[Moved], *, by: MemberCard | None = None, now: datetime, version: Version) -> list[Changed]:
    """Leads changed stage, in this order: each move is what its stage stands for, or just `moved`."""
    changed: list[Changed] = []
    for (event, at), lead_ids in _events(moves, version, now).items():
        changed += happened(event, lead_ids=lead_ids, by=by, at=at, now=now, version=version)
    return changed


def ended(lead_ids: Collection[int], *, now: datetime) -> None:
    """These leads are none any more."""
    version = agreements.in_force(now) if lead_ids else None
    if version is not None:
        happened("withdrawn", lead_ids=lead_ids, at=now, now=now, version=version)


def woken(person_ids: Collection[int], *, now: datetime) -> None:
    """These people did something that counts: where it ended their lead's snooze, the clocks it stopped go on."""
    leads = sla.snoozed(person_ids)
    if leads:
        handed = handoff.of_leads(leads)
        awake = [lead_id for lead_id in leads if not any(one.snoozed_until for one in handed.get(lead_id, [])[:1])]
        wake(awake, now=now)


def wake(lead_ids: Collection[int], *, by: MemberCard | None = None, now: datetime) -> None:
    """The snooze of these leads is over: the clocks that it stopped go on, and the queue knows. `by` None: the process
    did it. Call it with the leads held."""
    if sla.wake(lead_ids=lead_ids, actor=actor_of(by), now=now):
        show(lead_ids)


def keep_up(lead_ids: Collection[int] = (), *, subjects: Sequence[Subject] = (), now: datetime) -> None:
    """Deadlines of these leads, or of `subjects`, are as they hold now, whether the worker has looked or not, and the
    queue knows. Call it with the leads held, before anything is decided of them."""
    whole = [*subjects, *(Subject(kind="lead", id=number) for number in lead_ids)]
    if sla.keep_up(whole, now=now):
        _show_subjects(whole)


def show(lead_ids: Iterable[int]) -> None:
    """The queue knows when the nearest clock of each lead ends."""
    wanted = list(lead_ids)
    if wanted:
        handoff.set_due(sla.nearest(wanted))


def _show_subjects(subjects: Iterable[Subject]) -> None:
    show(one.id for one in subjects if one.kind == "lead")


def _tell_kept(changed: Sequence[Changed], by: MemberCard | None, now: datetime, hold: Hold | None) -> None:
    for one in changed:
        if one.was is None or not one.was["broken_at"] or one.became["ended_as"] != "kept":
            continue
        card = sla.clock(one.clock_id, now=now)
        steps = [told.body for told in sla.history(card.id) if told.kind == "ClockStepTaken"]
        heard = {member for said in steps if said["do"] in _TOLD_BROKEN for member in said["to"]}
        body = {
            "service": card.service,
            "words": {"service": card.name},
            "clock": card.id,
            "due": one.was["due_at"],
            "done_at": one.became["ended_at"],
        }
        outbox.tell(
            "clock_kept",
            to=heard - {by.id if by is not None else None},
            about=(card.subject_kind, card.subject_id),
            body=body,
            key=f"clock:{card.id}:kept",
            now=now,
            hold=hold,
        )


def _subjects(lead_ids: Collection[int], event: str, version: Version) -> list[Subject]:
    """Whose they are matters only to clocks that begin, or change hands."""
    if lead_ids and (event == "reassigned" or any(one.starts == event for one in version.agreement.clocks)):
        return subjects_of(lead_ids)
    return [Subject(kind="lead", id=number) for number in sorted(lead_ids)]


def _owners(lead_ids: Collection[int]) -> Mapping[int, int | None]:
    found = handoff.of_leads(lead_ids)
    return {lead_id: cards[0].member_id for lead_id, cards in found.items() if cards and cards[0].closed_at is None}


def _events(moves: Sequence[Moved], version: Version, now: datetime) -> dict[tuple[Event, datetime], list[int]]:
    """A lead that left where recycled ones rest came back."""
    stands_for = {stage.id: lifecycle.decisions_of(stage) for stage in version.agreement.stages}
    instants = _instants(moves, now)
    found: dict[tuple[Event, datetime], list[int]] = {}
    for one in moves:
        decided = stands_for.get(one.to_stage, frozenset())
        event: Event = next((name for word, name in _SIDES.items() if word in decided), "moved")
        names: list[Event] = [event] if event == "moved" else ["moved", event]
        if event == "moved" and "recycled" in stands_for.get(one.from_stage, ()):
            names = ["moved", "re_engaged"]
        for name in names:
            found.setdefault((name, instants.get(one.transition_id, now)), []).append(one.lead_id)
    return found


def _instants(moves: Sequence[Moved], now: datetime) -> dict[int, datetime]:
    """When each of those transitions took place that is written down later and finds clocks that ran by then."""
    late = [one for one in moves if one.effective_at < now]
    runs = sla.open_clocks({one.lead_id for one in late}, now=now) if late else {}
    begun = {lead_id: max(clock.started_at for clock in clocks) for lead_id, clocks in runs.items()}
    return {one.transition_id: one.effective_at for one in late if one.effective_at > begun.get(one.lead_id, now)}
