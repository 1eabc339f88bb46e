"""Verbs of the room that calls out."""

from collections.abc import Mapping

from accord.outside import guard, http
from accord.outside.contracts import Allowed, Answer
from accord.outside.guard import Resolve
from accord.outside.smtp import MailRefused, send

__all__ = ["MailRefused", "check", "post", "send"]

SECONDS = 10.0


def check(address: str, *, allowed: Allowed) -> None:
    """Whether this address may be called, without calling it. Raises AddressRefused, or NotReached where its name is
    not known."""
    guard.check(address, allowed=allowed)


def post(
    address: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    allowed: Allowed,
    seconds: float = SECONDS,
    resolve: Resolve = guard.resolved,
) -> Answer:
    """Send `body` to an address within `seconds` and give back what it said, a redirection as it is. The name is looked
    up once, and only a number that was checked is called. Raises AddressRefused and NotReached."""
    return http.post(
        guard.check(address, allowed=allowed, resolve=resolve), body=body, headers=headers, seconds=seconds
    )
