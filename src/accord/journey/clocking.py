"""A clock starts: what happens to leads and requests, told to the clocks of both sides, in the transaction in which it
happens and after whatever else it changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from accord.agreement.contracts import Version
from accord.kernel.actor import PROCESS, Actor, ActorKind
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import Moved
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import Changed, Event, Subject

__all__ = ["Changed", "Event", "Subject", "happened"]

_SIDES = {"recycled": "recycled", "disqualified": "withdrawn", "deal_won": "won", "deal_lost": "lost"}


def happened(
    event: Event,
    *,
    lead_ids: Collection[int] = (),
    subjects: Sequence[Subject] = (),
    by: MemberCard | None = None,
    at: datetime,
    now: datetime,
    version: Version,
) -> list[Changed]:
    """Tell the clocks that `event` happened at `at` to these leads, or to `subjects` (requests, or leads whose owner
    the caller knows better). `by` None: the process did it. Call it with the leads held, after hand-offs changed.

    Returns what changed, for an undo. Events nobody promised anything for cost one query.
    """
    whole = [*subjects, *(subjects_of(lead_ids) if lead_ids else ())]
    if not whole:
        return []
    changed = sla.happen(event, whole, actor=actor_of(by), at=at, now=now, version=version)
    if changed:
        show(one.id for one in whole if one.kind == "lead")
    return changed


def actor_of(by: MemberCard | None) -> Actor:
    """The member, or the process."""
    return PROCESS if by is None else Actor(ActorKind.MEMBER, by.email)


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


def moved(moves: Sequence[Moved], *, by: MemberCard | None = None, now: datetime, version: Version) -> list[Changed]:
    """Leads changed stage, in this order: each move is what its stage stands for, or just `moved`."""
    changed: list[Changed] = []
    for event, lead_ids in _events(moves, version).items():
        changed += happened(event, lead_ids=lead_ids, by=by, at=now, now=now, version=version)
    return changed


def show(lead_ids: Iterable[int]) -> None:
    """The queue knows when the nearest clock of each lead ends."""
    wanted = list(lead_ids)
    if wanted:
        handoff.set_due(sla.nearest(wanted))


def _owners(lead_ids: Collection[int]) -> Mapping[int, int | None]:
    found = handoff.of_leads(lead_ids)
    return {lead_id: cards[0].member_id for lead_id, cards in found.items() if cards and cards[0].closed_at is None}


def _events(moves: Sequence[Moved], version: Version) -> dict[Event, list[int]]:
    """A lead that left where recycled ones rest came back."""
    stands_for = {stage.id: lifecycle.decisions_of(stage) for stage in version.agreement.stages}
    found: dict[Event, list[int]] = {}
    for one in moves:
        decided = stands_for.get(one.to_stage, frozenset())
        event: str = next((name for word, name in _SIDES.items() if word in decided), "moved")
        names = [event] if event == "moved" else ["moved", event]
        if event == "moved" and "recycled" in stands_for.get(one.from_stage, ()):
            names = ["moved", "re_engaged"]
        for name in names:
            found.setdefault(name, []).append(one.lead_id)  # type: ignore[arg-type]
    return found
