"""`accord clocks`"""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import typer

from accord.cli.door import AsJson, now, open_database, print_json, print_table
from accord.kernel.errors import Refused

if TYPE_CHECKING:
    from accord.members.contracts import MemberCard
    from accord.steps.sla.contracts import ClockCard

SIDES = ("marketing", "sales")


def clocks(
    is_open: Annotated[bool, typer.Option("--open", help="Only those that run, late and paused ones too.")] = False,
    owed_by: Annotated[str | None, typer.Option(metavar="SIDE", help="marketing or sales.")] = None,
    service: Annotated[str | None, typer.Option(help="Only those of this service of the agreement.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Rows at the most.")] = 200,
    as_json: AsJson = False,
) -> None:
    """The clocks of both sides' promises: open ones by deadline, then those that ended, the latest first."""
    if owed_by is not None and owed_by not in SIDES:
        raise Refused(f"{owed_by!r} is no side; say marketing or sales", code="side")
    open_database()
    from accord.members import api as members
    from accord.steps.sla import api as sla
    from accord.steps.sla.contracts import Filters, ListOf

    if service is not None:
        _check_service(service, list(sla.services()))
    at = now()
    found: list[ClockCard] = []
    lists: tuple[ListOf, ...] = ("open",) if is_open else ("open", "over")
    for state in lists:
        if len(found) < limit:
            filters = Filters(state=state, owed_by=owed_by or "", service=service or "")
            found += sla.page(filters, now=at, limit=limit - len(found)).rows
    people = members.by_ids({one.member_id for one in found if one.member_id is not None})
    if as_json:
        print_json([as_dict(one, people.get(one.member_id or 0)) for one in found])
        return
    columns = ["clock", "service", "owed by", "for", "who", "state", "due", "first due", "left"]
    print_table("Clocks", columns, (_cells(one, people.get(one.member_id or 0)) for one in found))


def _check_service(service: str, known: list[str]) -> None:
    if service not in known:
        near = get_close_matches(service, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}" if known else "there is none yet"
        raise Refused(f"no version of the agreement has a service {service!r} with a clock; {hint}", code="service")


def as_dict(one: "ClockCard", member: "MemberCard | None") -> dict[str, Any]:
    """One entry of `accord clocks --json`; seconds are whole."""
    return {
        "clock": one.id,
        "service": one.service,
        "owed_by": one.owed_by,
        "agreement": one.agreement_id,
        one.subject_kind: one.subject_id,
        "person": one.person_id,
        "member": member.email if member else None,
        "state": one.state,
        "started_at": one.started_at,
        "due_at": one.due_at,
        "first_due_at": one.first_due_at,
        "seconds_allowed": one.allowance,
        "seconds_left": one.seconds_left if one.is_open else None,
        "times": one.times,
        "done": one.done,
        "paused_until": one.paused_until,
        "pause_reason": one.pause_reason,
        "broken_at": one.broken_at,
        "ended_at": one.ended_at,
        "ended_by": one.ended_by,
        "raw_seconds": one.raw_seconds,
        "working_seconds": one.working_seconds,
        "excuse": one.excuse.state if one.excuse else None,
    }


def _cells(one: "ClockCard", member: "MemberCard | None") -> tuple[object, ...]:
    left = f"{one.seconds_left // 3600} h {one.seconds_left // 60 % 60:02} min" if one.is_open else ""
    first = one.first_due_at if one.was_moved else ""
    what = f"{one.subject_kind} {one.subject_id}"
    who = member.label if member else "nobody"
    return one.id, one.service, one.owed_by, what, who, one.state.replace("_", " "), one.due_at, first, left
