"""The identifiers of a batch and the ties between them, read and written in a few queries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accord.kernel.touch import Touch
from accord.steps.identity.identifiers import Name, Naming
from accord.steps.identity.partition import CROWD, Apart, Tie
from accord.steps.identity.table import columns, reserve, rows

Key = tuple[datetime, int, str]


@dataclass(slots=True)
class AliasRow:
    """`person_id` is None until a new identifier has found its person."""

    id: int
    name: Name
    person_id: int | None
    first_at: datetime
    last_at: datetime
    strong_ties: int = 0


@dataclass(frozen=True, slots=True)
class NewTie:
    """A tie seen for the first time, or seen at an earlier instant than before."""

    a: int
    b: int
    first: Key
    touch_id: int
    is_strong: bool


def seen(touches: Sequence[Touch], namings: Sequence[Naming]) -> dict[Name, tuple[datetime, datetime]]:
    """Every identifier of the batch with its first and last instant."""
    found: dict[Name, tuple[datetime, datetime]] = {}
    for touch, naming in zip(touches, namings, strict=True):
        at = touch.occurred_at
        for name in {naming.own, *(name for tie in naming.ties for name in tie)}:
            first, last = found.get(name, (at, at))
            found[name] = (min(first, at), max(last, at))
    return found


def meet(found: dict[Name, tuple[datetime, datetime]]) -> tuple[dict[Name, AliasRow], list[AliasRow]]:
    """The rows of these identifiers, the known ones read and brought up to date; and the new ones, not yet stored."""
    known = {row.name: row for row in _read_names(list(found))}
    _see_again(known, found)
    fresh = sorted(name for name in found if name not in known)
    numbers = reserve("identity_alias", len(fresh))
    new = [AliasRow(i, name, None, *found[name]) for i, name in zip(numbers, fresh, strict=True)]
    return known | {row.name: row for row in new}, new


def _read_names(names: list[Name]) -> list[AliasRow]:
    query_text = """
        SELECT a.id, a.kind, a.value, a.person_id, a.first_at, a.last_at, a.strong_ties
        FROM unnest(%s::text[], %s::text[]) AS n(kind, value)
        JOIN identity_alias a ON a.kind = n.kind AND a.value = n.value"""
    return [_alias(*row) for row in rows(query_text, [n.kind for n in names], [n.value for n in names])]


def read(alias_ids: Collection[int]) -> list[AliasRow]:
    """The rows of these numbers."""
    query_text = """SELECT id, kind, value, person_id, first_at, last_at, strong_ties
        FROM identity_alias WHERE id = ANY(%s::bigint[])"""
    return [_alias(*row) for row in rows(query_text, list(alias_ids))] if alias_ids else []


def _alias(i: int, kind: str, value: str, person: int, first: datetime, last: datetime, ties: int) -> AliasRow:
    return AliasRow(i, Name(kind, value), person, first, last, ties)


def _see_again(known: dict[Name, AliasRow], found: dict[Name, tuple[datetime, datetime]]) -> None:
    moved = []
    for name, row in known.items():
        first, last = found[name]
        if first < row.first_at or last > row.last_at:
            row.first_at, row.last_at = min(first, row.first_at), max(last, row.last_at)
            moved.append((row.id, row.first_at, row.last_at))
    if moved:
        query_text = """UPDATE identity_alias a SET first_at = n.first_at, last_at = n.last_at
            FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS n(id, first_at, last_at)
            WHERE a.id = n.id"""
        rows(query_text, *columns(sorted(moved)))


def tie(
    touches: Sequence[Touch], ids: Sequence[int], namings: Sequence[Naming], met: dict[Name, AliasRow]
) -> tuple[list[NewTie], set[int]]:
    """Store the ties of a batch; returns those that are new or became earlier, and who just became a crowd."""
    first: dict[tuple[int, int], NewTie] = {}
    for touch, touch_id, naming in zip(touches, ids, namings, strict=True):
        for one, other in naming.ties:
            a, b = sorted((met[one].id, met[other].id))
            key = (touch.occurred_at, touch.source_id, touch.message_id)
            if (a, b) not in first or key < first[a, b].first:
                first[a, b] = NewTie(a, b, key, touch_id, one.is_strong and other.is_strong)
    if not first:
        return [], set()
    before = _read_ties(list(first))
    changed = [new for pair, new in first.items() if pair not in before or new.first < before[pair]]
    _write_ties(changed)
    return changed, _count_strong([new for new in changed if new.is_strong and (new.a, new.b) not in before], met)


def _read_ties(pairs: list[tuple[int, int]]) -> dict[tuple[int, int], Key]:
    query_text = """
        SELECT l.alias_a, l.alias_b, l.first_at, l.source_id, l.message_id
        FROM unnest(%s::bigint[], %s::bigint[]) AS n(a, b)
        JOIN identity_link l ON l.alias_a = n.a AND l.alias_b = n.b"""
    return {(a, b): (at, source, message) for a, b, at, source, message in rows(query_text, *columns(list(pairs)))}


def _write_ties(ties: list[NewTie]) -> None:
    if not ties:
        return
    query_text = """
        INSERT INTO identity_link (alias_a, alias_b, is_strong, first_at, source_id, message_id, touch_id)
        SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bool[], %s::timestamptz[], %s::bigint[], %s::text[],
                             %s::bigint[])
        ON CONFLICT (alias_a, alias_b) DO UPDATE SET first_at = excluded.first_at, source_id = excluded.source_id,
            message_id = excluded.message_id, touch_id = excluded.touch_id"""
    rows(query_text, *columns([(t.a, t.b, t.is_strong, *t.first, t.touch_id) for t in ties]))


def _count_strong(ties: list[NewTie], met: dict[Name, AliasRow]) -> set[int]:
    by_id = {row.id: row for row in met.values()}
    ends = [by_id[end] for new in ties for end in (new.a, new.b)]
    before = {row.id: row.strong_ties for row in ends}
    for row in ends:
        row.strong_ties += 1
    stored = {row.id: row.strong_ties for row in ends if row.person_id is not None}
    if stored:
        query_text = """UPDATE identity_alias a SET strong_ties = n.ties
            FROM unnest(%s::bigint[], %s::int[]) AS n(id, ties) WHERE a.id = n.id"""
        rows(query_text, *columns(sorted(stored.items())))
    return {row.id for row in ends if before[row.id] <= CROWD < row.strong_ties}


def reach(alias_ids: Iterable[int], crossed: Collection[int]) -> set[int]:
    """Everybody tied to these by strong ties and by decisions, step by step; nobody is reached through a crowd, but
    those who were before it became one (`crossed`) are."""
    query_text = """
        WITH RECURSIVE reached(id) AS (
            SELECT unnest(%s::bigint[])
            UNION
            SELECT next.id FROM reached r LEFT JOIN identity_alias a ON a.id = r.id
            CROSS JOIN LATERAL (
                SELECT alias_b AS id FROM identity_link WHERE alias_a = r.id AND is_strong
                UNION ALL SELECT alias_a FROM identity_link WHERE alias_b = r.id AND is_strong
                UNION ALL SELECT alias_b FROM identity_join WHERE alias_a = r.id AND undone_at IS NULL
                UNION ALL SELECT alias_a FROM identity_join WHERE alias_b = r.id AND undone_at IS NULL
            ) AS next
            WHERE coalesce(a.strong_ties, 0) <= %s OR r.id = ANY(%s::bigint[])
        )
        SELECT id FROM reached"""
    start = list(alias_ids)
    return {i for (i,) in rows(query_text, start, CROWD, list(crossed))} if start else set()


def strong_ties(alias_ids: Collection[int]) -> list[Tie]:
    """The strong ties among these."""
    query_text = """SELECT alias_a, alias_b, first_at, source_id, message_id FROM identity_link
        WHERE alias_a = ANY(%s::bigint[]) AND alias_b = ANY(%s::bigint[]) AND is_strong"""
    return [_tie(*row) for row in rows(query_text, list(alias_ids), list(alias_ids))]


def weak_neighbours(alias_ids: Collection[int]) -> set[int]:
    """The anonymous identifiers ever tied to one of these."""
    query_text = """SELECT alias_b FROM identity_link WHERE alias_a = ANY(%s::bigint[]) AND NOT is_strong
        UNION SELECT alias_a FROM identity_link WHERE alias_b = ANY(%s::bigint[]) AND NOT is_strong"""
    return {i for (i,) in rows(query_text, list(alias_ids), list(alias_ids))}


def weak_ties(alias_ids: Collection[int]) -> list[Tie]:
    """All ties of these anonymous identifiers."""
    query_text = """SELECT alias_a, alias_b, first_at, source_id, message_id FROM identity_link
        WHERE (alias_a = ANY(%s::bigint[]) OR alias_b = ANY(%s::bigint[])) AND NOT is_strong"""
    return [_tie(*row) for row in rows(query_text, list(alias_ids), list(alias_ids))] if alias_ids else []


def _tie(a: int, b: int, at: datetime, source: int, message: str) -> Tie:
    return Tie(a, b, (at, source, message))


def joined(alias_ids: Collection[int]) -> list[tuple[int, int]]:
    """The pairs that somebody joined by hand, among these."""
    query_text = """SELECT alias_a, alias_b FROM identity_join
        WHERE alias_a = ANY(%s::bigint[]) AND alias_b = ANY(%s::bigint[]) AND undone_at IS NULL ORDER BY id"""
    return [(a, b) for a, b in rows(query_text, list(alias_ids), list(alias_ids))]


def aparts(alias_ids: Collection[int]) -> list[Apart]:
    """The decisions that set one of these apart from others."""
    query_text = """SELECT left_ids, right_ids FROM identity_apart WHERE undone_at IS NULL
        AND (left_ids && %s::bigint[] OR right_ids && %s::bigint[]) ORDER BY id"""
    found = rows(query_text, list(alias_ids), list(alias_ids))
    return [Apart(frozenset(left), frozenset(right)) for left, right in found]
