"""What touches say about people and accounts, made storable and kept by day."""

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.kernel.instants import DAY_MICROS, to_micros
from accord.kernel.touch import Touch, TouchKind
from accord.kernel.traits import account_trait
from accord.steps.identity.identifiers import Naming, plain_id, storable
from accord.steps.identity.mail import company_domain, normal_email, site_domain
from accord.steps.identity.table import columns, rows

MOST_TRAITS, LONGEST_NAME, LONGEST_TEXT, DEEPEST = 200, 100, 2_000, 4


@dataclass(frozen=True, slots=True)
class Said:
    """Some traits of one subject, said by one touch. `is_claim`: a person's word about their company."""

    alias_id: int
    traits: dict[str, Any]
    at: datetime
    message_id: str
    touch_id: int
    is_claim: bool = False


@dataclass(frozen=True, slots=True)
class Company:
    """What a touch says about a company: which group and domain it is, whose site, and traits."""

    group: str | None
    domain: str | None
    site: str | None
    traits: dict[str, Any]
    is_claim: bool


def person_traits(touch: Touch, naming: Naming) -> dict[str, Any]:
    """The traits of the person, with the address that identified them; a company object leaves its name."""
    if touch.kind is TouchKind.GROUP:
        return {}
    traits = storable_traits(touch.traits)
    if isinstance(company := traits.get("company"), dict):
        traits["company"] = company.get("name")
    if "email" in traits:
        traits["email"] = normal_email(traits["email"]) or str(traits["email"] or "")[:LONGEST_TEXT].strip() or None
    elif naming.email:
        traits["email"] = naming.email
    return traits


def company_of(touch: Touch, naming: Naming) -> Company | None:
    """What the touch says about a company, None where it says nothing."""
    group, domain = plain_id(touch.group_id), company_domain(naming.email)
    if touch.kind is TouchKind.GROUP:
        traits = storable_traits(touch.traits)
        site = site_domain(traits.get("domain")) or site_domain(traits.get("website")) or site_domain(group)
        return Company(group, domain, site, traits if group else {}, is_claim=False) if group or domain else None
    company = touch.traits.get("company")
    claim: dict[str, Any] = {}
    if isinstance(company, str) and company.strip():
        claim = storable_traits({"name": company.strip()})
    elif isinstance(company, dict):
        claim = storable_traits({account_trait(str(k)): v for k, v in company.items()})
        group = group or plain_id(claim.pop("id", None))
    return Company(group, domain, site_domain(group), claim, is_claim=True) if group or domain else None


def storable_traits(traits: object) -> dict[str, Any]:
    """Traits as a jsonb column can hold them, bounded in number, length and depth."""
    if not isinstance(traits, dict):
        return {}
    named = ((storable(str(name))[:LONGEST_NAME], value) for name, value in list(traits.items())[:MOST_TRAITS])
    return {name: _storable(value, DEEPEST) for name, value in named if name}


def _storable(value: object, depth: int) -> Any:
    if isinstance(value, str):
        return storable(value[:LONGEST_TEXT])
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if value.bit_length() <= 256 else None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth and isinstance(value, dict):
        items = list(value.items())[:MOST_TRAITS]
        return {storable(str(k))[:LONGEST_NAME]: _storable(v, depth - 1) for k, v in items}
    if depth and isinstance(value, list | tuple):
        return [_storable(v, depth - 1) for v in value[:MOST_TRAITS]]
    return None


def store_people(said: Iterable[Said]) -> None:
    """Keep what was said of people."""
    _store("identity_saying", "alias_id, day, digest", [_record(s)[1:] for s in _by_day(said)])


def store_accounts(said: Iterable[Said]) -> None:
    """Keep what was said of accounts."""
    _store("identity_accountsaying", "alias_id, is_claim, day, digest", [_record(s) for s in _by_day(said)])


Day = tuple[Said, Said]  # the first and the last time something was said that day


def _by_day(said: Iterable[Said]) -> list[tuple[tuple[int, bool, int, int], Day]]:
    days: dict[tuple[int, bool, int, int], Day] = {}
    for one in said:
        key = (one.alias_id, one.is_claim, to_micros(one.at) // DAY_MICROS, digest(one.traits))
        first, last = days.get(key, (one, one))
        days[key] = (min(first, one, key=_when), max(last, one, key=_when))
    return sorted(days.items(), key=lambda item: item[0])


def _when(said: Said) -> tuple[datetime, str]:
    return (said.at, said.message_id)


def digest(traits: dict[str, Any]) -> int:
    """Sixty-four bits that are equal where the traits are."""
    return int.from_bytes(hashlib.blake2b(as_json(traits).encode(), digest_size=8).digest(), signed=True)


def as_json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _record(day: tuple[tuple[int, bool, int, int], Day]) -> tuple[Any, ...]:
    (alias_id, is_claim, number, fingerprint), (first, last) = day
    ends = (first.at, first.message_id, first.touch_id, last.at, last.message_id, last.touch_id)
    return (is_claim, alias_id, number, fingerprint, as_json(first.traits), *ends)


def _store(table: str, key: str, records: list[tuple[Any, ...]]) -> None:
    if not records:
        return
    claim, cast = ("is_claim, ", "%s::bool[], ") if "is_claim" in key else ("", "")
    fields = (
        "alias_id, day, digest, traits, first_at, first_message, first_touch_id, last_at, last_message, last_touch_id"
    )
    is_earlier = "(excluded.first_at, excluded.first_message) < (t.first_at, t.first_message)"
    is_later = "(excluded.last_at, excluded.last_message) > (t.last_at, t.last_message)"
    query_text = f"""
        INSERT INTO {table} AS t ({claim}{fields})
        SELECT {claim}alias_id, day, digest, traits::jsonb, first_at, first_message, first_touch_id, last_at,
               last_message, last_touch_id
        FROM unnest({cast}%s::bigint[], %s::int[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[],
                    %s::bigint[], %s::timestamptz[], %s::text[], %s::bigint[]) AS n({claim}{fields})
        ON CONFLICT ({key}) DO UPDATE SET
            first_touch_id = CASE WHEN {is_earlier} THEN excluded.first_touch_id ELSE t.first_touch_id END,
            last_touch_id = CASE WHEN {is_later} THEN excluded.last_touch_id ELSE t.last_touch_id END,
            first_message = CASE WHEN {is_earlier} THEN excluded.first_message ELSE t.first_message END,
            last_message = CASE WHEN {is_later} THEN excluded.last_message ELSE t.last_message END,
            first_at = least(excluded.first_at, t.first_at), last_at = greatest(excluded.last_at, t.last_at)
        WHERE {is_earlier} OR {is_later}"""  # noqa: S608  (table and key are ours)
    rows(query_text, *columns(records))
