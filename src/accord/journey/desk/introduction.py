"""A rep meets somebody: a lead of their own."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accord.journey.desk.done import Decision, DeskRefused, Done
from accord.journey.saying import say
from accord.kernel.traits import person_trait
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import PersonCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard

SOURCE = "sales desk"


class StillWaiting(DeskRefused):
    """The river is busy: what was said waits under `number` in the inbox, with `ahead` messages before it."""

    def __init__(self, number: int, ahead: int) -> None:
        super().__init__(f"the river is busy, with {ahead} messages before yours; try again in a minute", code="behind")
        self.number, self.ahead = number, ahead


def add_lead(
    *, traits: Mapping[str, str], by: MemberCard, now: datetime, motion: str | None = None, said: int | None = None
) -> Done:
    """A lead that the member brings, theirs at once. What they say of the person is a touch like any other.

    Raises DeskRefused without an e-mail address or where the lead is somebody else's, and StillWaiting where the river
    is busy; asked again with its number as `said`, it goes on without saying everything once more.
    """
    known = {person_trait(name): value.strip() for name, value in traits.items() if value.strip()}
    email = identity.normal_email(known.get("email", ""))
    if not email:
        raise DeskRefused("a lead needs an e-mail address", code="email")
    decision = Decision.begun(by, now)
    _refuse_if_taken(email, decision, motion)
    if said is None:
        said = say({"type": "identify", "traits": known | {"email": email}}, source=SOURCE, by=by, now=now)
    if said is not None and (ahead := collect.ahead_of(number=said)) is not None:
        raise StillWaiting(said, ahead)
    return _taken(email, by, now, motion)


@transaction.atomic
def _taken(email: str, by: MemberCard, now: datetime, motion: str | None) -> Done:
    decision = Decision.begun(by, now)
    person = identity.lookup(text=email)
    if person is None:
        raise DeskRefused("what you said could not be taken in; an administrator sees why", code="aside")
    decision.judge_by(person.id)
    card = _open_lead(person, motion, decision) or _opened(person, motion, decision)
    card = decision.hold_lead(card.id)
    _check_theirs(card, decision)
    if by.team == "marketing":
        return decision.finish("LeadAdded", person=person.id)
    handed = handoff.take(
        decision.ready(card, why=f"brought by {by.label}"),
        member_id=by.id,
        actor=decision.actor,
        version=decision.version,
        now=now,
    )
    decision.handoff_id = handed.id
    lifecycle.assign({card.id: by.id})
    decision.tell_clocks_taken(by.id)
    decision.decide(card, ["accepted"])
    return decision.finish("LeadAdded", person=person.id)


def _refuse_if_taken(email: str, decision: Decision, motion: str | None) -> None:
    """Before anything is written."""
    person = identity.lookup(text=email)
    card = _open_lead(person, motion, decision) if person else None
    if card is not None:
        _check_theirs(card, decision)


def _check_theirs(card: LeadCard, decision: Decision) -> None:
    if card.owner_member_id not in (None, decision.by.id) and not decision.is_on_behalf:
        owner = members.by_ids([card.owner_member_id or 0]).get(card.owner_member_id or 0)
        raise DeskRefused(f"the lead is {owner.label if owner else 'somebody else'}'s already", code="not-theirs")


def _open_lead(person: PersonCard, motion: str | None, decision: Decision) -> LeadCard | None:
    wanted = motion or decision.version.agreement.motions[0].id
    theirs = lifecycle.leads_of(identity.ids_of(person_ids=[person.id])[person.id])
    cards = [card for group in theirs.values() for card in group]
    return next((card for card in cards if card.motion == wanted and card.closed_at is None), None)


def _opened(person: PersonCard, motion: str | None, decision: Decision) -> LeadCard:
    made = lifecycle.open_lead(
        person_id=person.id,
        account_id=person.account_id,
        actor=decision.actor,
        at=decision.now,
        now=decision.now,
        version=decision.version,
        motion=motion,
        reason=f"brought by {decision.by.label}",
        source=SOURCE,
    )
    decision.moved.append(made)
    return lifecycle.hold(made.lead_id)
