"""The rows of a queue with everything a row shows: one query a room, however many rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Filters, HandoffCard
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import AccountCard, PersonCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard
from accord.steps.scoring.contracts import points_of
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import ClockCard


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One lead that waits for sales. `member` None: nobody was eligible; `clock` is the nearest that sales owes."""

    handoff: HandoffCard
    person: PersonCard | None
    account: AccountCard | None
    lead: LeadCard | None
    member: MemberCard | None
    clock: ClockCard | None = None

    def as_dict(self) -> dict[str, Any]:
        """One entry of `accord queue --json`."""
        return {
            "handoff": self.handoff.id,
            "lead": self.handoff.lead_id,
            "person": {
                "id": self.handoff.person_id,
                "name": self.person.name if self.person else "",
                "email": self.person.email if self.person else "",
            },
            "account": self.account.label if self.account else None,
            "motion": self.handoff.motion,
            "stage": self.handoff.stage,
            "state": self.handoff.state,
            "grade": self.handoff.grade,
            "score": points_of(self.handoff.units),
            "why": self.handoff.why,
            "offered_at": self.handoff.offered_at,
            "due_at": self.handoff.due_at,
            "snoozed_until": self.handoff.snoozed_until,
            "source": self.lead.source if self.lead else "",
            "rep": self.member.email if self.member else None,
        }


def rows_of(handoffs: Sequence[HandoffCard], *, now: datetime | None = None) -> list[QueueRow]:
    """The hand-offs in the order given; with their clocks where `now` says at which instant."""
    people = identity.people(person_ids={one.person_id for one in handoffs})
    accounts = identity.accounts(account_ids={one.account_id for one in handoffs if one.account_id})
    leads = lifecycle.leads([one.lead_id for one in handoffs])
    owners = members.by_ids([one.member_id for one in handoffs if one.member_id])
    clocks = clocks_of([one.lead_id for one in handoffs], now=now) if now is not None else {}
    return [
        QueueRow(
            one,
            people.get(one.person_id),
            accounts.get(one.account_id or 0),
            leads.get(one.lead_id),
            owners.get(one.member_id or 0),
            clocks.get(one.lead_id),
        )
        for one in handoffs
    ]


def clocks_of(lead_ids: Sequence[int], *, now: datetime) -> dict[int, ClockCard]:
    """The nearest open clock that sales owes for each lead; a paused one only where none runs."""
    found = sla.open_clocks(lead_ids, now=now)
    ours = {lead_id: [one for one in cards if one.owed_by == "sales"] for lead_id, cards in found.items()}
    return {lead_id: cards[0] for lead_id, cards in ours.items() if cards}


def rows(*, member_id: int | None, everybody: bool, limit: int, now: datetime | None = None) -> list[QueueRow]:
    """The first rows of a member's queue, or of everybody's: what waits, then what is accepted already. What is snoozed
    beyond `now` is left out; without `now`, nothing is."""
    found: list[HandoffCard] = []
    for state in ("waiting", "accepted"):
        if len(found) < limit:
            page = handoff.queue(
                member_id=member_id,
                everybody=everybody,
                filters=Filters(state=state),
                limit=limit - len(found),
                now=now,
            )
            found += page.rows
    return rows_of(found)
