"""Who means whom after new ties or decisions: the identifiers concerned are partitioned anew, and every person goes
where its home identifier goes. That is why ids never die, and why a merge taken back brings the same id back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accord.steps.identity import aliases
from accord.steps.identity.aliases import AliasRow
from accord.steps.identity.identifiers import Name
from accord.steps.identity.partition import CROWD, Groups, partition
from accord.steps.identity.table import columns, reserve, rows

KINDS = {"user": 0, "external": 1, "email": 2, "anonymous": 3, "touch": 4}  # the best home first


@dataclass(slots=True)
class Head:
    """A person as far as regrouping goes. `home` and `root` change; what was before stays in `was`."""

    id: int
    home: int
    root: int
    was: int
    is_new: bool = False


@dataclass(slots=True)
class Regrouping:
    """What changed. `moved` are identifiers with another person than before, `heads` every person looked at."""

    heads: dict[int, Head] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)
    concerned: set[int] = field(default_factory=set)
    merged: list[tuple[int, int]] = field(default_factory=list)
    restored: list[tuple[int, int]] = field(default_factory=list)
    refused: list[Name] = field(default_factory=list)


def neighbourhood(
    seeds: Collection[int], new: Sequence[AliasRow], crossed: Collection[int], *, is_strong: bool
) -> tuple[dict[int, AliasRow], Groups]:
    """Everything that decides who the seeds are, partitioned. `is_strong`: strong ties or decisions changed, so that
    anonymous identifiers of everybody reached may move too."""
    fresh = {row.id: row for row in new}
    near = aliases.reach(seeds, crossed)
    beside = {i for apart in aliases.aparts(near) for i in apart.left | apart.right} - near
    known = {row.id: row for row in aliases.read((near | beside) - fresh.keys())}
    weak = {i for i in near | beside if not (fresh.get(i) or known[i]).name.is_strong}
    if is_strong:
        # Of the strong ones only: an anonymous identifier's neighbours are strong, and not all their ties are read.
        weak |= aliases.weak_neighbours(near - weak)
    loose = aliases.weak_ties(weak)
    beside |= {end for tie in loose for end in (tie.a, tie.b)} - near
    everybody = near | aliases.reach(beside, ())
    known |= {row.id: row for row in aliases.read(everybody - known.keys() - fresh.keys())}
    here = known | {i: fresh[i] for i in everybody if i in fresh}
    names = {i: row.name for i, row in here.items()}
    crowd = {i for i, row in here.items() if row.strong_ties > CROWD}
    ties = [*aliases.strong_ties(everybody), *loose]
    return here, partition(names, ties, aliases.joined(everybody), aliases.aparts(everybody), crowd)


def regroup(
    new: list[AliasRow],
    seeds: Collection[int],
    crossed: Collection[int] = (),
    *,
    is_strong: bool,
    now: datetime,
    how: str,
) -> Regrouping:
    """Partition the seeds' neighbourhood and new identifiers; store identifiers, people and merges accordingly."""
    here: dict[int, AliasRow] = {}
    groups: list[set[int]] = []
    result = Regrouping()
    if seeds:
        here, parts = neighbourhood(seeds, new, crossed, is_strong=is_strong)
        groups = list(parts.members.values())
        result.refused = sorted(parts.names[i] for i in parts.refused)
    alone = [row for row in new if row.id not in here]
    here |= {row.id: row for row in alone}
    groups += [{row.id} for row in alone]
    sides = _sides(here)
    _settle(here, groups, result)
    _store(here, new, result)
    _log_merges(sides, result, now=now, how=how)
    return result


def _sides(here: dict[int, AliasRow]) -> dict[int, list[int]]:
    """The identifiers of each person as they are; the strong ones where there are any, since the others follow them."""
    sides: dict[int, list[AliasRow]] = {}
    for row in here.values():
        if row.person_id is not None:
            sides.setdefault(row.person_id, []).append(row)
    strong = {person: [row.id for row in side if row.name.is_strong] for person, side in sides.items()}
    return {person: sorted(strong[person] or [row.id for row in side]) for person, side in sides.items()}


def _settle(here: dict[int, AliasRow], groups: list[set[int]], result: Regrouping) -> None:
    """Give every group its person."""
    homed: dict[int, list[Head]] = {}
    for head in _heads([row.id for row in here.values() if row.person_id is not None]):
        homed.setdefault(head.home, []).append(head)
    homeless = [group for group in groups if not any(i in homed for i in group)]
    fresh = iter(reserve("identity_person", len(homeless)))
    for group in groups:
        heads = [head for i in group for head in homed.get(i, ())]
        best = min(group, key=lambda i: (KINDS[here[i].name.kind], here[i].name))
        if not heads:
            number = next(fresh)
            heads = [Head(number, best, number, number, is_new=True)]
        survivor = min(heads, key=lambda h: (h.was != h.id, not here[h.home].name.is_strong, h.id))
        if not here[survivor.home].name.is_strong:
            survivor.home = best
        _follow(here, group, heads, survivor.id, result)


def _follow(here: dict[int, AliasRow], group: set[int], heads: list[Head], person_id: int, result: Regrouping) -> None:
    for head in heads:
        result.heads[head.id] = head
        head.root = person_id
        if head.root != head.was:
            result.concerned |= {head.root, head.was}
            if head.was != head.id:
                result.restored.append((head.was, head.id))
            if head.root != head.id:
                result.merged.append((head.root, head.id))
    for i in group:
        row = here[i]
        if row.person_id != person_id:
            result.concerned |= {person_id, row.person_id or person_id}
            if row.person_id is not None:
                result.moved[i] = person_id
            row.person_id = person_id


def _heads(alias_ids: list[int]) -> list[Head]:
    query_text = """SELECT id, home_alias_id, coalesce(merged_into, id) FROM identity_person
        WHERE home_alias_id = ANY(%s::bigint[])"""
    return [Head(i, home, root, root) for i, home, root in rows(query_text, alias_ids)] if alias_ids else []


def _store(here: dict[int, AliasRow], new: list[AliasRow], result: Regrouping) -> None:
    _insert_people([head for head in result.heads.values() if head.is_new], here)
    _insert_aliases(new)
    if result.moved:
        query_text = """UPDATE identity_alias a SET person_id = n.person_id
            FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, person_id) WHERE a.id = n.id"""
        rows(query_text, *columns(sorted(result.moved.items())))
    _update_people([head for head in result.heads.values() if not head.is_new])


def _insert_people(heads: list[Head], here: dict[int, AliasRow]) -> None:
    if not heads:
        return
    query_text = """
        INSERT INTO identity_person (id, home_alias_id, is_known, email, name, traits, first_seen_at, last_seen_at)
        SELECT n.id, n.home, n.is_known, '', '', '{}', n.first_at, n.last_at
        FROM unnest(%s::bigint[], %s::bigint[], %s::bool[], %s::timestamptz[], %s::timestamptz[])
             AS n(id, home, is_known, first_at, last_at)"""
    homes = [here[head.home] for head in heads]
    records = [(h.id, a.id, a.name.is_strong, a.first_at, a.last_at) for h, a in zip(heads, homes, strict=True)]
    rows(query_text, *columns(sorted(records)))


def _insert_aliases(new: list[AliasRow]) -> None:
    if not new:
        return
    query_text = """
        INSERT INTO identity_alias (id, kind, value, person_id, first_at, last_at, strong_ties)
        SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::timestamptz[], %s::timestamptz[],
                             %s::int[])"""
    rows(query_text, *columns([(r.id, *r.name, r.person_id, r.first_at, r.last_at, r.strong_ties) for r in new]))


def _update_people(heads: list[Head]) -> None:
    changed = [(h.id, h.home, None if h.root == h.id else h.root) for h in heads]
    if changed:
        query_text = """
            UPDATE identity_person p SET home_alias_id = n.home, merged_into = n.root
            FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS n(id, home, root)
            WHERE p.id = n.id AND (p.home_alias_id, p.merged_into) IS DISTINCT FROM (n.home, n.root)"""
        rows(query_text, *columns(sorted(changed, key=lambda c: c[0])))


def _log_merges(sides: dict[int, list[int]], result: Regrouping, *, now: datetime, how: str) -> None:
    if result.restored:
        query_text = "UPDATE identity_merge SET undone_at = %s WHERE loser_id = ANY(%s::bigint[]) AND undone_at IS NULL"
        rows(query_text, now, [loser for _, loser in result.restored])
    records = [
        (survivor, loser, _array(sides.get(survivor, ())), _array(sides.get(loser, [result.heads[loser].home])))
        for survivor, loser in result.merged
    ]
    if records:
        query_text = """
            INSERT INTO identity_merge (survivor_id, loser_id, survivor_alias_ids, loser_alias_ids, at, how)
            SELECT n.survivor, n.loser, n.ours::bigint[], n.theirs::bigint[], %s, %s
            FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[]) AS n(survivor, loser, ours, theirs)"""
        rows(query_text, now, how[:330], *columns(records))


def _array(numbers: Collection[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"
