"""`accord route`"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accord.cli.agreement_file import bytes_of
from accord.cli.door import AsJson, console, instant, now, open_database, print_json, print_table
from accord.kernel.errors import Refused

if TYPE_CHECKING:
    from accord.journey.fairness import Alike
    from accord.journey.routing_trial import Tried

WIDTHS = {"lead": 7, "offered at": 12, "got it": 18, "would get it": 18, "route": 16}


def route(
    file: Annotated[
        Path | None,
        typer.Argument(help="An agreement; the one in force where not given."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Route the last leads anew; nobody gets anything.")
    ] = False,
    last: Annotated[int, typer.Option(min=1, max=10_000, help="How many leads.")] = 100,
    fairness: Annotated[
        bool, typer.Option("--fairness", help="What each rep got beside their expected share.")
    ] = False,
    since: Annotated[str | None, typer.Option(help="With --fairness: leads handed over from this instant on.")] = None,
    as_json: AsJson = False,
) -> None:
    """Who gets the leads: the last ones routed anew by the agreement in force or a FILE, or how fair it was."""
    if dry_run == fairness:
        raise Refused("say either --dry-run or --fairness", code="route")
    open_database()
    if fairness:
        _fairness(since, as_json)
        return
    found = _tried(file, last)
    if as_json:
        print_json({"last": len(found), "changed": sum(not one.is_same for one in found),
                    "leads": [one.as_dict() for one in found]})  # fmt: skip
        return
    columns = ["lead", "person", "offered at", "got it", "would get it", "route", "why nobody else"]
    print_table("Routes", columns, (_cells(one) for one in found), widths=WIDTHS)
    console.print(f"{sum(not one.is_same for one in found)} of {len(found)} leads would have gone to somebody else.")


def _tried(file: Path | None, last: int) -> "list[Tried]":
    from accord.agreement import api as agreements
    from accord.agreement.load import load
    from accord.journey import routing_trial

    if file is not None:
        return routing_trial.dry_run(last=last, agreement=load(bytes_of(file), str(file)))
    version = agreements.in_force(now())
    if version is None:
        raise Refused("no agreement is in force yet: publish one, or name a file", code="no_agreement")
    return routing_trial.dry_run(last=last, agreement=version.agreement, version=version)


def _cells(one: "Tried") -> tuple[object, ...]:
    names: dict[str, list[str]] = {}
    for candidate in one.would.candidates:
        if candidate["passed_over"]:
            names.setdefault(candidate["passed_over"], []).append(candidate["name"])
    return (
        one.handed.lead_id,
        one.person,
        one.handed.offered_at,
        one.did.label if one.did else "nobody",
        one.rep.label if one.rep else "nobody",
        one.would.route,
        "; ".join(f"{', '.join(who)}: {why}" for why, who in names.items()),
    )


def _fairness(since: str | None, as_json: bool) -> None:
    from accord.journey import fairness

    report = fairness.report(since=instant(since))
    if as_json:
        print_json(report.as_dict())
        return
    columns = ["rep", "offered", "accepted", "given back", "kept", "expected", "deviation", "could not take"]
    for team in report.teams:
        rows = (
            (
                one.name, one.offered, one.accepted, one.given_back, one.kept, f"{one.expected:.2f}",
                f"{one.deviation:+.2f}", ", ".join(f"{why} {count}" for why, count in one.missed.items()),
            )
            for one in team.reps
        )  # fmt: skip
        print_table(f"Team {team.team}: most and fewest differ by {team.spread}", columns, rows)
        for one in team.reps:
            if one.overlooked:
                console.print(f"Unfair: {one.overlooked} leads went past {one.name}, who was owed the most.")
    for group in report.alike:
        console.print(f"Alike throughout: {', '.join(group.names)}: they differ by {group.spread}: {_verdict(group)}.")


def _verdict(group: "Alike") -> str:
    if group.verdict == "kept":
        return "kept within one"
    said = f"{group.behind} is owed {group.owed}, given back since {group.ahead} got the last lead"
    return f"more than one, but {said}" if group.verdict == "owed" else f"unfair, {said}"
