"""One river: whatever moves people and scores takes this lock first, then identity's, leads, turns, hand-offs."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

RIVER = 0x4163_0000
LEADER = 0x4163_0002
SEALER = 0x4163_0003
TRYING = 0x4164


def hold_river(*, seconds: float | None = None) -> bool:
    """Wait for the river, no longer than `seconds` where they are given, and keep it until this transaction ends;
    False where others kept it all the while. Who waits gets it in turn, between two batches of the worker."""
    if seconds is None:
        _take_river()
        return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{round(seconds * 1000)}ms"])
            _take_river()
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return False
        raise
    return True


def _take_river() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RIVER])


def lead() -> bool:
    """Become the worker that works, for as long as this connection lives; False where another one is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER])
        return bool(cursor.fetchone()[0])


def sealing() -> AbstractContextManager[bool]:
    """Be the only one who changes the lake until the block ends; False where somebody else does."""
    return _alone(SEALER)


def trying(tryout_id: int) -> AbstractContextManager[bool]:
    """Be the only one who replays this until the block ends; False where somebody else does."""
    return _alone(TRYING, tryout_id)


@contextmanager
def _alone(*key: int) -> Iterator[bool]:
    """The database knows locks by one number and by two."""
    marks = ", ".join(["%s"] * len(key))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({marks})", key)
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({marks})", key)
