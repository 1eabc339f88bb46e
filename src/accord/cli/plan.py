"""`accord report plan`"""

from typing import TYPE_CHECKING

from accord.cli.door import AsJson, console, now, open_database, print_json, print_table

if TYPE_CHECKING:
    from accord.kernel.money import Money
    from accord.reporting.contracts import PlanLine

WORDS = {"handed_off": "leads handed over", "accepted": "accepted", "sql": "became SQL", "won": "deals won"}


def plan(as_json: AsJson = False) -> None:
    """The plan of the agreement: the budget of each period, what came in it so far, and the reviews of both sides."""
    open_database()
    from accord.reporting import api as reporting

    lines = reporting.plan(now=now())
    if as_json:
        print_json({"plan": [line.as_dict() for line in lines]})
        return
    columns = ["period", "", "passed", "planned", "of which", "by now", "won", "last review", "next review"]
    print_table("Plan", columns, (_line(line) for line in lines))
    rows = (
        (line.planned.id, WORDS[one.what], f"{one.count:,}", _amount(one.at_pace), _amount(one.whole))
        for line in lines
        if line.state != "to come"
        for one in line.each
    )
    print_table("What came", ["period", "what", "so far", "planned each, at an even pace", "of the whole budget"], rows)
    for line in lines:
        for money in line.elsewhere:
            console.print(f"{line.planned.id}: besides, {money} won, which is in no sum.", highlight=False)


def _line(line: "PlanLine") -> tuple[object, ...]:
    sides = ", ".join(f"{side} {_amount(money)}" for side, money in line.sides)
    return (
        line.planned.id,
        line.state,
        f"{float(line.passed):.0%}",
        _amount(line.budget),
        sides,
        _amount(line.by_now),
        _amount(line.won),
        line.last_review,
        line.next_review,
    )


def _amount(money: "Money | None") -> str:
    """Whole above a hundred, with cents below."""
    digits = 0 if money and abs(money.amount) >= 100 else 2
    return f"{money.amount:,.{digits}f} {money.currency}" if money else ""
