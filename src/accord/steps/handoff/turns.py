"""Where the round robin stands, kept in rows and moved by one transaction at a time."""

from collections.abc import Mapping, Sequence

from django.db import connection

from accord.members.contracts import MemberCard
from accord.steps.handoff.models import Credit
from accord.steps.handoff.rules import Turn, turn

_TURN_LOCK = 0x7475726E  # "turn"


def hold_turns() -> None:
    """Nobody else takes or gives back a turn until the transaction ends. Take it after leads and before hand-offs."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_TURN_LOCK])


class Table:
    """The credits of one team, read once and written once."""

    def __init__(self, team: str) -> None:
        self.team = team
        self._credits = dict(Credit.objects.filter(team=team).values_list("member_id", "credit"))
        self._changed: set[int] = set()

    def take(self, members: Sequence[MemberCard]) -> Turn:
        """The next turn."""
        taken = turn(self._credits, members)
        self._add(taken.share, 1)
        return taken

    def give_back(self, share: Mapping[str, int]) -> None:
        self._add({int(member): gain for member, gain in share.items()}, -1)

    def take_again(self, share: Mapping[str, int]) -> None:
        self._add({int(member): gain for member, gain in share.items()}, 1)

    def save(self) -> None:
        rows = [Credit(team=self.team, member_id=m, credit=self._credits[m]) for m in sorted(self._changed)]
        Credit.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["team", "member_id"], update_fields=["credit"]
        )

    def _add(self, share: Mapping[int, int], sign: int) -> None:
        for member, gain in share.items():
            self._credits[member] = self._credits.get(member, 0) + sign * gain
            self._changed.add(member)
