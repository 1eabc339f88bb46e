"""What tells two states of identity apart."""

from django.db import connection

_TABLES = {
    "identity_alias": "(t.id, t.person_id)",  # when an identifier was seen last says nothing of anybody
    "identity_saying": "t",
    "identity_account": "(t.id, t.domain, t.merged_into)",
    "identity_accountalias": "(t.id, t.kind, t.value, t.account_id)",
    "identity_accountsaying": "t",
    "identity_membership": "t",
    "identity_accountchoice": "t",
}


def fingerprint() -> str:
    """The same for the same identifiers, people, traits and accounts."""
    found = []
    with connection.cursor() as cursor:
        for table, row in _TABLES.items():
            query_text = f"SELECT count(*), coalesce(bit_xor(hashtextextended({row}::text, 0)), 0) FROM {table} t"  # noqa: S608
            cursor.execute(query_text)
            found.append(":".join(map(str, cursor.fetchone())))
    return " ".join(found)
