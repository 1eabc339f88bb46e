"""`accord queue`"""

from typing import TYPE_CHECKING, Annotated

import typer

from accord.cli.door import AsJson, now, open_database, print_json, print_table
from accord.kernel.errors import Refused
from accord.steps.scoring.contracts import whole_points

if TYPE_CHECKING:
    from accord.journey.queueing import QueueRow

# With these there is room for the reason on a screen of a hundred columns.
WIDTHS = {"lead": 7, "person": 16, "company": 14, "stage": 6, "score": 6, "waiting since": 16, "rep": 12}


def queue(
    rep: Annotated[
        str | None, typer.Option(help="E-mail address of the rep; everybody's queue where not given.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Rows at the most.")] = 100,
    snoozed: Annotated[bool, typer.Option("--snoozed", help="What is snoozed too.")] = False,
    as_json: AsJson = False,
) -> None:
    """The leads that wait for sales, what comes first first, each with the reason why it is there; then those that are
    accepted already."""
    open_database()
    from accord.journey import queueing
    from accord.members import api as members

    member = members.by_email(rep) if rep else None
    if rep and member is None:
        raise Refused(f"there is no member {rep}", code="no_member")
    rows = queueing.rows(
        member_id=member.id if member else None,
        everybody=member is None,
        limit=limit,
        now=None if snoozed else now(),
    )
    if as_json:
        print_json([row.as_dict() for row in rows])
        return
    columns = ["lead", "person", "company", "stage", "score", "why", "waiting since", "rep"]
    print_table("Queue", columns, (_cells(row) for row in rows), widths=WIDTHS)


def _cells(row: "QueueRow") -> tuple[object, ...]:
    card = row.handoff
    return (
        card.lead_id,
        row.person.label if row.person else "",
        row.account.label if row.account else "",
        card.stage,
        f"{card.grade} {whole_points(card.units)}",
        card.why,
        card.offered_at if card.accepted_at is None else "accepted",
        row.member.label if row.member else "nobody",
    )
