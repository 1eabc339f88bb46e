"""`accord report …`"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from accord.cli import goals, plan
from accord.cli.door import AsJson, console, instant, now, open_database, print_json, print_table

if TYPE_CHECKING:
    from accord.reporting.contracts import Interval, RuleLine, Share, StageLine

app = typer.Typer(help="The numbers that both sides read.", no_args_is_help=True)
app.command()(goals.goals)
app.command()(plan.plan)


@app.callback()
def _report() -> None:
    """The numbers that both sides read."""


@app.command()
def funnel(
    by: Annotated[
        str | None, typer.Option(help="Break down by source, campaign, segment, rep, motion or month.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Leads opened at or after this instant.")] = None,
    until: Annotated[str | None, typer.Option(help="Leads opened before this instant.")] = None,
    as_json: AsJson = False,
) -> None:
    """How many leads entered each stage, how many went on, and how long it took."""
    open_database()
    from accord.reporting import api as reporting

    report = reporting.funnel(by=by, since=instant(since), until=instant(until))
    if as_json:
        print_json(report.as_dict())
        return
    columns = ["stage", "entered", "from first", "from previous", "median days"]
    _table("Funnel", columns, report.stages)
    for value, stages in (report.by or {}).items():
        _table(f"{by}: {value}", columns, stages)
    if report.negative_durations:
        console.print(f"{report.negative_durations} steps ran backwards in time and are left out of the medians.")


def _table(title: str, columns: list[str], stages: "Sequence[StageLine]") -> None:
    rows = ((s.stage, s.entered, _share(s.from_first), _share(s.from_previous), s.median_days) for s in stages)
    print_table(title, columns, rows)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


@app.command()
def rules(as_json: AsJson = False) -> None:
    """The report card of every rule: how often it fired, what sales made of its leads, how many of them were won."""
    open_database()
    from accord.reporting import api as reporting

    at = now()
    reporting.examine(now=at)
    card = reporting.rules(now=at)
    if as_json:
        print_json(card.as_dict())
        return
    columns = ["rule", "points", "people", "hand-offs", "accepted", "rejected for it", "won with", "without", "lift"]
    print_table(f"Rules of version {card.version}", columns, (_rule(line) for line in card.rules))
    console.print(f"{card.handoffs} hand-offs; {card.open} leads are open and in no win rate.", highlight=False)


def _rule(line: "RuleLine") -> tuple[object, ...]:
    return (
        line.rule,
        line.points if line.points is not None else "gone",
        line.people,
        line.carried,
        _share(line.accepted.value),
        line.blame,
        _share(line.won_with.value),
        _share(line.won_without.value),
        _lift(line.lift),
    )


@app.command()
def feedback(
    days: Annotated[int, typer.Option(min=1, max=3660, help="How far back.")] = 90, as_json: AsJson = False
) -> None:
    """What sales says of the leads: given back and why, which rules misled, how good the worked ones were."""
    open_database()
    from accord.reporting import api as reporting

    at = now()
    found = reporting.feedback(since=at - timedelta(days=days), until=at + timedelta(seconds=1))
    if as_json:
        print_json(found.as_dict())
        return
    said = ((kind, reason, many) for kind, counted in found.reasons.items() for reason, many in counted.items())
    print_table(f"Feedback of {days} days", ["what", "reason", "leads"], said)
    print_table("Rules that misled", ["rule", "times"], found.rules.items())


@app.command()
def fields(as_json: AsJson = False) -> None:
    """How well the fields are filled that stages of the agreement ask for, over all open leads."""
    open_database()
    from accord.reporting import api as reporting

    found = reporting.filled()
    if as_json:
        print_json({"fields": [one.as_dict() for one in found]})
        return
    columns = ["field", "asked for at", "open leads", "lacking", "filled"]
    rows = ((one.field, ", ".join(one.asked_at), one.leads, one.lacking, _share(one.share)) for one in found)
    print_table("Required fields", columns, rows)


@app.command()
def profile(as_json: AsJson = False) -> None:
    """Profile and personas against who bought."""
    open_database()
    from accord.reporting import api as reporting

    found = reporting.profile(now=now())
    if as_json:
        print_json(found.as_dict())
        return
    for name, one in (("won", found.won), ("lost", found.lost)):
        missed = ", ".join(f"{trait} {many}" for trait, many in one.misses.items())
        console.print(
            f"{one.fits.yes} of {one.fits.all} {name} companies fit the profile"
            + (f"; the others miss {missed}." if missed else "."),
            highlight=False,
        )
    rows = ((one.persona or "(none)", one.won.all, _share(one.won.value), _lift(one.lift), _share(one.sure)) for one in
            found.personas)  # fmt: skip
    print_table("Personas", ["persona", "decided", "won", "lift", "how sure"], rows)
    common = (
        (one.trait, one.value, _of(one.won), _of(one.lost), _lift(one.times), one.finding) for one in found.common
    )
    print_table("What the won have in common", ["trait", "value", "won", "lost", "times", "the profile"], common)


def _lift(one: "Interval | None") -> str:
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})" if one else "too few"


def _of(one: "Share") -> str:
    return f"{one.yes} of {one.all}"
