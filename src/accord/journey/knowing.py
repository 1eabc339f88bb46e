"""Do we know them? Whoever and whatever is known under a text, before anything new is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accord.journey.clues import Clues, clues_of
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import AccountCard, PersonCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard
from accord.steps.outcomes import api as outcomes
from accord.steps.outcomes.contracts import DealCard


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who is known, with their leads (the latest first) and deals; `owner` has the open lead, `by` says what
    named them, and `duplicates` are others at their company of the same name."""

    person: PersonCard
    account: AccountCard | None
    leads: tuple[LeadCard, ...]
    deals: tuple[DealCard, ...]
    owner: MemberCard | None
    by: str
    duplicates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known under a text: people, and companies with who has them and their deals. `has_more` people than
    were asked for are known under it."""

    people: tuple[Found, ...] = ()
    has_more: bool = False
    accounts: tuple[AccountCard, ...] = ()
    owners: Mapping[int, MemberCard] = field(default_factory=dict)
    deals: tuple[DealCard, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """`accord lookup --json`."""
        return {
            "people": [
                {
                    "id": one.person.id,
                    "name": one.person.name,
                    "email": one.person.email,
                    "by": one.by,
                    "account": one.account.label if one.account else None,
                    "owner": one.owner.email if one.owner else None,
                    "last_seen_at": one.person.last_seen_at,
                    "leads": [
                        {"id": lead.id, "stage": lead.stage, "open": lead.closed_at is None} for lead in one.leads
                    ],
                    "deals": len(one.deals),
                    "duplicates": list(one.duplicates),
                }
                for one in self.people
            ],
            "more_people": self.has_more,
            "accounts": [
                {
                    "id": card.id,
                    "name": card.name,
                    "domain": card.domain,
                    "owner": self.owners[card.id].email if card.id in self.owners else None,
                }
                for card in self.accounts
            ],
            "deals": [
                {"id": deal.id, "name": deal.name, "result": deal.result, "account": deal.account_id}
                for deal in self.deals
            ],
        }


def look_up(*, text: str, limit: int = 10) -> Known:
    """People and companies named by what was typed or pasted: a name, an address, a domain, a phone number, or several
    lines with all of them such as a signature. The surest first: address, phone, then name and company."""
    if not text.strip():
        return Known()
    clues = clues_of(text)
    people = dict(_people(text, clues, limit + 1))
    accounts = _accounts(text, clues, limit)
    cards = [card for card, _ in people.values()][:limit]
    leads = lifecycle.leads_of([card.id for card in cards])
    deals = outcomes.deals_of(person_ids=[card.id for card in cards], account_ids=accounts)
    theirs = identity.accounts(account_ids={card.account_id for card in cards if card.account_id})
    twins = identity.namesakes(person_ids=[card.id for card in cards])
    has = identity.account_owners(account_ids=list(accounts))
    wanted = {lead.owner_member_id for group in leads.values() for lead in group if lead.owner_member_id}
    owners = members.by_ids(wanted | set(has.values()))
    found = [
        _found(card, people[card.id][1], theirs, leads.get(card.id, []), deals, owners, twins.get(card.id, []))
        for card in cards
    ]
    owned = {account_id: owners[member_id] for account_id, member_id in has.items() if member_id in owners}
    return Known(tuple(found), len(people) > limit, tuple(accounts.values()), owned, tuple(deals))


def _people(text: str, clues: Clues, limit: int) -> Iterable[tuple[int, tuple[PersonCard, str]]]:
    """By person, each once; what comes first names them most surely."""
    seen: set[int] = set()

    def fresh(cards: Iterable[PersonCard], by: str) -> Iterable[tuple[int, tuple[PersonCard, str]]]:
        for card in cards:
            if card.id not in seen:
                seen.add(card.id)
                yield card.id, (card, by)

    for address in clues.addresses:
        yield from fresh(identity.find(text=address, limit=limit), address)
    for phone in clues.phones:
        yield from fresh(identity.called(phone=phone, limit=limit), phone)
    for name in clues.names:
        yield from fresh(identity.find(text=name, limit=limit), name)
    if not seen and "\n" not in text.strip():
        yield from fresh(identity.find(text=text, limit=limit), text.strip())


def _accounts(text: str, clues: Clues, limit: int) -> dict[int, AccountCard]:
    terms = [*clues.domains, *clues.names, *([text.strip()] if "\n" not in text.strip() else [])]
    terms = [term.rpartition("@")[2].strip() for term in terms]
    cards = (card for term in dict.fromkeys(terms) if term for card in identity.find_accounts(text=term, limit=limit))
    return dict(list({card.id: card for card in cards}.items())[:limit])


def _found(
    person: PersonCard,
    by: str,
    accounts: Mapping[int, AccountCard],
    leads: Sequence[LeadCard],
    deals: Sequence[DealCard],
    owners: Mapping[int, MemberCard],
    twins: Sequence[int],
) -> Found:
    open_ones = (lead.owner_member_id for lead in leads if lead.closed_at is None and lead.owner_member_id)
    return Found(
        person,
        accounts.get(person.account_id or 0),
        tuple(leads),
        tuple(deal for deal in deals if deal.person_id == person.id),
        owners.get(next(open_ones, 0)),
        by,
        tuple(twins),
    )
