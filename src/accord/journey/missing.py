"""Leads that one datum or a few points would make ready, and the datum told on the spot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.journey import deferred
from accord.journey.datum import FillRefused, said_in, tell
from accord.members.contracts import MemberCard
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import AccountCard, PersonCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import Lack, LeadCard
from accord.steps.scoring.contracts import points_of


@dataclass(frozen=True, slots=True)
class Short:
    """One lead with each thing that alone would make it ready."""

    lead: LeadCard
    person: PersonCard | None
    account: AccountCard | None
    lacks: tuple[Lack, ...]

    @property
    def fields(self) -> tuple[Lack, ...]:
        """What can be told on the spot; of an account only where there is one."""
        data = (lack for lack in self.lacks if lack.kind == "datum")
        return tuple(lack for lack in data if self.account or not lack.name.startswith("account."))

    @property
    def points(self) -> Lack | None:
        return next((lack for lack in self.lacks if lack.kind == "points"), None)

    def as_dict(self) -> dict[str, Any]:
        """One entry of `accord missing --json`; `lacking` in points."""
        return {
            "lead": self.lead.id,
            "stage": self.lead.stage,
            "person": {
                "id": self.lead.person_id,
                "name": self.person.name if self.person else "",
                "email": self.person.email if self.person else "",
            },
            "account": self.account.label if self.account else None,
            "lacks": [
                {"kind": one.kind, "name": one.name, "lacking": points_of(one.lacking) if one.lacking else None}
                for one in self.lacks
            ],
        }


@dataclass(frozen=True, slots=True)
class Told:
    """How a lead stands after a datum was told. While it `is_worked_on` the lead may still pass by it: the datum waits
    under `number` in the inbox with `ahead` messages before it, or is taken in and the person about to be judged."""

    lead: LeadCard
    number: int | None
    ahead: int
    is_worked_on: bool


def short_of_one(*, kind: str = "", offset: int = 0, limit: int = 50) -> tuple[list[Short], int]:
    """A page of leads that one thing would make ready ("datum", "points", or both), and how many there are."""
    found, count = lifecycle.lacking_one(kind=kind, offset=offset, limit=limit)
    people = identity.people(person_ids={card.person_id for card, _ in found})
    theirs = {person.account_id for person in people.values() if person.account_id}
    accounts = identity.accounts(account_ids=theirs)
    return [_short(card, lacks, people.get(card.person_id), accounts) for card, lacks in found], count


def _short(card: LeadCard, lacks: Sequence[Lack], person: PersonCard | None, accounts: dict[int, AccountCard]) -> Short:
    return Short(card, person, accounts.get(person.account_id or 0) if person else None, tuple(lacks))


def fill(*, lead_id: int, field: str, value: str, by: MemberCard, now: datetime) -> Told:
    """Tell what was missing, as a touch of the member's; the lead is judged with it at once, unless the river is busy.
    `field` is a trait that the lead lacks, such as "person.job_title". Raises FillRefused without a value, for another
    field, for an address that is somebody else's, for a lead that is none, or an account that is none."""
    card = _lead(lead_id)
    said = said_in(value)
    if ("datum", field) not in {(lack.kind, lack.name) for lack in lifecycle.lacks_of(lead_id)}:
        raise FillRefused(f"{field[:80]!r} is not what alone would make this lead ready", code="field")
    person = identity.person(person_id=card.person_id)
    number = tell(field=field, value=said, person_id=person.id, account_id=person.account_id, by=by, now=now)
    return how_it_stands(lead_id=lead_id, number=number, now=now)


def how_it_stands(*, lead_id: int, number: int | None, now: datetime) -> Told:
    """After a datum was told that waited under `number`. Raises FillRefused for a lead that is none."""
    ahead = collect.ahead_of(number=number) if number is not None else None
    is_worked_on = ahead is not None or deferred.is_waiting(_lead(lead_id).person_id, now=now)
    return Told(_lead(lead_id), number, ahead or 0, is_worked_on)  # as it is once nothing is under way any more


def _lead(lead_id: int) -> LeadCard:
    card = lifecycle.lead(lead_id)
    if card is None:
        raise FillRefused(f"there is no lead {lead_id}", code="unknown")
    return card
