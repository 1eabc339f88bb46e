"""What tells two states of the touches apart."""

from django.db import connection

_QUERY_TEXT = """
    SELECT (SELECT array[count(*), coalesce(max(id), 0), coalesce(sum(id), 0),
                         coalesce(bit_xor(hashint8extended(id, 0)), 0)]::text
            FROM collect_touch WHERE id <= %(upto)s),
           (SELECT array[count(*), coalesce(bit_xor(hashtextextended(touch_id::text || is_machine::text, 0)), 0)]::text
            FROM collect_verdict WHERE touch_id <= %(upto)s)
"""


def fingerprint(*, upto: int) -> str:
    """The same for the same touches up to that number and their verdicts; a touch never changes, so that its number
    stands for it."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY_TEXT, {"upto": upto})
        return " ".join(cursor.fetchone())
