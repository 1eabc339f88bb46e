"""Decisions of people about who is who. They are kept as rows, win over touches, and can be taken back."""

from collections.abc import Collection
from datetime import datetime

from accord.kernel.actor import Actor
from accord.ledger import api as ledger
from accord.steps.identity import people
from accord.steps.identity.contracts import CannotMerge, NoSuchPerson, Resolution
from accord.steps.identity.identifiers import STRONG
from accord.steps.identity.models import AccountChoice, Alias, Apart, Join, Merge, Person
from accord.steps.identity.regroup import regroup
from accord.steps.identity.table import lock


def merge_people(one_id: int, other_id: int, *, by: Actor, now: datetime, reason: str) -> Resolution:
    """Make two people one, whatever touches say."""
    lock()
    one, other = _alive(one_id), _alive(other_id)
    if one.pk == other.pk:
        raise CannotMerge("They are one person already.")
    ours, theirs = _side(one.pk), _side(other.pk)
    _undo_aparts(ours, theirs, now)
    Join.objects.create(alias_a=one.home_alias_id, alias_b=other.home_alias_id, at=now, by=str(by), reason=reason)
    done = _apply({*ours, *theirs}, by, now)
    _record("people_merged", _alive(one_id).pk, by, now, reason, {"people": [one.pk, other.pk]})
    return done


def unmerge_people(merge_id: int, *, by: Actor, now: datetime, reason: str) -> Resolution:
    """Take one merge back: both are as they were, and what came since follows its own identifiers."""
    lock()
    merge = Merge.objects.filter(pk=merge_id, undone_at=None).first()
    if merge is None:
        raise CannotMerge("This merge was taken back already, or never was.")
    return _set_apart(merge.loser_alias_ids, merge.survivor_alias_ids, by=by, now=now, reason=reason)


def separate_people(person_id: int, alias_ids: Collection[int], *, by: Actor, now: datetime, reason: str) -> Resolution:
    """Take these identifiers out of a person: they are somebody else."""
    lock()
    everything = set(Alias.objects.filter(person_id=_alive(person_id).pk).values_list("id", flat=True))
    left = everything & set(alias_ids)
    right = _best(everything - left)
    if not left or not right:
        raise CannotMerge("Choose some of the person's identifiers, and not all of them.")
    return _set_apart(sorted(left), right, by=by, now=now, reason=reason)


def _set_apart(left: list[int], right: list[int], *, by: Actor, now: datetime, reason: str) -> Resolution:
    Join.objects.filter(alias_a__in=left, alias_b__in=right, undone_at=None).update(undone_at=now)
    Join.objects.filter(alias_a__in=right, alias_b__in=left, undone_at=None).update(undone_at=now)
    Apart.objects.create(left_ids=left, right_ids=right, at=now, by=str(by), reason=reason)
    done = _apply({*left, *right}, by, now)
    owners = Alias.objects.filter(pk__in=[*left, *right]).values_list("id", "person_id")
    sides = dict(owners)
    if {sides[i] for i in left} & {sides[i] for i in right}:
        raise CannotMerge("Somebody joined them by other identifiers by hand: take that back first.")
    _record("people_separated", sides[right[0]], by, now, reason, {"people": sorted(set(sides.values()))})
    return done


def choose_account(person_id: int, account_id: int | None, *, by: Actor, now: datetime, reason: str) -> Resolution:
    """Say by hand which account somebody belongs to; None: to none."""
    lock()
    person = _alive(person_id)
    AccountChoice.objects.create(
        alias_id=person.home_alias_id, account_id=account_id, at=now, by=str(by), reason=reason
    )
    people.renew([person.pk])
    _record("account_chosen", person.pk, by, now, reason, {"account": account_id})
    return Resolution([], {person.pk: now})


def _apply(seeds: set[int], by: Actor, now: datetime) -> Resolution:
    groups = regroup([], seeds, is_strong=True, now=now, how=str(by))
    concerned = groups.concerned - {loser for _, loser in groups.merged}
    people.renew(concerned)
    return Resolution([], dict.fromkeys(concerned, now), groups.merged, groups.restored)


def _undo_aparts(ours: list[int], theirs: list[int], now: datetime) -> None:
    between = Apart.objects.filter(undone_at=None)
    between.filter(left_ids__overlap=ours, right_ids__overlap=theirs).update(undone_at=now)
    between.filter(left_ids__overlap=theirs, right_ids__overlap=ours).update(undone_at=now)


def _side(person_id: int) -> list[int]:
    return _best(Alias.objects.filter(person_id=person_id).values_list("id", flat=True))


def _best(alias_ids: Collection[int]) -> list[int]:
    """The strong ones where there are any: the anonymous ones follow them."""
    strong = Alias.objects.filter(pk__in=list(alias_ids), kind__in=STRONG).values_list("id", flat=True)
    return sorted(strong) or sorted(alias_ids)


def _alive(person_id: int) -> Person:
    """The person that an id means now."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NoSuchPerson(f"There is no person {person_id}.")
    return person if person.merged_into is None else Person.objects.get(pk=person.merged_into)


def _record(kind: str, person_id: int, by: Actor, now: datetime, reason: str, body: dict[str, object]) -> None:
    ledger.record(
        kind=kind, subject_kind="person", subject_id=person_id, at=now, now=now, actor=by, reason=reason, body=body
    )
