"""Looking for people by what somebody typed; every way is an index, and all of them are one query."""

from collections.abc import Collection

from django.db import connection

_WAYS = """
    WITH named AS MATERIALIZED (
            (SELECT id FROM identity_account WHERE lower(name) LIKE %(begins)s LIMIT %(wide)s)
            UNION (SELECT id FROM identity_account WHERE domain LIKE %(begins)s AND domain <> '' LIMIT %(wide)s)
            UNION (SELECT account_id FROM identity_accountalias
                   WHERE kind = 'domain' AND value = %(low)s)),
         hits AS (
            (SELECT id FROM identity_person WHERE email LIKE %(begins)s AND email <> '' LIMIT %(wide)s)
            UNION (SELECT id FROM identity_person WHERE lower(name) LIKE %(begins)s AND name <> '' LIMIT %(wide)s)
            UNION (SELECT id FROM identity_person
                   WHERE to_tsvector('simple'::regconfig, COALESCE(name, '')) @@ plainto_tsquery('simple', %(plain)s)
                     AND name <> '' LIMIT %(wide)s)
            UNION (SELECT person_id FROM identity_alias WHERE value LIKE %(exact)s AND kind <> 'touch' LIMIT %(wide)s)
            UNION (SELECT id FROM identity_person WHERE account_id IN (SELECT id FROM named) LIMIT %(wide)s)
            UNION (SELECT id FROM identity_person WHERE id = %(number)s::bigint))
    SELECT p.id FROM identity_person p WHERE p.merged_into IS NULL AND p.id IN (SELECT id FROM hits)
        AND EXISTS (SELECT FROM identity_alias a WHERE a.person_id = p.id)
    ORDER BY p.is_known DESC, lower(p.name), p.email, p.id LIMIT %(limit)s"""

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
    ORDER BY is_known DESC, lower(name), id LIMIT %s"""


def people(plain: str, *, limit: int) -> list[int]:
    """The numbers of people found; an account is known by its name, and by its domain, which their addresses have."""
    low = plain.lower()
    number = low.removeprefix("#")
    ways = {
        "begins": _like(low),
        "exact": _like(plain),
        "low": low.removeprefix("@"),
        "plain": plain,
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


def _like(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
