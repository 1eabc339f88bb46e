"""Turns taken without anybody getting anything."""

from collections.abc import Sequence

from accord.members.contracts import MemberCard
from accord.steps.handoff.rules import turn


def dealt_out(members: Sequence[MemberCard], count: int) -> list[int]:
    """The member of each of so many turns, beginning with nobody owed one. After as many turns as there are members
    the credits are what they were, so the round repeats."""
    credit: dict[int, int] = {}
    found: list[int] = []
    while len(found) < count:
        taken = turn(credit, members)
        if taken.member_id is None:
            return []
        found.append(taken.member_id)
        credit = {member: credit.get(member, 0) + gain for member, gain in taken.share.items()}
        if not any(credit.values()):
            return (found * (count // len(found) + 1))[:count]
    return found
