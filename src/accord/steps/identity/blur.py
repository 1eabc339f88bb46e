"""When what was said is not known in full: of a day only the first and the last time that a subject was said to be so
are kept, and between the two somebody said otherwise."""

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.steps.identity import histories
from accord.steps.identity.identifiers import EMAIL
from accord.steps.identity.table import rows
from accord.steps.identity.timeline import Stay

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Kept:
    """The first and the last time of one day at which a subject was said to be so."""

    traits: Mapping[str, Any]
    first: datetime
    last: datetime


def blurred(person_ids: Collection[int], traits: Collection[tuple[str, str]]) -> dict[int, list[Span]]:
    """Of each person who has any, the spans for which one of those (subject, trait), their own or of the account they
    belonged to, may have been another than is kept; sorted. Their address is always read: it says which account."""
    _, where = histories.read(person_ids)
    mine = {EMAIL, *(name for subject, name in traits if subject == "person")}
    own = _spans_of("identity_saying", _owners("identity_alias", "person_id", person_ids), mine)
    accounts = {stay.account_id for part in where.values() for stay in part if stay.account_id}
    ours = {name for subject, name in traits if subject == "account"}
    theirs = _spans_of("identity_accountsaying", _owners("identity_accountalias", "account_id", accounts), ours)
    found = {person: sorted([*own.get(person, ()), *_during(where.get(person, ()), theirs)]) for person in person_ids}
    return {person: spans for person, spans in found.items() if spans}


def spans(kept: Iterable[Kept]) -> list[Span]:
    """The spans within which another value of the same trait was said; all of one subject and day."""
    told: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    said = [(one, {name: json.dumps(value, sort_keys=True) for name, value in one.traits.items()}) for one in kept]
    for one, values in said:
        for name, value in values.items():
            told[name] += [(one.first, value), (one.last, value)]
    instants = {name: sorted(of_one) for name, of_one in told.items()}
    return sorted({(one.first, one.last) for one, values in said if _is_contradicted(one, values, instants)})


def _is_contradicted(
    one: Kept, values: Mapping[str, str], instants: Mapping[str, Sequence[tuple[datetime, str]]]
) -> bool:
    for name, value in values.items():
        told = instants[name]
        start = bisect_right(told, one.first, key=lambda each: each[0])
        end = bisect_left(told, one.last, key=lambda each: each[0])
        if any(other != value for _, other in told[start:end]):
            return True
    return False


def _owners(table: str, owner: str, ids: Collection[int]) -> dict[int, int]:
    query_text = f"SELECT id, {owner} FROM {table} WHERE {owner} = ANY(%s::bigint[])"  # noqa: S608  (ours)
    return dict(rows(query_text, list(ids)))


def _spans_of(table: str, owners: Mapping[int, int], names: Collection[str]) -> dict[int, list[Span]]:
    days: dict[tuple[int, int], list[Kept]] = defaultdict(list)
    query_text = f"SELECT alias_id, day, traits, first_at, last_at FROM {table} WHERE alias_id = ANY(%s::bigint[])"  # noqa: S608  (ours)
    for alias_id, day, traits, first, last in rows(query_text, list(owners)):
        known = {name: value for name, value in json.loads(traits).items() if name in names}
        days[owners[alias_id], day].append(Kept(known, first, last))
    found: dict[int, list[Span]] = defaultdict(list)
    for (subject, _), kept in days.items():
        found[subject] += spans(kept)
    return found


def _during(where: Sequence[Stay], accounts: Mapping[int, Sequence[Span]]) -> Iterable[Span]:
    """What is blurred of each account while somebody belonged to it."""
    for place, stay in enumerate(where, start=1):
        until = where[place].at if place < len(where) else None
        for first, last in accounts.get(stay.account_id or 0, ()):
            if last >= stay.at and (until is None or first < until):
                yield first, last
