"""Verbs of identity. Those that change people run in the caller's transaction and keep others out until it ends."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection
from django.db.models import BigIntegerField, Min, Q, Subquery
from django.db.models.functions import Coalesce

from accord.kernel.actor import Actor
from accord.kernel.touch import Touch, TraitChange
from accord.steps.identity import anew, blur, decide, finding, owning, unlearning
from accord.steps.identity import histories as through_time
from accord.steps.identity import people as people_rows
from accord.steps.identity.contracts import (
    AccountCard,
    Head,
    IdentifierCard,
    MergeCard,
    NoSuchAccount,
    NoSuchPerson,
    PersonCard,
    Resolution,
)
from accord.steps.identity.fingerprints import fingerprint
from accord.steps.identity.identifiers import EMAIL, USER
from accord.steps.identity.mail import company_domain, email_kind, normal_email
from accord.steps.identity.models import Account, AccountAlias, Alias, Merge, Person, has_identifier
from accord.steps.identity.owning import Ownership
from accord.steps.identity.resolve import resolve_batch
from accord.steps.identity.table import lock, rows
from accord.steps.identity.timeline import Stay

__all__ = ["Ownership", "Resolution", "company_domain", "email_kind", "fingerprint", "lock", "normal_email"]


def resolve(*, touches: Sequence[Touch], ids: Sequence[int], now: datetime) -> Resolution:
    """Whose touches these are; `ids` are the numbers they are stored by. Learns identifiers, traits and accounts."""
    lock()
    return resolve_batch(touches, ids, now)


def named_by(*, touches: Sequence[Touch]) -> set[int]:
    """The people whom these touches name."""
    return unlearning.named_by(touches)


def unlearn(
    *,
    gone: Sequence[tuple[Touch, int]],
    remaining: Sequence[tuple[Touch, int]],
    person_ids: Collection[int],
    keep: Collection[int],
    now: datetime,
) -> Resolution:
    """Forget what withdrawn touches (with their numbers) said; `remaining` are all others of the people they name
    (`named_by`). Whom nothing names any more is gone, but those to `keep`, who stay without name or traits."""
    lock()
    return unlearning.unlearn(gone, remaining, person_ids, keep=keep, now=now)


def histories(
    *,
    person_ids: Collection[int],
    until: datetime | None = None,
    aliases: Mapping[int, Collection[int]] | None = None,
) -> dict[int, list[TraitChange]]:
    """The changes of each person's traits and of their account's while they were there, sorted. `aliases`: the
    identifiers of each, where they are read already."""
    changes, _ = through_time.read(person_ids, aliases)
    if until is None:
        return changes
    return {person: [c for c in part if c.at <= until] for person, part in changes.items()}


def stays(*, person_id: int) -> list[Stay]:
    """The accounts somebody belonged to, and by what, through time."""
    return through_time.read([person_id])[1].get(person_id, [])


def blurred(
    *, person_ids: Collection[int], traits: Collection[tuple[str, str]]
) -> dict[int, list[tuple[datetime, datetime]]]:
    """Of each person who has any, the spans for which one of those (subject, trait), their own or of the account they
    belonged to then, may have been another than is kept: of one day and value the first and the last time are, and in
    between another value was said."""
    return blur.blurred(person_ids, traits)


def aliases_of(*, person_ids: Collection[int]) -> dict[int, list[int]]:
    """The numbers of each person's identifiers."""
    found: dict[int, list[int]] = {person_id: [] for person_id in person_ids}
    query_text = "SELECT person_id, id FROM identity_alias WHERE person_id = ANY(%s::bigint[]) ORDER BY id"
    for person_id, alias_id in rows(query_text, list(person_ids)):
        found[person_id].append(alias_id)
    return found


def people_behind(*, alias_ids: Collection[int]) -> dict[int, int]:
    """Whom each of these identifiers means now."""
    return dict(Alias.objects.filter(pk__in=list(alias_ids)).values_list("id", "person_id"))


def owners() -> bytes:
    """Whom each identifier means now, of all there are: lines `alias,person` in order of the alias."""
    query_text = "COPY (SELECT id, person_id FROM identity_alias ORDER BY id) TO STDOUT (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(query_text) as copy:
        return b"".join(copy)


def now_meaning(*, person_ids: Collection[int]) -> dict[int, int]:
    """Whom each of these ids means now."""
    found = Person.objects.filter(pk__in=list(person_ids)).values_list("id", "merged_into")
    return {asked: into or asked for asked, into in found}


def ids_of(*, person_ids: Collection[int]) -> dict[int, list[int]]:
    """All the ids that mean each of these people now, their own first."""
    found = {person_id: [person_id] for person_id in person_ids}
    for asked, into in (
        Person.objects.filter(merged_into__in=list(person_ids)).order_by("id").values_list("id", "merged_into")
    ):
        found[into or asked].append(asked)
    return found


def heads(*, person_ids: Collection[int]) -> dict[int, Head]:
    """Whether each of these people is known, and at which account; for many at once."""
    query_text = "SELECT id, is_known, account_id FROM identity_person WHERE id = ANY(%s::bigint[])"
    return {i: Head(is_known, account_id) for i, is_known, account_id in rows(query_text, list(person_ids))}


def people(*, person_ids: Collection[int]) -> dict[int, PersonCard]:
    """A card for each id there is, of whom it means now."""
    found = Person.objects.in_bulk(set(person_ids))
    meaning = {asked: row.merged_into or asked for asked, row in found.items()}
    if merged := set(meaning.values()) - found.keys():
        found |= Person.objects.in_bulk(merged)
    return {asked: _person(found[now], asked) for asked, now in meaning.items()}


def person(*, person_id: int) -> PersonCard:
    """Whom the id means now. Raises NoSuchPerson."""
    found = people(person_ids=[person_id])
    if person_id not in found:
        raise NoSuchPerson(f"There is no person {person_id}.")
    return found[person_id]


def person_at(*, person_id: int, at: datetime) -> PersonCard:
    """The same as they were known at an instant: traits, address, name and account of then. Raises NoSuchPerson."""
    card = person(person_id=person_id)
    traits, account_id = people_rows.as_of(card.id, at)
    email, name = people_rows.text(traits.get("email")), people_rows.name_of(traits)
    return replace(card, email=email, name=name, traits=traits, account_id=account_id)


def lookup(*, text: str) -> PersonCard | None:
    """The one person of an e-mail address, user id, external id or number."""
    plain = text.strip()
    names = (
        Q(kind=USER, value=plain)
        | Q(kind=EMAIL, value=normal_email(plain) or "")
        | Q(kind="external", value__endswith=f":{plain}")
    )
    alias = min(Alias.objects.filter(names)[:20], key=lambda a: (a.kind != EMAIL, a.kind != USER, a.pk), default=None)
    if alias is not None:
        return person(person_id=alias.person_id)
    number = plain.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 19:
        return people(person_ids=[int(number)]).get(int(number))
    return None


def numbered(*, numbers: Collection[str], own: int | None, source_ids: Collection[int]) -> dict[str, PersonCard]:
    """Whom these numbers of another system name: as the source `own` knows them, else by user id, else as any of the
    sources does. A number that names nobody or several people is left out."""
    found = finding.numbered(sorted(set(numbers)), own, source_ids)
    cards = people(person_ids=set(found.values()))
    return {number: cards[person_id] for number, person_id in found.items()}


def find(*, text: str, limit: int = 20) -> list[PersonCard]:
    """People whose name, address, identifier or company begins with the text or whose name has its words; known ones
    first. Names are found however they are written: without accents, or with "ue" for "ü"."""
    plain = " ".join(text.replace("\x00", "").split())[:200]
    cards = Person.objects.in_bulk(found := finding.people(plain, limit=limit) if plain else [])
    return [_person(cards[i], i) for i in found]


def called(*, phone: str, limit: int = 20) -> list[PersonCard]:
    """People whose phone number ends with the same nine digits (all of them where there are fewer), however it was
    written: the country's code and a trunk 0 before it may differ. Known ones first."""
    found = finding.by_phone(phone, limit=limit)
    cards = Person.objects.in_bulk(found)
    return [_person(cards[i], i) for i in found]


def check(*, pages: Iterable[Sequence[anew.Row]]) -> tuple[int, list[dict[str, object]]]:
    """How many touches were read, all of which `pages` must be, and where identity is not what they say."""
    reading = anew.Reading()
    for page in pages:
        reading.read(page)
    return reading.touches, list(anew.differences(reading))


def rebuild(*, pages: Iterable[Sequence[anew.Row]], now: datetime) -> list[tuple[int, int]]:
    """Learn everything anew from all touches and decisions; ids stay. Returns (survivor, loser) of new merges."""
    lock()
    anew.forget()
    for page in pages:
        anew.learn(page, now)
    return anew.settle(now)


def recent(*, offset: int = 0, limit: int = 50) -> list[PersonCard]:
    """Known people, the newest first."""
    found = Person.objects.filter(is_known=True, merged_into=None).order_by("-id")[offset : offset + limit]
    return [_person(p, p.pk) for p in found]


def people_after(*, person_id: int, limit: int) -> list[int]:
    """The ids of people who were not merged into others, in order, those after an id. Who has no identifier is
    nobody, and left out."""
    found = Person.objects.filter(has_identifier(), pk__gt=person_id, merged_into=None).order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def first_seen() -> datetime | None:
    """When the first of all people was seen first; None where there is nobody yet."""
    return Person.objects.aggregate(first=Min("first_seen_at")).get("first")


def nobody() -> list[int]:
    """Ids without any identifier: of them only past decisions are left, since what named them was withdrawn."""
    return list(Person.objects.filter(~has_identifier(), merged_into=None).values_list("pk", flat=True))


def identifiers(*, person_id: int) -> list[IdentifierCard]:
    """What somebody is known by, earliest first."""
    found = Alias.objects.filter(person_id=_whom(person_id)).order_by("first_at", "id")
    return [IdentifierCard(a.pk, a.kind, a.value, a.first_at, a.last_at) for a in found]


def merges(*, person_id: int) -> list[MergeCard]:
    """The merges into somebody, latest first."""
    found = Merge.objects.filter(survivor_id=_whom(person_id)).order_by("-id")
    return [MergeCard(m.pk, m.survivor_id, m.loser_id, m.at, m.how, m.undone_at) for m in found]


def accounts(*, account_ids: Collection[int]) -> dict[int, AccountCard]:
    """A card for each id there is, of the account it means now."""
    asked = Account.objects.in_bulk(list(account_ids))
    into = Account.objects.in_bulk([a.merged_into for a in asked.values() if a.merged_into])
    return {i: _account(into[a.merged_into] if a.merged_into else a, i) for i, a in asked.items()}


def account(*, account_id: int) -> AccountCard:
    """The account an id means now. Raises NoSuchAccount."""
    found = accounts(account_ids=[account_id])
    if account_id not in found:
        raise NoSuchAccount(f"There is no account {account_id}.")
    return found[account_id]


def names_of_account(*, account_id: int) -> list[tuple[str, str]]:
    """The (kind, value) of the domains and group ids by which an account is named, the oldest first."""
    found = AccountAlias.objects.filter(account_id=account_id).order_by("kind", "id")
    return list(found.values_list("kind", "value"))


def find_accounts(*, text: str, limit: int = 20) -> list[AccountCard]:
    """Accounts whose name, however it is written, or domain begins with the text; all where it is empty."""
    low = " ".join(text.replace("\x00", "").lower().split())[:200]
    begins = finding.account_named(low) | Q(domain__startswith=low)
    found = Account.objects.filter(begins, merged_into=None).order_by("folded", "id")
    return [_account(a, a.pk) for a in found[:limit]]


def accounts_called(
    *, names: Collection[str] = (), domains: Collection[str] = (), groups: Collection[str] = ()
) -> dict[tuple[str, str], int]:
    """Accounts by whole name, domain and group id. Who has a name exactly but for case goes before who has it written
    in another way; a name that several have so names none of them.

    Keys are ("name" | "domain" | "group", value), a name in lower case.
    """
    found = {("name", name): account_id for name, account_id in finding.accounts_called(names).items()}
    wanted = Q(kind="domain", value__in=list(domains)) | Q(kind="group", value__in=list(groups))
    for kind, value, account_id in AccountAlias.objects.filter(wanted).values_list("kind", "value", "account_id"):
        found[kind, value] = account_id
    return found


def account_history(*, account_id: int) -> list[TraitChange]:
    """The changes of an account's traits, sorted."""
    now = account(account_id=account_id).id
    return through_time.account_histories([now]).get(now, [])


def people_of(*, account_id: int, limit: int = 200) -> list[PersonCard]:
    """Who belongs to an account now, the one seen last first."""
    found = Person.objects.filter(account_id=account(account_id=account_id).id, merged_into=None)
    return [_person(p, p.pk) for p in found.order_by("-last_seen_at", "id")[:limit]]


def merge(*, one: int, other: int, by: Actor, now: datetime, reason: str = "") -> Resolution:
    """Make two people one. Raises CannotMerge, NoSuchPerson."""
    return decide.merge_people(one, other, by=by, now=now, reason=reason)


def unmerge(*, merge_id: int, by: Actor, now: datetime, reason: str = "") -> Resolution:
    """Take a merge back; both ids mean themselves again. Raises CannotMerge."""
    return decide.unmerge_people(merge_id, by=by, now=now, reason=reason)


def separate(*, person_id: int, alias_ids: Collection[int], by: Actor, now: datetime, reason: str = "") -> Resolution:
    """Make somebody else of some identifiers of a person. Raises CannotMerge, NoSuchPerson."""
    return decide.separate_people(person_id, alias_ids, by=by, now=now, reason=reason)


def set_account(*, person_id: int, account_id: int | None, by: Actor, now: datetime, reason: str = "") -> Resolution:
    """Say which account somebody belongs to, until it is said again. Raises NoSuchPerson, NoSuchAccount."""
    chosen = account(account_id=account_id).id if account_id is not None else None
    return decide.choose_account(person_id, chosen, by=by, now=now, reason=reason)


def set_account_owner(*, account_id: int, member_id: int | None, by: Actor, now: datetime, reason: str = "") -> None:
    """Say which member has an account from now on, or that nobody has; what was said before is kept. Raises
    NoSuchAccount."""
    owning.set_owner(account(account_id=account_id).id, member_id, by=by, now=now, reason=reason)


def account_owners(*, account_ids: Collection[int], at: datetime | None = None) -> dict[int, int]:
    """Account → the member who has it, as decided by an instant; those that nobody has are left out."""
    return owning.owners(account_ids, at) if account_ids else {}


def account_ownership(*, account_id: int, limit: int = 20) -> list[Ownership]:
    """Who had the account from when on, and who decided it; the latest first. Raises NoSuchAccount."""
    meant = account(account_id=account_id).id
    return owning.history(owning.ids_of_accounts([meant])[meant], limit)


def ids_meaning(*, person_id: int | None = None, account_id: int | None = None) -> tuple[list[int], list[int]]:
    """All the ids that mean this person, and all that mean this account, now."""
    return owning.ids_meaning(person_id, account_id)


def ids_of_accounts(*, account_ids: Collection[int]) -> dict[int, list[int]]:
    """All the ids that mean each of these accounts now, their own first."""
    return owning.ids_of_accounts(account_ids)


def namesakes(*, person_ids: Collection[int]) -> dict[int, list[int]]:
    """Person → others at the same account of the same full name, however each is written: perhaps the same human
    being."""
    return owning.namesakes(person_ids)


def _whom(person_id: int) -> Subquery:
    """Whom an id means now, as a part of another query."""
    return Subquery(
        Person.objects.filter(pk=person_id).values(now=Coalesce("merged_into", "id", output_field=BigIntegerField()))
    )


def _person(row: Person, asked: int) -> PersonCard:
    return PersonCard(
        row.pk,
        asked,
        row.is_known,
        row.email,
        row.name,
        row.traits,
        row.account_id,
        row.first_seen_at,
        row.last_seen_at,
    )


def _account(row: Account, asked: int) -> AccountCard:
    return AccountCard(row.pk, asked, row.name, row.domain, row.traits)
