"""Leads that one datum or a few points would make ready, and the datum told on the spot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.agreement import api as agreements
from accord.agreement import walk
from accord.agreement.conditions import as_number
from accord.journey import deferred
from accord.journey.saying import say
from accord.kernel.errors import Refused
from accord.members.contracts import MemberCard
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import AccountCard, PersonCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import Lack, LeadCard
from accord.steps.scoring.contracts import points_of

SOURCE = "data desk"


class FillRefused(Refused):
    """The datum cannot be told so."""

    code = "datum"


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
    said = value.strip()
    if not said or len(said) > 1000:
        raise FillRefused("say what it is, in at most 1,000 characters", code="value")
    if ("datum", field) not in {(lack.kind, lack.name) for lack in lifecycle.lacks_of(lead_id)}:
        raise FillRefused(f"{field[:80]!r} is not what alone would make this lead ready", code="field")
    if field == "person.email":
        _check_address(said)
    subject, _, trait = field.rpartition(".")
    _check_number(subject, trait, said, now)
    person = identity.person(person_id=card.person_id)
    told = _of_person(person, trait, said) if subject == "person" else _of_account(person, trait, said)
    return how_it_stands(lead_id=lead_id, number=say(told, source=SOURCE, by=by, now=now), now=now)


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


def _check_address(said: str) -> None:
    """An address that somebody has would make two people one, which is for those who may merge."""
    if not identity.normal_email(said):
        raise FillRefused(f"“{said[:80]}” is no e-mail address", code="value")
    if identity.lookup(text=said) is not None:
        raise FillRefused("somebody else has that address: merge the two people on their page instead", code="taken")


def _check_number(subject: str, trait: str, said: str, now: datetime) -> None:
    """Words where the agreement compares numbers would be kept and never help."""
    version = agreements.in_force(now)
    if version and (subject, trait) in walk.numbers(version.agreement) and as_number(said) is None:
        words = f"“{said[:80]}” is no number, and the agreement compares {trait} as one: write for example 250"
        raise FillRefused(words, code="value")


def _of_person(person: PersonCard, trait: str, value: str) -> dict[str, Any]:
    """By an identifier that names nobody else."""
    known = {one.kind: one.value for one in reversed(identity.identifiers(person_id=person.id))}
    said: dict[str, Any] = {"type": "identify", "traits": {trait: value}}
    if "user" in known:
        said["userId"] = known["user"]
    elif "email" in known:
        said["traits"].setdefault("email", known["email"])
        said["context"] = {"traits": {"email": known["email"]}}
    elif "anonymous" in known:
        said["anonymousId"] = known["anonymous"]
    else:
        raise FillRefused("nothing names this person by which more could be told of them", code="nobody")
    return said


def _of_account(person: PersonCard, trait: str, value: str) -> dict[str, Any]:
    account = identity.account(account_id=person.account_id) if person.account_id else None
    if account is None:
        raise FillRefused("the person belongs to no company yet: say which first", code="no-account")
    names = identity.names_of_account(account_id=account.id)
    if not names:
        raise FillRefused("nothing names this company by which more could be told of it", code="nobody")
    return {"type": "group", "groupId": names[0][1], "traits": {trait: value}}
