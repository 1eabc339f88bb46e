"""What a person's and an account's row show: made anew from what was said, for those concerned."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from accord.kernel.names import fold, spell_out
from accord.steps.identity import histories
from accord.steps.identity.sayings import as_json
from accord.steps.identity.table import columns, rows


def see(spans: Mapping[int, tuple[datetime, datetime]]) -> None:
    """Widen the first and last instant of people."""
    if not spans:
        return
    query_text = """
        UPDATE identity_person p SET first_seen_at = least(p.first_seen_at, n.first_at),
            last_seen_at = greatest(p.last_seen_at, n.last_at)
        FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS n(id, first_at, last_at)
        WHERE p.id = n.id AND (p.first_seen_at > n.first_at OR p.last_seen_at < n.last_at)"""
    rows(query_text, *columns([(i, *span) for i, span in sorted(spans.items())]))


_RIGHT = """
    WITH n AS (SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                                    %s::bigint[])
               AS n(id, email, name, folded, spelt, traits, account_id)),
         seen AS (SELECT a.person_id AS id, min(a.first_at) AS first_at, max(a.last_at) AS last_at,
                         bool_or(a.kind IN ('user', 'email', 'external')) AS is_known
                  FROM identity_alias a WHERE a.person_id IN (SELECT id FROM n) GROUP BY 1)"""
_IS_STALE = """(p.email, p.name, p.folded, p.spelt, p.traits, p.account_id, p.is_known, p.first_seen_at,
                p.last_seen_at) IS DISTINCT FROM
    (n.email, n.name, n.folded, n.spelt, n.traits::jsonb, n.account_id, seen.is_known, seen.first_at,
                seen.last_at)"""


def renew(person_ids: Collection[int]) -> None:
    """Write the rows of these people from their identifiers, sayings and memberships."""
    if person_ids:
        query_text = f"""{_RIGHT}
            UPDATE identity_person p SET email = n.email, name = n.name, folded = n.folded,
                spelt = n.spelt, traits = n.traits::jsonb, account_id = n.account_id, is_known = seen.is_known,
                first_seen_at = seen.first_at, last_seen_at = seen.last_at
            FROM n JOIN seen ON seen.id = n.id WHERE p.id = n.id AND {_IS_STALE}"""  # noqa: S608  (ours)
        rows(query_text, *columns(_records(person_ids)))


def stale(person_ids: Collection[int]) -> list[int]:
    """Those of these people whose rows `renew` would change."""
    if not person_ids:
        return []
    query_text = f"""{_RIGHT} SELECT p.id FROM identity_person p JOIN n ON n.id = p.id LEFT JOIN seen ON seen.id = p.id
        WHERE {_IS_STALE}"""  # noqa: S608  (ours)
    return [i for (i,) in rows(query_text, *columns(_records(person_ids)))]


def _records(person_ids: Collection[int]) -> list[tuple[Any, ...]]:
    changes, where = histories.read(person_ids)
    records = []
    for person_id in sorted(person_ids):
        traits = histories.state(changes[person_id], "person")
        stay = where.get(person_id, [])[-1:]
        account_id = stay[0].account_id if stay else None
        name = name_of(traits)
        email = text(traits.get("email"))
        records.append((person_id, email, name, fold(name), spell_out(name), as_json(traits), account_id))
    return records


def as_of(person_id: int, at: datetime) -> tuple[dict[str, Any], int | None]:
    """What was known of somebody at an instant: their traits, and the account they belonged to."""
    changes, where = histories.read([person_id])
    traits = histories.state((c for c in changes[person_id] if c.at <= at), "person")
    stays = [stay.account_id for stay in where.get(person_id, []) if stay.at <= at]
    return traits, stays[-1] if stays else None


def name_of(traits: Mapping[str, Any]) -> str:
    """The full name, else the first and last one."""
    parts = [text(traits.get("first_name")), text(traits.get("last_name"))]
    return text(traits.get("name")) or " ".join(part for part in parts if part)


def text(value: object) -> str:
    return value.strip()[:300] if isinstance(value, str) else ""


def renew_accounts(account_ids: Collection[int]) -> set[int]:
    """Write the rows of these accounts; returns those whose traits are different now."""
    if not account_ids:
        return set()
    records = []
    for account_id, changes in sorted(histories.account_histories(account_ids).items()):
        traits = histories.state(changes, "account")
        name = text(traits.get("name"))
        records.append((account_id, name, fold(name), spell_out(name), as_json(traits)))
    if not records:
        return set()
    query_text = """
        UPDATE identity_account a SET name = n.name, folded = n.folded, spelt = n.spelt, traits = n.traits::jsonb
        FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])
             AS n(id, name, folded, spelt, traits)
        WHERE a.id = n.id AND (a.name, a.folded, a.spelt, a.traits)
            IS DISTINCT FROM (n.name, n.folded, n.spelt, n.traits::jsonb) RETURNING a.id"""
    return {i for (i,) in rows(query_text, *columns(records))}


def at_accounts(account_ids: Collection[int]) -> dict[int, int]:
    """Everybody at these accounts now, with their account."""
    query_text = """SELECT id, account_id FROM identity_person
        WHERE account_id = ANY(%s::bigint[]) AND merged_into IS NULL"""
    return dict(rows(query_text, list(account_ids))) if account_ids else {}


def accounts_of_aliases(alias_ids: Collection[int]) -> dict[int, int]:
    """The account of each of these identifiers of accounts."""
    query_text = "SELECT id, account_id FROM identity_accountalias WHERE id = ANY(%s::bigint[])"
    return dict(rows(query_text, list(alias_ids))) if alias_ids else {}
