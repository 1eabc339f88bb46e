"""`accord report goals`"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from accord.cli.door import AsJson, console, now, open_database, print_json, print_table
from accord.kernel.errors import Refused
from accord.kernel.money import Money

if TYPE_CHECKING:
    from accord.agreement.spec import Goal
    from accord.members.contracts import MemberCard
    from accord.reporting.contracts import Figure, GoalLine, Needs


def goals(
    tell: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="GOAL VALUE", help="Report a figure of a goal that nothing in Accord tells."),
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day it is for; today where left out.")] = None,
    source: Annotated[str, typer.Option("--from", metavar="TEXT", help="Where it comes from.")] = "",
    as_email: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="The member who reports it.")] = None,
    as_json: AsJson = False,
) -> None:
    """The goals of the agreement: what was reached in the running period, what it will come to, and what it takes."""
    if tell is None and (on or source or as_email):
        raise Refused("--on, --from and --as belong to --tell GOAL VALUE", code="tell")
    open_database()
    from accord.reporting import api as reporting

    at = now()
    if tell:
        told = reporting.report_figure(
            goal=tell[0], text=tell[1], day=_day(on), source=source, by=_member(as_email), now=at
        )
    lines = reporting.goals(now=at)
    if tell and not as_json:
        _tell(next(line for line in lines if line.goal.id == tell[0]), told)
        return
    needs = reporting.goal_needs(lines, now=at)
    if as_json:
        print_json({"goals": [_dict(line, needs.get(line.goal.id)) for line in lines]})
        return
    columns = ["goal", "owner", "target", "reached", "share", "forecast", "chance", "so"]
    print_table("Goals", columns, (_goal(line) for line in lines))
    for line in lines:
        for money in line.elsewhere:
            console.print(f"{line.goal.id}: besides, {money}, which is in no sum.", highlight=False)
        for words in _needs(line, needs.get(line.goal.id)):
            console.print(words, highlight=False, markup=False)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(f"{text!r} is no day; write it like 2026-05-04", code="day") from None


def _member(email: str | None) -> "MemberCard":
    from accord.members import api as members

    if email is None:
        raise Refused("say who reports it: --as EMAIL", code="who")
    member = members.by_email(email)
    if member is None or not member.is_active:
        raise Refused(f"there is no active member {email}; add them with accord member add", code="no_member")
    return member


def _tell(line: "GoalLine", one: "Figure") -> None:
    from accord.agreement import describe

    value = describe.quantity(line.goal, one.value)
    wanted = describe.target(line.goal)
    console.print(f"{line.goal.id}: {value} on {one.day}; wanted: {wanted}.", highlight=False, markup=False)


def _dict(line: "GoalLine", needs: "Needs | None") -> dict[str, object]:
    return line.as_dict() | {"needs": needs.as_dict(line) if needs else None}


def _goal(line: "GoalLine") -> tuple[object, ...]:
    from accord.agreement import describe

    goal, one = line.goal, line.forecast
    said = [_amount(goal, value) for value in (one.expected, one.low, one.high)] if one else []
    unknown = "" if goal.is_reported else "too little to tell"
    return (
        f"{goal.id} per {goal.period}",
        goal.owner,
        describe.target(goal),
        "" if line.done is None else _amount(goal, line.done),
        "" if line.share is None else f"{line.share:.1%}",
        f"{said[0]} ({said[1]} to {said[2]})" if said else unknown,
        f"{one.chance:.1%}" if one else "",
        line.verdict,
    )


def _amount(goal: "Goal", value: int) -> str:
    """A value of a goal in its unit; an amount without cents, but for a reported one that has some."""
    from accord.agreement import describe

    money = goal.currency and Money(value, goal.currency)
    digits = 2 if money and goal.is_reported and money.amount % 1 else 0
    return f"{money.amount:,.{digits}f} {money.currency}" if money else describe.quantity(goal, value)


def _needs(line: "GoalLine", needs: "Needs | None") -> Iterator[str]:
    """`new-revenue: to reach it, 9 more deals won; marketing: 120 MQL; sales: 74 SAL, 31 opportunity.`"""
    if line.goal.incentive:
        yield f"{line.goal.id}: incentive: {line.goal.incentive}"
    if needs is None:
        return
    parts = [f"{needs.deals:,} more won"] if needs.deals is not None else []
    for side, steps in (("marketing", needs.marketing), ("sales", needs.sales)):
        if steps:
            told = (f"{one.needed:,} {one.name} ({one.passed.on_the_way:,} on the way)" for one in steps)
            parts.append(f"{side}: {', '.join(told)}")
    parts += [needs.refusal] if needs.refusal else []
    yield f"{line.goal.id}: to reach it: {'; '.join(parts)}."
