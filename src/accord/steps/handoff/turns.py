"""Where the turns of a team stand, kept in rows and moved by one transaction at a time."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from accord.kernel.instants import iso
from accord.steps.handoff.models import Credit, Handoff
from accord.steps.handoff.rules import Credits

_TURN_LOCK = 0x7475726E  # "turn"


def hold_turns() -> None:
    """Nobody else takes or gives back a turn until the transaction ends. Take it after leads and before hand-offs."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_TURN_LOCK])


class Table(Credits):
    """The credits of one team, read once and written once."""

    def __init__(self, team: str) -> None:
        super().__init__(dict(Credit.objects.filter(team=team).values_list("member_id", "credit")))
        self.team = team

    def give_back(self, share: Mapping[str, int]) -> None:
        self.add({int(member): gain for member, gain in share.items()}, -1)

    def take_again(self, share: Mapping[str, int]) -> None:
        self.add({int(member): gain for member, gain in share.items()}, 1)

    def save(self) -> None:
        rows = [Credit(team=self.team, member_id=m, credit=self.of(m)) for m in sorted(self.changed)]
        Credit.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["team", "member_id"], update_fields=["credit"]
        )


def give_back(row: Handoff, table: Table, *, now: datetime) -> None:
    """The turn that the offer took, which stays written down beside it."""
    assert row.assigned_at is not None, "who took a turn was given the lead"
    table.give_back(row.share)
    turn = {"member": row.member_id, "team": row.team, "taken": iso(row.assigned_at), "share": row.share}
    row.turns_back, row.share = [*row.turns_back, {**turn, "at": iso(now)}], {}


def take_again(row: Handoff, table: Table, share: Mapping[str, int], *, now: datetime) -> None:
    """It was not given back after all."""
    table.take_again(share)
    if row.turns_back:
        *others, last = row.turns_back
        row.turns_back = [*others, {**last, "again": iso(now)}]


class Tables:
    """The credits of whichever teams a round of choices concerns."""

    def __init__(self) -> None:
        self._found: dict[str, Table] = {}

    def __call__(self, team: str) -> Table:
        if team not in self._found:
            self._found[team] = Table(team)
        return self._found[team]

    def save(self) -> None:
        for table in self._found.values():
            table.save()
