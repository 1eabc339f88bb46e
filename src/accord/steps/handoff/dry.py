"""Turns taken without anybody getting anything."""

from collections.abc import Sequence

from accord.members.contracts import MemberCard
from accord.steps.handoff.rules import Credits


def dealt_out(members: Sequence[MemberCard], count: int) -> list[int]:
    """The active member of each of so many turns of equal weight, beginning with nobody owed one. After as many turns
    as there are members nobody is owed anything, so the round repeats."""
    weights = {member.id: 1 for member in members if member.is_active}
    if not weights:
        return []
    owed = Credits({})
    found = [owed.take(weights)[0] for _ in weights]
    return (found * (count // len(found) + 1))[:count]
