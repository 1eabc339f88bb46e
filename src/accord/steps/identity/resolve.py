"""A batch of touches to people: the order of the work. Each part is idempotent, so that a batch may come again."""

from collections.abc import Sequence
from datetime import datetime

from accord.kernel.touch import Placed, Touch
from accord.steps.identity import accounts, aliases, people, sayings
from accord.steps.identity.aliases import AliasRow
from accord.steps.identity.contracts import Oddness, Resolution
from accord.steps.identity.identifiers import ACCOUNTS, Name, Naming, naming
from accord.steps.identity.partition import MOST
from accord.steps.identity.regroup import Regrouping, regroup
from accord.steps.identity.sayings import Said

Span = tuple[datetime, datetime]


def resolve_batch(touches: Sequence[Touch], ids: Sequence[int], now: datetime) -> Resolution:
    """Place the touches; see `api.resolve`."""
    namings = [naming(touch) for touch in touches]
    seen = aliases.seen(touches, namings)
    met, new = aliases.meet(seen)
    changed, crossed = aliases.tie(touches, ids, namings, met)
    seeds = {end for tie in changed for end in (tie.a, tie.b)}
    is_strong = any(tie.is_strong for tie in changed)
    groups = regroup(new, seeds, crossed, is_strong=is_strong, now=now, how="touch")
    _refresh(met, groups)
    placed = [
        Placed(touch, touch_id, met[n.own].id, met[n.own].person_id or 0)
        for touch, touch_id, n in zip(touches, ids, namings, strict=True)
    ]
    since = _since(placed, namings, met, groups)
    besides = _learn(placed, namings, groups, since)
    people.see(_spans(seen, met, besides))
    return Resolution(placed, since, groups.merged, groups.restored, _oddities(touches, namings, groups))


def _refresh(met: dict[Name, AliasRow], groups: Regrouping) -> None:
    """Regrouping read its own rows: bring the batch's up to date."""
    for row in met.values():
        row.person_id = groups.moved.get(row.id, row.person_id)


def _since(
    placed: Sequence[Placed], namings: Sequence[Naming], met: dict[Name, AliasRow], groups: Regrouping
) -> dict[int, datetime]:
    """Everybody whose touches came, and everybody whom a tie of this batch gave or took something."""
    since: dict[int, datetime] = {}
    earliest = min((p.touch.occurred_at for p, n in zip(placed, namings, strict=True) if n.ties), default=None)
    for one in placed:
        _earlier(since, one.person_id, one.touch.occurred_at)
    gone = {loser for _, loser in groups.merged}
    for person_id in groups.concerned - gone:
        if earliest is not None and person_id not in since:
            since[person_id] = earliest
    return since


def _earlier(since: dict[int, datetime], person_id: int, at: datetime) -> None:
    since[person_id] = min(at, since.get(person_id, at))


def _learn(
    placed: Sequence[Placed], namings: Sequence[Naming], groups: Regrouping, since: dict[int, datetime]
) -> set[int]:
    """Keep what was said of people and accounts, and renew the rows of those concerned; returns whose."""
    touches, ids = [p.touch for p in placed], [p.touch_id for p in placed]
    said = _sayings(placed, namings)
    sayings.store_people(said)
    told = [sayings.company_of(touch, n) for touch, n in zip(touches, namings, strict=True)]
    members = [0 if n.own == ACCOUNTS else p.alias_id for p, n in zip(placed, namings, strict=True)]
    found = accounts.meet(touches, ids, told, members)
    spoken = {one.alias_id for one in said}
    renewed = {p.person_id for p, c in zip(placed, told, strict=True) if p.alias_id in spoken or (c and c.group)}
    as_inserted = {head.id for head in groups.heads.values() if head.is_new} - set(groups.moved.values())
    regrouped = groups.concerned - {loser for _, loser in groups.merged} - as_inserted
    moved = accounts.members_of(found.moved)
    people.renew(renewed | regrouped | moved)
    _tell_colleagues(found, moved, since)
    return renewed | regrouped | moved


def _sayings(placed: Sequence[Placed], namings: Sequence[Naming]) -> list[Said]:
    said = []
    for one, n in zip(placed, namings, strict=True):
        if traits := sayings.person_traits(one.touch, n):
            said.append(Said(one.alias_id, traits, one.touch.occurred_at, one.touch.message_id, one.touch_id))
    return said


def _spans(seen: dict[Name, Span], met: dict[Name, AliasRow], besides: set[int]) -> dict[int, Span]:
    """When people were seen: when one of their identifiers was, even in somebody else's touch."""
    spans: dict[int, Span] = {}
    for name, (first, last) in seen.items():
        person_id = met[name].person_id or 0
        if person_id not in besides:
            before = spans.get(person_id, (first, last))
            spans[person_id] = (min(first, before[0]), max(last, before[1]))
    return spans


def _tell_colleagues(found: accounts.Companies, moved: set[int], since: dict[int, datetime]) -> None:
    """What changed an account concerns everybody there, from the instant it was said."""
    homes = people.accounts_of_aliases(found.spoken.keys() | found.moved)
    changed = people.renew_accounts(set(homes.values()))
    said_at: dict[int, datetime] = {}
    for alias_id, at in found.spoken.items():
        _earlier(said_at, homes[alias_id], at)
    start = min(found.spoken.values(), default=None)
    for person_id, account_id in people.at_accounts(changed).items():
        if at_ := said_at.get(account_id, start):
            _earlier(since, person_id, at_)
    for person_id in moved:
        if start is not None:
            _earlier(since, person_id, start)


def _oddities(touches: Sequence[Touch], namings: Sequence[Naming], groups: Regrouping) -> list[Oddness]:
    """Ties that were not followed because somebody would have become too many."""
    refused = set(groups.refused)
    message = f"More than {MOST} identifiers would be one person: this tie is kept, but joins nobody."
    return [
        Oddness(touch.source_id, touch.message_id, "too_many_identifiers", message)
        for touch, n in zip(touches, namings, strict=True)
        if any(name in refused for pair in n.ties for name in pair)
    ]
