"""One river: whatever moves people and scores takes this lock first, then identity's, leads, turns, hand-offs."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

RIVER = 0x4163_0000
LEADER = 0x4163_0002
SEALER = 0x4163_0003
TRYING = 0x4164


def hold_river() -> None:
    """Wait for the river and keep it until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RIVER])


def lead() -> bool:
    """Become the worker that works, for as long as this connection lives; False where another one is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER])
        return bool(cursor.fetchone()[0])


@contextmanager
def sealing() -> Iterator[bool]:
    """Be the only one who changes the lake until the block ends; False where somebody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SEALER])
        is_alone = bool(cursor.fetchone()[0])
        try:
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SEALER])


@contextmanager
def trying(tryout_id: int) -> Iterator[bool]:
    """Be the only one who replays this until the block ends; False where somebody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [TRYING, tryout_id])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [TRYING, tryout_id])
