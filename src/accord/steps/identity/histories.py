"""Traits through time of many people at once, from what is stored."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from accord.kernel.touch import TraitChange
from accord.steps.identity.mail import company_domain
from accord.steps.identity.sayings import Said
from accord.steps.identity.table import rows
from accord.steps.identity.timeline import Event, Stay, account_changes, person_changes, stays, together

BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
SAID = """alias_id, traits, first_at, first_message, first_touch_id, last_at, last_message, last_touch_id"""


def read(
    person_ids: Collection[int], aliases: Mapping[int, Collection[int]] | None = None
) -> tuple[dict[int, list[TraitChange]], dict[int, list[Stay]]]:
    """For each person the changes of their own and of their account's traits, and where they belonged. `aliases`: the
    identifiers of each, where they are read already."""
    if aliases is None:
        owner = _owners(person_ids)
    else:
        owner = {alias_id: person_id for person_id, some in aliases.items() for alias_id in some}
    said: dict[int, list[Said]] = defaultdict(list)
    for one in _said("identity_saying", "false", owner):
        said[owner[one.alias_id]].append(one)
    own = {person: person_changes(said.get(person, ())) for person in person_ids}
    where = {person: stays(events) for person, events in _events(owner, own).items()}
    accounts = account_histories({stay.account_id for part in where.values() for stay in part if stay.account_id})
    changes = {person: together(own[person], where.get(person, ()), accounts) for person in person_ids}
    return changes, where


def _owners(person_ids: Collection[int]) -> dict[int, int]:
    query_text = "SELECT id, person_id FROM identity_alias WHERE person_id = ANY(%s::bigint[])"
    return dict(rows(query_text, list(person_ids)))


def _said(table: str, claim: str, alias_ids: Iterable[int]) -> list[Said]:
    query_text = f"SELECT {claim}, {SAID} FROM {table} WHERE alias_id = ANY(%s::bigint[])"  # noqa: S608  (ours)
    found = []
    for is_claim, alias_id, text, at, message, touch_id, last, last_message, last_touch in rows(
        query_text, list(alias_ids)
    ):
        traits = json.loads(text)  # Django leaves jsonb as text
        found.append(Said(alias_id, traits, at, message, touch_id, is_claim))
        if last_touch != touch_id:
            found.append(Said(alias_id, traits, last, last_message, last_touch, is_claim))
    return found


def _events(owner: dict[int, int], own: dict[int, list[TraitChange]]) -> dict[int, list[Event]]:
    """What puts people into accounts: addresses, group calls and choices by hand."""
    events: dict[int, list[Event]] = defaultdict(list)
    mails = [(person, c) for person, changes in own.items() for c in changes if c.name == "email"]
    homes = _domain_accounts({d for _, c in mails if (d := company_domain(c.value))})
    for person, change in mails:
        account_id = homes.get(company_domain(change.value) or "")
        events[person].append(Event(change.at, change.message_id, "domain", account_id, change.touch_id))
    query_text = """SELECT m.alias_id, m.at, m.message_id, m.touch_id, a.account_id
        FROM identity_membership m JOIN identity_accountalias a ON a.id = m.account_alias_id
        WHERE m.alias_id = ANY(%s::bigint[])"""
    for alias_id, at, message, touch_id, account_id in rows(query_text, list(owner)):
        events[owner[alias_id]].append(Event(at, message, "group", account_id, touch_id))
    query_text = """SELECT c.alias_id, c.at, c.id, coalesce(a.merged_into, a.id) FROM identity_accountchoice c
        LEFT JOIN identity_account a ON a.id = c.account_id WHERE c.alias_id = ANY(%s::bigint[])"""
    for alias_id, at, number, account_id in rows(query_text, list(owner)):
        events[owner[alias_id]].append(Event(at, f"{number:020}", "hand", account_id))
    return events


def _domain_accounts(domains: set[str]) -> dict[str, int]:
    query_text = "SELECT value, account_id FROM identity_accountalias WHERE kind = 'domain' AND value = ANY(%s::text[])"
    return dict(rows(query_text, list(domains))) if domains else {}


def account_histories(account_ids: Collection[int]) -> dict[int, list[TraitChange]]:
    """The changes of each account's traits; its domain has been known for ever."""
    if not account_ids:
        return {}
    query_text = """SELECT a.id, a.account_id, p.domain FROM identity_accountalias a
        JOIN identity_account p ON p.id = a.account_id WHERE a.account_id = ANY(%s::bigint[])"""
    owner, domains = {}, {}
    for alias_id, account_id, domain in rows(query_text, list(account_ids)):
        owner[alias_id], domains[account_id] = account_id, domain
    said: dict[int, list[Said]] = defaultdict(list)
    for one in _said("identity_accountsaying", "is_claim", owner):
        said[owner[one.alias_id]].append(one)
    return {i: _with_domain(account_changes(said.get(i, ())), domain) for i, domain in domains.items()}


def _with_domain(changes: list[TraitChange], domain: str) -> list[TraitChange]:
    """An account that has a domain has it whatever a group call says of it."""
    if not domain:
        return changes
    return [TraitChange(BEFORE_ALL, 0, "account", "domain", domain), *(c for c in changes if c.name != "domain")]


def state(changes: Iterable[TraitChange], subject: str) -> dict[str, Any]:
    """The traits of a person or account after all changes; what was forgotten is not there."""
    last = {c.name: c.value for c in changes if c.subject == subject}
    return {name: value for name, value in last.items() if value is not None}
