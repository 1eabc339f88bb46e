"""Looking for people by what somebody typed; every way is an index, and all of them are one query."""

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


def _like(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
