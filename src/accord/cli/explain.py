"""`accord explain`"""

from typing import TYPE_CHECKING, Annotated

import typer

from accord.cli.door import AsJson, console, instant, now, open_database, print_json, print_table
from accord.kernel.errors import Refused
from accord.steps.scoring.contracts import Contribution, Explained, points_of

if TYPE_CHECKING:
    from accord.journey import explaining


def explain(
    who: Annotated[str, typer.Argument(metavar="EMAIL_OR_ID", help="E-mail address, user id or number of the person.")],
    at: Annotated[
        str | None, typer.Option(help="Any past instant, such as 2026-05-04T12:00:00Z; now where not given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Why somebody's scores and stages are what they are, or were at any instant."""
    open_database()
    from accord.journey import explaining
    from accord.steps.identity import api as identity

    person = identity.lookup(text=who)
    if person is None:
        raise Refused(f"nobody is known by {who!r}", code="no_such_person")
    account = explaining.explain(person_id=person.id, at=instant(at) or now())
    if as_json:
        print_json(account.as_dict())
    else:
        _show(account)


def _show(account: "explaining.Explained") -> None:
    pilot = ", a pilot" if account.version.is_pilot else ""
    console.print(
        f"{account.person.label} by “{account.version.title}” (version {account.version.number}{pilot})",
        highlight=False,
        markup=False,
    )
    for name, explained in account.explanation.scores.items():
        title = f"{name}: {points_of(explained.units)}"
        print_table(title, ["rule", "touch", "when", "points", "now worth"], _lines(explained))
    for lead, transitions in account.leads:
        rows = ((t.effective_at, t.from_stage or "new", t.to_stage, str(t.actor), t.reason) for t in transitions)
        print_table(f"Lead {lead.id} ({lead.motion})", ["when", "from", "to", "by", "reason"], rows)


def _lines(explained: Explained) -> list[tuple[object, ...]]:
    lines = [_line(c) for c in explained.contributions if c.units]
    if past := len(explained.contributions) - len(lines):
        lines.append((f"{past} more worth nothing now", "", None, "", 0))
    return [*lines, *((f"limit of {cut.of} {cut.id}", "", None, "", points_of(cut.units)) for cut in explained.limits)]


def _line(one: Contribution) -> tuple[object, ...]:
    return (one.rule, one.touch, one.occurred_at, one.points, points_of(one.units))
