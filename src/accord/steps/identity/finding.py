"""Looking for people by what somebody typed; every way is an index, and all of them are one query.

A name is looked for folded (`kernel.names`). Letters that some write as two have two ways, of which the stored name has
both: so "Zürcher" is found by "zurcher" and by "zuercher", and "Sue" does not find who begins with "su"."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Q

from accord.kernel.names import fold, signs, spell_out
from accord.steps.identity.models import Account

# What is materialised is planned without its limit: with it, words that nobody has look cheap to find by reading all.
_WAYS = """
    WITH worded AS MATERIALIZED (
            SELECT id FROM identity_person
            WHERE (array_cat(string_to_array(folded, ' '), string_to_array(spelt, ' ')) @> %(words)s::text[]
                   OR array_cat(string_to_array(folded, ' '), string_to_array(spelt, ' ')) @> %(spelt_words)s::text[])
                AND folded <> ''),
         named AS MATERIALIZED (
            (SELECT id FROM identity_account WHERE folded LIKE %(named)s LIMIT %(wide)s)
            UNION (SELECT id FROM identity_account WHERE folded LIKE %(spelt)s LIMIT %(wide)s)
            UNION (SELECT id FROM identity_account WHERE spelt LIKE %(named)s AND spelt <> '' LIMIT %(wide)s)
            UNION (SELECT id FROM identity_account WHERE domain LIKE %(begins)s AND domain <> '' LIMIT %(wide)s)
            UNION (SELECT account_id FROM identity_accountalias
                   WHERE kind = 'domain' AND value = %(low)s)),
         hits AS (
            (SELECT id FROM identity_person WHERE email LIKE %(begins)s AND email <> '' LIMIT %(wide)s)
            UNION (SELECT id FROM identity_person WHERE folded LIKE %(named)s AND folded <> '' LIMIT %(wide)s)
            UNION (SELECT id FROM identity_person WHERE folded LIKE %(spelt)s AND folded <> '' LIMIT %(wide)s)
            UNION (SELECT id FROM identity_person WHERE spelt LIKE %(named)s AND spelt <> '' LIMIT %(wide)s)
            UNION (SELECT id FROM worded LIMIT %(wide)s)
            UNION (SELECT person_id FROM identity_alias WHERE value LIKE %(exact)s AND kind <> 'touch' LIMIT %(wide)s)
            UNION (SELECT id FROM identity_person WHERE account_id IN (SELECT id FROM named) LIMIT %(wide)s)
            UNION (SELECT id FROM identity_person WHERE id = %(number)s::bigint))
    SELECT p.id FROM identity_person p WHERE p.merged_into IS NULL AND p.id IN (SELECT id FROM hits)
        AND EXISTS (SELECT FROM identity_alias a WHERE a.person_id = p.id)
    ORDER BY p.is_known DESC, p.folded, p.email, p.id LIMIT %(limit)s"""

_NUMBERED = """
    SELECT number, min(person_id) FROM (
        SELECT number, person_id, rank, min(rank) OVER (PARTITION BY number) AS best FROM (
            SELECT n.number, a.person_id, CASE WHEN s.id = %(own)s::bigint THEN 0 ELSE 2 END AS rank
            FROM unnest(%(numbers)s::text[]) n(number) CROSS JOIN unnest(%(sources)s::bigint[]) s(id)
                JOIN identity_alias a ON a.kind = 'external' AND a.value = (s.id || ':' || n.number) COLLATE "C"
            UNION ALL
            SELECT n.number, a.person_id, 1 FROM unnest(%(numbers)s::text[]) n(number)
                JOIN identity_alias a ON a.kind = 'user' AND a.value = n.number COLLATE "C") every) ranked
    WHERE rank = best GROUP BY number HAVING count(DISTINCT person_id) = 1"""

PHONE_DIGITS = 9
_BY_PHONE = """
    SELECT id FROM identity_person
    WHERE right(regexp_replace(traits ->> 'phone', '[^0-9]', '', 'g'), 9) = %s AND traits ? 'phone'
        AND merged_into IS NULL
    ORDER BY is_known DESC, folded, id LIMIT %s"""


def people(plain: str, *, limit: int) -> list[int]:
    """The numbers of people found; an account is known by its name, and by its domain, which their addresses have."""
    low = plain.lower()
    number = low.removeprefix("#")
    folded, spelt = fold(plain), spell_out(plain)
    ways = {
        "begins": _like(low),
        "exact": _like(plain),
        "low": low.removeprefix("@"),
        "named": _like(folded) if folded else None,
        "spelt": _like(spelt) if spelt else None,
        "words": folded.split() or None,
        "spelt_words": spelt.split() or None,
        "number": number if number.isascii() and number.isdigit() and len(number) < 19 else None,
        "wide": limit * 5,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAYS, ways)
        return [i for (i,) in cursor.fetchall()]


def by_phone(phone: str, *, limit: int) -> list[int]:
    """Whose number has the same last digits."""
    digits = "".join(sign for sign in phone if sign in "0123456789")[-PHONE_DIGITS:]
    if len(digits) < 5:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BY_PHONE, [digits, limit])
        return [i for (i,) in cursor.fetchall()]


def numbered(numbers: Collection[str], own: int | None, source_ids: Collection[int]) -> dict[str, int]:
    """The one person of each number, by the nearest way it names any."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERED, {"numbers": list(numbers), "own": own, "sources": list(source_ids)})
        return dict(cursor.fetchall())


def account_named(text: str) -> Q:
    """Accounts whose name begins with the text; a text without any sign is the beginning of none."""
    folded, spelt = fold(text), spell_out(text)
    begins = Q(folded__startswith=folded) | Q(spelt__startswith=folded) & ~Q(spelt="") if folded else Q(pk__in=())
    return begins | Q(folded__startswith=spelt) if spelt else begins


def accounts_called(names: Collection[str]) -> dict[str, int]:
    """The one account of each whole name, by the name in lower case: the one written so, else the one that is the same
    name written in another way."""
    wanted = {_low(name): {fold(name), spell_out(name)} - {""} for name in names}
    forms = {form for of_one in wanted.values() for form in of_one}
    there: dict[tuple[str, str], set[tuple[str, int]]] = {}
    alike = Account.objects.filter(Q(folded__in=forms) | Q(spelt__in=forms) & ~Q(spelt=""), merged_into=None)
    for own, folded, spelt, account_id in alike.values_list("name", "folded", "spelt", "id"):
        for form in {folded, spelt} - {""}:
            there.setdefault((form, signs(own)), set()).add((_low(own), account_id))
    found = {}
    for name, of_one in wanted.items():
        same = {one for form in of_one for one in there.get((form, signs(name)), ())}
        ids = [account_id for own, account_id in same if own == name] or [account_id for _, account_id in same]
        if len(ids) == 1:
            found[name] = ids[0]
    return found


def _low(name: str) -> str:
    return " ".join(name.casefold().split())


def _like(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
