"""Which member has an account, as somebody decided; and people who may be the same human being."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accord.kernel.actor import Actor
from accord.kernel.names import signs
from accord.steps.identity.models import AccountOwner
from accord.steps.identity.table import rows


@dataclass(frozen=True, slots=True)
class Ownership:
    """That a member has an account from `at` on; None: nobody has."""

    member_id: int | None
    at: datetime
    by: str
    reason: str


def set_owner(account_id: int, member_id: int | None, *, by: Actor, now: datetime, reason: str) -> None:
    AccountOwner.objects.create(account_id=account_id, member_id=member_id, at=now, by=str(by), reason=reason)


def owners(account_ids: Collection[int], at: datetime | None) -> dict[int, int]:
    """Asked by any id that means the account; what was decided of another id that means it now counts too."""
    found = rows(_OWNERS, list(account_ids), at, at)
    return {asked: member for asked, member in found if member is not None}


_OWNERS = """
    WITH asked AS (SELECT id, coalesce(merged_into, id) AS meant FROM identity_account WHERE id = ANY(%s::bigint[]))
    SELECT DISTINCT ON (asked.id) asked.id, o.member_id
    FROM asked
        JOIN identity_account a ON a.id = asked.meant OR a.merged_into = asked.meant
        JOIN identity_accountowner o ON o.account_id = a.id
    WHERE %s::timestamptz IS NULL OR o.at <= %s::timestamptz
    ORDER BY asked.id, o.at DESC, o.id DESC"""


def history(account_ids: Collection[int], limit: int) -> list[Ownership]:
    """The latest first."""
    found = AccountOwner.objects.filter(account_id__in=account_ids).order_by("-at", "-id")[:limit]
    return [Ownership(row.member_id, row.at, row.by, row.reason) for row in found]


def ids_meaning(person_id: int | None, account_id: int | None) -> tuple[list[int], list[int]]:
    """All the ids that mean this person and this account now, in one query."""
    query_text = """
        SELECT true, id FROM identity_person WHERE merged_into = %s
        UNION ALL SELECT false, id FROM identity_account WHERE merged_into = %s"""
    found = rows(query_text, person_id, account_id)
    people = [person_id] if person_id is not None else []
    accounts = [account_id] if account_id is not None else []
    return people + [i for is_one, i in found if is_one], accounts + [i for is_one, i in found if not is_one]


def ids_of_accounts(account_ids: Collection[int]) -> dict[int, list[int]]:
    """All the ids that mean each of these accounts now, their own first."""
    found = {account_id: [account_id] for account_id in account_ids}
    query_text = "SELECT id, merged_into FROM identity_account WHERE merged_into = ANY(%s::bigint[]) ORDER BY id"
    for number, into in rows(query_text, list(account_ids)):
        found[into].append(number)
    return found


def namesakes(person_ids: Collection[int]) -> dict[int, list[int]]:
    """People at the same account whose full names are the same, however each is written."""
    found: dict[int, list[int]] = {}
    for person_id, name, other, of_other in rows(_NAMESAKES, list(person_ids)):
        if signs(name) == signs(of_other):
            found.setdefault(person_id, []).append(other)
    return found


_NAMESAKES = """
    SELECT p.id, p.name, o.id, o.name FROM identity_person p
        JOIN identity_person o ON o.account_id = p.account_id AND o.id <> p.id
            AND (o.folded IN (p.folded, p.spelt) OR o.spelt = p.folded)
    WHERE p.id = ANY(%s::bigint[]) AND p.name LIKE '%% %%' AND p.account_id IS NOT NULL
        AND o.account_id IS NOT NULL AND o.folded <> '' AND o.merged_into IS NULL
    ORDER BY p.id, o.id"""
