"""Identity made anew from all touches and decisions: to compare with what is stored, or to put it right."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from accord.kernel.instants import EPOCH
from accord.kernel.touch import Touch
from accord.steps.identity import accounts, aliases, people, sayings
from accord.steps.identity.aliases import AliasRow, Key
from accord.steps.identity.identifiers import ACCOUNTS, Name, Naming, naming
from accord.steps.identity.partition import CROWD, Apart, Tie, partition
from accord.steps.identity.regroup import regroup
from accord.steps.identity.sayings import Said
from accord.steps.identity.table import rows

Span = tuple[datetime, datetime]
Pair = tuple[Name, Name]
Day = tuple[str, str, int, int]


class Row(Protocol):
    """A stored touch."""

    @property
    def touch(self) -> Touch: ...
    @property
    def touch_id(self) -> int: ...
    @property
    def alias_id(self) -> int: ...


class Reading:
    """What all touches say, gathered page by page."""

    def __init__(self) -> None:
        self.spans: dict[Name, Span] = {}
        self.ties: dict[Pair, Key] = {}
        self.said: dict[Day, Span] = {}
        self.owners: dict[int, Name] = {}
        self.touches = 0

    def read(self, page: Sequence[Row]) -> None:
        namings = [naming(row.touch) for row in page]
        self.touches += len(page)
        for name, (first, last) in aliases.seen([row.touch for row in page], namings).items():
            before = self.spans.get(name, (first, last))
            self.spans[name] = (min(first, before[0]), max(last, before[1]))
        for row, said in zip(page, namings, strict=True):
            self.owners[row.alias_id] = said.own
            self._read_ties(row.touch, said)
            self._read_traits(row.touch, said)

    def _read_ties(self, touch: Touch, said: Naming) -> None:
        key = (touch.occurred_at, touch.source_id, touch.message_id)
        for one, other in said.ties:
            pair = (min(one, other), max(one, other))
            self.ties[pair] = min(key, self.ties.get(pair, key))

    def _read_traits(self, touch: Touch, said: Naming) -> None:
        traits = sayings.person_traits(touch, said)
        if traits:
            day = (*said.own, touch.occurred_at.toordinal(), sayings.digest(traits))
            first, last = self.said.get(day, (touch.occurred_at, touch.occurred_at))
            self.said[day] = (min(first, touch.occurred_at), max(last, touch.occurred_at))


def differences(reading: Reading) -> Iterator[dict[str, Any]]:
    """Where the stored identifiers, ties, people and sayings are not what the touches say."""
    stored = {
        Name(kind, value): AliasRow(i, Name(kind, value), person, first, last, ties)
        for i, kind, value, person, first, last, ties in rows(
            "SELECT id, kind, value, person_id, first_at, last_at, strong_ties FROM identity_alias"
        )
    }
    yield from _of_identifiers(reading, stored)
    yield from _of_people(reading, stored)
    yield from _of_sayings(reading, stored)
    yield from _of_homes()


def _of_identifiers(reading: Reading, stored: dict[Name, AliasRow]) -> Iterator[dict[str, Any]]:
    for name in reading.spans.keys() ^ stored.keys():
        yield {"what": "identifier", "name": list(name), "stored": name in stored}
    for name, row in stored.items():
        if name in reading.spans and reading.spans[name] != (row.first_at, row.last_at):
            yield {"what": "identifier seen", "name": list(name)}
    for alias_id, own in reading.owners.items():
        if own in stored and stored[own].id != alias_id:
            yield {"what": "touches of an identifier", "name": list(own), "stored": alias_id}


def _of_people(reading: Reading, stored: dict[Name, AliasRow]) -> Iterator[dict[str, Any]]:
    """The people that all ties and decisions make, against whom each identifier means."""
    names = {row.id: name for name, row in stored.items()}
    here = {pair: key for pair, key in reading.ties.items() if pair[0] in stored and pair[1] in stored}
    ties = [Tie(stored[a].id, stored[b].id, key) for (a, b), key in here.items()]
    degree: dict[int, int] = defaultdict(int)
    for (a, b), _ in here.items():
        if a.is_strong and b.is_strong:
            degree[stored[a].id] += 1
            degree[stored[b].id] += 1
    crowd = {i for i, count in degree.items() if count > CROWD}
    groups = partition(names, ties, _joined(), _aparts(), crowd)
    person_of = {row.id: row.person_id for row in stored.values()}
    taken: dict[int | None, int] = {}
    for root, members in groups.members.items():
        found = {person_of[i] for i in members}
        if len(found) > 1 or taken.setdefault(next(iter(found)), root) != root:
            yield {"what": "person", "identifiers": sorted(list(names[i]) for i in members), "people": list(found)}
    for row in stored.values():
        if degree[row.id] != row.strong_ties:
            yield {"what": "number of ties", "name": list(row.name)}


def _joined() -> list[tuple[int, int]]:
    return [(a, b) for a, b in rows("SELECT alias_a, alias_b FROM identity_join WHERE undone_at IS NULL ORDER BY id")]


def _aparts() -> list[Apart]:
    found = rows("SELECT left_ids, right_ids FROM identity_apart WHERE undone_at IS NULL ORDER BY id")
    return [Apart(frozenset(left), frozenset(right)) for left, right in found]


def _of_sayings(reading: Reading, stored: dict[Name, AliasRow]) -> Iterator[dict[str, Any]]:
    epoch = EPOCH.toordinal()
    names = {row.id: name for name, row in stored.items()}
    found = {
        (*names.get(alias_id, Name("", "")), day + epoch, digest): (first, last)
        for alias_id, day, digest, first, last in rows(
            "SELECT alias_id, day, digest, first_at, last_at FROM identity_saying"
        )
    }
    for key in found.keys() | reading.said.keys():
        if found.get(key) != reading.said.get(key):
            yield {"what": "traits said", "name": list(key[:2]), "stored": key in found}


def _of_homes() -> Iterator[dict[str, Any]]:
    query_text = """SELECT p.id, p.merged_into, a.person_id FROM identity_person p
        LEFT JOIN identity_alias a ON a.id = p.home_alias_id
        WHERE coalesce(p.merged_into, p.id) IS DISTINCT FROM a.person_id
          AND EXISTS (SELECT FROM identity_alias o WHERE o.person_id = coalesce(p.merged_into, p.id))"""
    for person_id, merged_into, meant in rows(query_text):
        yield {"what": "whom a person's id means", "person": person_id, "stored": merged_into, "right": meant}
    for part in _parts(_everybody(), 1000):
        for person_id in people.stale(part):
            yield {"what": "row of a person", "person": person_id}


def _everybody() -> list[int]:
    """Who has no identifier is nobody."""
    query_text = """SELECT id FROM identity_person p WHERE merged_into IS NULL
        AND EXISTS (SELECT FROM identity_alias a WHERE a.person_id = p.id) ORDER BY id"""
    return [i for (i,) in rows(query_text)]


def forget() -> None:
    """Drop everything that touches say; identifiers, people's ids and decisions stay."""
    rows("TRUNCATE identity_link, identity_saying, identity_membership, identity_accountlink, identity_accountsaying")
    rows("UPDATE identity_alias SET strong_ties = 0 WHERE strong_ties <> 0")


def learn(page: Sequence[Row], now: datetime) -> None:
    """What these touches say, without looking who is who."""
    touches, ids = [row.touch for row in page], [row.touch_id for row in page]
    namings = [naming(touch) for touch in touches]
    met, new = aliases.meet(aliases.seen(touches, namings))
    regroup(new, (), is_strong=False, now=now, how="rebuild")
    aliases.tie(touches, ids, namings, met)
    told = [sayings.company_of(touch, n) for touch, n in zip(touches, namings, strict=True)]
    own = [met[n.own].id for n in namings]
    spoken = [(sayings.person_traits(t, n), t, i, a) for t, n, i, a in zip(touches, namings, ids, own, strict=True)]
    sayings.store_people(Said(a, traits, t.occurred_at, t.message_id, i) for traits, t, i, a in spoken if traits)
    members = [0 if n.own == ACCOUNTS else alias_id for n, alias_id in zip(namings, own, strict=True)]
    accounts.meet(touches, ids, told, members)


def settle(now: datetime) -> list[tuple[int, int]]:
    """Who is who, for everybody; returns the merges this brought."""
    merged: list[tuple[int, int]] = []
    everything = [i for (i,) in rows("SELECT id FROM identity_alias ORDER BY id")]
    for part in _parts(everything, 2000):
        merged += regroup([], part, is_strong=True, now=now, how="rebuild").merged
    accounts.settle([i for (i,) in rows("SELECT DISTINCT group_alias_id FROM identity_accountlink")])
    for part in _parts([i for (i,) in rows("SELECT id FROM identity_account ORDER BY id")], 1000):
        people.renew_accounts(part)
    for part in _parts(_everybody(), 1000):
        people.renew(part)
    return merged


def _parts(numbers: Collection[int], size: int) -> Iterable[list[int]]:
    whole = list(numbers)
    return (whole[start : start + size] for start in range(0, len(whole), size))
