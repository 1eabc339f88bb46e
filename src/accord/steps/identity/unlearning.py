"""Touches that were withdrawn: what they said, tied and joined is taken out, and the rest is learnt again."""

from collections.abc import Collection, Sequence
from datetime import datetime

from accord.kernel.touch import Touch
from accord.steps.identity import accounts, aliases, people
from accord.steps.identity.contracts import Resolution
from accord.steps.identity.identifiers import ACCOUNTS, Name, naming
from accord.steps.identity.regroup import regroup
from accord.steps.identity.resolve import resolve_batch
from accord.steps.identity.sayings import company_of
from accord.steps.identity.table import columns, rows


def named_by(touches: Sequence[Touch]) -> set[int]:
    """The people whom these touches name."""
    names = _names(touches)
    query_text = """SELECT DISTINCT a.person_id FROM unnest(%s::text[], %s::text[]) AS n(kind, value)
        JOIN identity_alias a ON a.kind = n.kind AND a.value = n.value"""
    return {i for (i,) in rows(query_text, *columns([tuple(n) for n in sorted(names)]))} if names else set()


def unlearn(
    gone: Sequence[tuple[Touch, int]],
    remaining: Sequence[tuple[Touch, int]],
    person_ids: Collection[int],
    *,
    keep: Collection[int],
    now: datetime,
) -> Resolution:
    """See `api.unlearn`."""
    numbers = [number for _, number in gone]
    theirs = _aliases_of(person_ids)
    companies = _companies([touch for touch, _ in gone])
    _take_out(numbers, list(theirs), list(companies))
    _unlink(gone, companies)
    alive = _bury(theirs, [touch for touch, _ in remaining])
    orphans = _bury_people(person_ids, keep)
    found = resolve_batch([t for t, _ in remaining], [i for _, i in remaining], now) if remaining else None
    groups = regroup([], alive, is_strong=True, now=now, how="withdrawn") if alive else None
    standing = (set(person_ids) | (groups.concerned if groups else set())) - orphans
    people.renew(standing - {loser for _, loser in (groups.merged if groups else ())})
    since = _since(gone, standing, companies)
    merged = [*(found.merged if found else ()), *(groups.merged if groups else ())]
    return Resolution([], since, merged, [*(found.restored if found else ()), *(groups.restored if groups else ())])


def _names(touches: Sequence[Touch]) -> set[Name]:
    found: set[Name] = set()
    for touch in touches:
        said = naming(touch)
        found |= {said.own, *(name for pair in said.ties for name in pair)}
    return found - {ACCOUNTS}


def _aliases_of(person_ids: Collection[int]) -> dict[int, Name]:
    query_text = "SELECT id, kind, value FROM identity_alias WHERE person_id = ANY(%s::bigint[])"
    return {i: Name(kind, value) for i, kind, value in rows(query_text, list(person_ids))}


def _companies(touches: Sequence[Touch]) -> set[int]:
    """The identifiers of accounts that these touches spoke of."""
    names: set[tuple[str, str]] = set()
    for touch in touches:
        said = company_of(touch, naming(touch))
        if said is not None:
            pairs = ((accounts.GROUP, said.group), (accounts.DOMAIN, said.domain), (accounts.DOMAIN, said.site))
            names |= {(kind, value) for kind, value in pairs if value}
    query_text = """SELECT a.id FROM unnest(%s::text[], %s::text[]) AS n(kind, value)
        JOIN identity_accountalias a ON a.kind = n.kind AND a.value = n.value"""
    return {i for (i,) in rows(query_text, *columns(sorted(names)))} if names else set()


def _take_out(numbers: list[int], alias_ids: list[int], company_ids: list[int]) -> None:
    """Sayings that only these touches said go; those that others said too keep the others' ends."""
    for table, subjects in (("identity_saying", alias_ids), ("identity_accountsaying", company_ids)):
        here = f"{table} SET {{}} WHERE alias_id = ANY(%s::bigint[]) AND {{}}_touch_id = ANY(%s::bigint[])"
        rows(
            f"DELETE FROM {table} WHERE alias_id = ANY(%s::bigint[]) AND first_touch_id = ANY(%s::bigint[])"  # noqa: S608
            " AND last_touch_id = ANY(%s::bigint[])",
            subjects, numbers, numbers,
        )  # fmt: skip
        for end, other in (("first", "last"), ("last", "first")):
            ends = ", ".join(f"{end}_{part} = {other}_{part}" for part in ("at", "message", "touch_id"))
            rows(f"UPDATE {here.format(ends, end)}", subjects, numbers)
    rows(
        "DELETE FROM identity_link WHERE touch_id = ANY(%s::bigint[])"
        " AND (alias_a = ANY(%s::bigint[]) OR alias_b = ANY(%s::bigint[]))",
        numbers, alias_ids, alias_ids,
    )  # fmt: skip
    rows(
        "DELETE FROM identity_membership WHERE touch_id = ANY(%s::bigint[]) AND alias_id = ANY(%s::bigint[])",
        numbers, alias_ids,
    )  # fmt: skip


def _unlink(gone: Sequence[tuple[Touch, int]], companies: set[int]) -> None:
    """Groups whose web site only these touches named are accounts of their own again."""
    if not companies:
        return
    keys = columns([touch.key for touch, _ in gone])
    query_text = """DELETE FROM identity_accountlink l USING unnest(%s::bigint[], %s::text[]) AS n(source, message)
        WHERE l.group_alias_id = ANY(%s::bigint[]) AND l.source_id = n.source AND l.message_id = n.message"""
    rows(query_text, *keys, list(companies))
    query_text = """
        WITH home AS (
            UPDATE identity_account p SET merged_into = NULL FROM identity_accountalias a
            WHERE a.id = ANY(%s::bigint[]) AND p.home_alias_id = a.id AND p.merged_into IS NOT NULL
              AND NOT EXISTS (SELECT FROM identity_accountlink l WHERE l.group_alias_id = a.id)
            RETURNING p.id AS account_id, a.id AS alias_id)
        UPDATE identity_accountalias a SET account_id = home.account_id FROM home WHERE a.id = home.alias_id"""
    rows(query_text, list(companies))
    accounts.settle(companies)


def _bury(theirs: dict[int, Name], remaining: Sequence[Touch]) -> set[int]:
    """Identifiers that no touch carries any more go; the others' spans are those of what is left."""
    spans = aliases.seen(remaining, [naming(touch) for touch in remaining])
    alive = {i: name for i, name in theirs.items() if name in spans or _is_decided(i)}
    dead = list(theirs.keys() - alive.keys())
    rows("DELETE FROM identity_link WHERE alias_a = ANY(%s::bigint[]) OR alias_b = ANY(%s::bigint[])", dead, dead)
    rows("DELETE FROM identity_alias WHERE id = ANY(%s::bigint[])", dead)
    known = sorted((i, *spans[name]) for i, name in alive.items() if name in spans)
    query_text = """UPDATE identity_alias a SET first_at = n.first_at, last_at = n.last_at, strong_ties =
            (SELECT count(*) FROM identity_link l WHERE l.is_strong AND (l.alias_a = a.id OR l.alias_b = a.id))
        FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS n(id, first_at, last_at) WHERE a.id = n.id"""
    if known:
        rows(query_text, *columns(known))
    return set(alive)


def _is_decided(alias_id: int) -> bool:
    """Somebody's decision rests on it."""
    query_text = "SELECT EXISTS (SELECT FROM identity_join WHERE alias_a = %s OR alias_b = %s)"
    return bool(rows(query_text, alias_id, alias_id)[0][0])


def _bury_people(person_ids: Collection[int], keep: Collection[int]) -> set[int]:
    """People without any identifier left go with their ids; those to be kept stay as a name on past decisions."""
    query_text = """UPDATE identity_person p SET home_alias_id = best.id FROM (
            SELECT DISTINCT ON (person_id) person_id, id FROM identity_alias WHERE person_id = ANY(%s::bigint[])
            ORDER BY person_id, array_position(ARRAY['user','external','email','anonymous','touch'], kind::text), id
        ) AS best WHERE coalesce(p.merged_into, p.id) = best.person_id
          AND NOT EXISTS (SELECT FROM identity_alias a WHERE a.id = p.home_alias_id)"""
    rows(query_text, list(person_ids))
    query_text = """SELECT id FROM unnest(%s::bigint[]) AS n(id)
        WHERE NOT EXISTS (SELECT FROM identity_alias a WHERE a.person_id = n.id)"""
    orphans = {i for (i,) in rows(query_text, list(person_ids))}
    query_text = """UPDATE identity_person SET email = '', name = '', folded = '', spelt = '', traits = '{}',
            account_id = NULL, is_known = FALSE
        WHERE id = ANY(%s::bigint[])"""
    rows(query_text, list(orphans & set(keep)))
    doomed = list(orphans - set(keep))
    rows("DELETE FROM identity_person WHERE id = ANY(%s::bigint[]) OR merged_into = ANY(%s::bigint[])", doomed, doomed)
    return orphans


def _since(gone: Sequence[tuple[Touch, int]], standing: set[int], companies: set[int]) -> dict[int, datetime]:
    """Everybody concerned, their colleagues too, from the first withdrawn touch on; empty accounts go."""
    start = min(touch.occurred_at for touch, _ in gone)
    homes = set(people.accounts_of_aliases(companies).values())
    changed = people.renew_accounts(homes)
    colleagues = people.at_accounts(changed)
    query_text = """
        WITH empty AS (
            SELECT p.id FROM identity_account p WHERE p.id = ANY(%s::bigint[])
              AND NOT EXISTS (SELECT FROM identity_person h WHERE h.account_id = p.id)
              AND NOT EXISTS (SELECT FROM identity_accountchoice c WHERE c.account_id = p.id)
              AND NOT EXISTS (SELECT FROM identity_accountalias a WHERE a.account_id = p.id AND (
                  EXISTS (SELECT FROM identity_accountsaying s WHERE s.alias_id = a.id)
                  OR EXISTS (SELECT FROM identity_membership m WHERE m.account_alias_id = a.id)))),
            names AS (DELETE FROM identity_accountalias a USING empty WHERE a.account_id = empty.id),
            merged AS (DELETE FROM identity_account p USING empty WHERE p.merged_into = empty.id)
        DELETE FROM identity_account p USING empty WHERE p.id = empty.id"""
    rows(query_text, list(homes))
    return dict.fromkeys(standing | colleagues.keys(), start)
