"""Accounts of a batch: a domain is one account; a group is one too, unless it named its web site: then it belongs to
the account of the site it named first. A name alone never joins anything."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accord.kernel.instants import DAY_MICROS, to_micros
from accord.kernel.touch import Touch, TouchKind
from accord.steps.identity.sayings import Company, Said, store_accounts
from accord.steps.identity.table import columns, reserve, rows

DOMAIN, GROUP = "domain", "group"
AccountName = tuple[str, str]  # kind and value


@dataclass(slots=True)
class Companies:
    """What a batch did to accounts: the numbers of their identifiers, which groups changed account, and who was spoken
    of since when."""

    ids: dict[AccountName, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    spoken: dict[int, datetime] = field(default_factory=dict)


def meet(
    touches: Sequence[Touch], ids: Sequence[int], companies: Sequence[Company | None], alias_ids: Sequence[int]
) -> Companies:
    """Store the companies, sites, traits and memberships of a batch."""
    found = Companies()
    sites: dict[tuple[AccountName, AccountName], tuple[datetime, int, str]] = {}
    for touch, company in zip(touches, companies, strict=True):
        if company and company.group and company.site:
            pair = ((GROUP, company.group), (DOMAIN, company.site))
            key = (touch.occurred_at, touch.source_id, touch.message_id)
            sites[pair] = min(sites.get(pair, key), key)
    names = {name for company in companies if company for name in _names(company)}
    found.ids = _meet_names(sorted(names))
    found.moved = _link(sites, found.ids)
    said = _said(touches, ids, companies, found)
    store_accounts(said)
    _join(touches, ids, companies, alias_ids, found)
    return found


def _names(company: Company) -> list[AccountName]:
    group, domain, site = company.group, company.domain, company.site
    return [(kind, value) for kind, value in ((GROUP, group), (DOMAIN, domain), (DOMAIN, site)) if value]


def _meet_names(names: list[AccountName]) -> dict[AccountName, int]:
    if not names:
        return {}
    query_text = """
        SELECT a.kind, a.value, a.id FROM unnest(%s::text[], %s::text[]) AS n(kind, value)
        JOIN identity_accountalias a ON a.kind = n.kind AND a.value = n.value"""
    known = {(kind, value): i for kind, value, i in rows(query_text, *columns(list(names)))}
    fresh = [name for name in names if name not in known]
    if not fresh:
        return known
    alias_ids, account_ids = reserve("identity_accountalias", len(fresh)), reserve("identity_account", len(fresh))
    records = [(i, *name, account) for i, name, account in zip(alias_ids, fresh, account_ids, strict=True)]
    query_text = """
        WITH n AS (SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[])
                   AS n(id, kind, value, account_id)),
             made AS (INSERT INTO identity_account (id, home_alias_id, name, domain, traits)
                      SELECT account_id, id, '', CASE WHEN kind = 'domain' THEN value ELSE '' END, '{}' FROM n)
        INSERT INTO identity_accountalias (id, kind, value, account_id) SELECT id, kind, value, account_id FROM n"""
    rows(query_text, *columns(records))
    return known | dict(zip(fresh, alias_ids, strict=True))


def _link(
    sites: dict[tuple[AccountName, AccountName], tuple[datetime, int, str]], ids: dict[AccountName, int]
) -> set[int]:
    """Store which group named which site first when; returns the groups that have another account now."""
    if not sites:
        return set()
    query_text = """
        INSERT INTO identity_accountlink AS l (group_alias_id, domain_alias_id, first_at, source_id, message_id)
        SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::bigint[], %s::text[])
        ON CONFLICT (group_alias_id, domain_alias_id) DO UPDATE SET first_at = excluded.first_at,
            source_id = excluded.source_id, message_id = excluded.message_id
        WHERE (excluded.first_at, excluded.source_id, excluded.message_id) < (l.first_at, l.source_id, l.message_id)"""
    rows(query_text, *columns(sorted((ids[group], ids[site], *key) for (group, site), key in sites.items())))
    return settle({ids[group] for group, _ in sites})


def settle(group_alias_ids: Collection[int]) -> set[int]:
    """Put each of these groups into the account of its earliest site; returns those that moved."""
    query_text = """
        WITH best AS (
            SELECT DISTINCT ON (l.group_alias_id) l.group_alias_id AS id, d.account_id
            FROM identity_accountlink l JOIN identity_accountalias d ON d.id = l.domain_alias_id
            WHERE l.group_alias_id = ANY(%s::bigint[])
            ORDER BY l.group_alias_id, l.first_at, l.source_id, l.message_id, d.value),
        moved AS (
            UPDATE identity_accountalias a SET account_id = best.account_id FROM best
            WHERE a.id = best.id AND a.account_id <> best.account_id RETURNING a.id, a.account_id),
        merged AS (
            UPDATE identity_account p SET merged_into = moved.account_id FROM moved WHERE p.home_alias_id = moved.id)
        SELECT id FROM moved"""
    return {i for (i,) in rows(query_text, list(group_alias_ids))}


def _said(
    touches: Sequence[Touch], ids: Sequence[int], companies: Sequence[Company | None], found: Companies
) -> list[Said]:
    said = []
    for touch, touch_id, company in zip(touches, ids, companies, strict=True):
        if company is None or not company.traits:
            continue
        subject = found.ids[(GROUP, company.group) if company.group else (DOMAIN, company.domain or "")]
        said.append(Said(subject, company.traits, touch.occurred_at, touch.message_id, touch_id, company.is_claim))
        found.spoken[subject] = min(touch.occurred_at, found.spoken.get(subject, touch.occurred_at))
    return said


def _join(
    touches: Sequence[Touch],
    ids: Sequence[int],
    companies: Sequence[Company | None],
    alias_ids: Sequence[int],
    found: Companies,
) -> None:
    """Store memberships: every group call, and other touches that mention the group once a day. Where nobody is named
    (`alias_ids` 0), nobody joins."""
    first: dict[tuple[int, int, int], tuple[datetime, str, int]] = {}
    for touch, touch_id, company, alias_id in zip(touches, ids, companies, alias_ids, strict=True):
        if company is None or not company.group or not alias_id:
            continue
        at = to_micros(touch.occurred_at)
        slot = at if touch.kind is TouchKind.GROUP else at - at % DAY_MICROS
        key, value = (alias_id, found.ids[GROUP, company.group], slot), (touch.occurred_at, touch.message_id, touch_id)
        first[key] = min(first.get(key, value), value)
    if first:
        query_text = """
            INSERT INTO identity_membership AS m (alias_id, account_alias_id, slot, at, message_id, touch_id)
            SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::text[], %s::bigint[])
            ON CONFLICT (alias_id, account_alias_id, slot) DO UPDATE SET at = excluded.at,
                message_id = excluded.message_id, touch_id = excluded.touch_id
            WHERE (excluded.at, excluded.message_id) < (m.at, m.message_id)"""
        rows(query_text, *columns([(*key, *value) for key, value in sorted(first.items())]))


def members_of(group_alias_ids: Collection[int]) -> set[int]:
    """The people who ever joined one of these groups."""
    query_text = """SELECT DISTINCT a.person_id FROM identity_membership m JOIN identity_alias a ON a.id = m.alias_id
        WHERE m.account_alias_id = ANY(%s::bigint[])"""
    return {i for (i,) in rows(query_text, list(group_alias_ids))} if group_alias_ids else set()
