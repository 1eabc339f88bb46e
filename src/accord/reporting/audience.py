"""Who answers for the agreement together, and hears of what both sides reached."""

from collections.abc import Iterator

from accord.agreement import api as agreements
from accord.agreement.spec import Agreement
from accord.members import api as members
from accord.members.contracts import MemberCard


def reviewers(agreement: Agreement) -> list[MemberCard]:
    """Active executives and operations, and who signs for a side."""
    return [one for one in active_members() if agreements.comes_to_reviews(agreement, one)]


def active_members() -> Iterator[MemberCard]:
    """Everybody who can log in."""
    offset, total = 0, 1
    while offset < total:
        some, total = members.everyone(offset=offset, limit=500)
        yield from (one for one in some if one.is_active)
        offset += len(some) or total
