"""How long to wait before the next try. The same name waits the same each time, so that a test can say how long."""

import hashlib
from datetime import timedelta

FIRST, FACTOR, LONGEST = 5.0, 3.0, 6 * 3600.0
ATTEMPTS = 14  # about two days; then a delivery is parked
REST_LONGEST = 600.0  # a channel that fails is tried again at least this often


def _spread(name: str, count: int) -> float:
    """Between 0.75 and 1.25, by the name and the count: those that failed together do not come back together."""
    digest = hashlib.sha256(f"{name}:{count}".encode()).digest()
    return 0.75 + int.from_bytes(digest[:4], "big") / 2**33


def until_next(*, attempts: int, name: str, asked: float | None = None) -> timedelta:
    """How long a delivery waits after so many attempts, at least as long as the other side `asked` for in seconds."""
    seconds = min(FIRST * FACTOR ** min(attempts - 1, 20), LONGEST) * _spread(name, attempts)
    return timedelta(seconds=max(seconds, asked or 0.0))


def rest(*, failures: int, name: str, asked: float | None = None) -> timedelta:
    """How long a channel is left alone after so many failures in a row."""
    seconds = min(FIRST * 2 ** min(failures - 1, 20), REST_LONGEST) * _spread(name, failures)
    return timedelta(seconds=max(seconds, asked or 0.0))
