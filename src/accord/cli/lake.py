"""`accord lake …`"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from accord.cli.door import AsJson, console, errors, now, open_database, print_json, print_table
from accord.kernel.errors import Refused

if TYPE_CHECKING:
    from accord.journey.sealing import Dropping, Report

app = typer.Typer(help="Sealed history: Parquet files that any engine reads.", no_args_is_help=True)


@app.callback()
def _lake() -> None:
    """Sealed history: Parquet files that any engine reads."""


@app.command()
def status(as_json: AsJson = False) -> None:
    """Where the lake lies, and what of which month is in it."""
    open_database()
    from accord.journey import sealing

    found = sealing.status(now=now())
    if as_json:
        print_json(found)
        return
    lines = ((m["month"], f"{m['rows']:,}", m["files"], _size(m["bytes"]), _dropped(m)) for m in found["months"])
    print_table("Sealed", ["month", "touches", "files", "size", "in the database"], lines)
    total = f"{found['rows']:,} touches in {found['files']} files, {_size(found['bytes'])}"
    console.print(f"{total}, at {found['address']}", highlight=False, soft_wrap=True, markup=False)
    if found["keep_months"]:
        said = f"the database keeps the present month and {found['keep_months']} before it whole"
        console.print(said, highlight=False, soft_wrap=True)
    if found["sealed_at"]:
        due = (
            "a closed month is due: the worker seals it, or: accord lake seal" if found["is_due"] else "nothing is due"
        )
        console.print(f"changed last {found['sealed_at']}; {due}", highlight=False, soft_wrap=True)


@app.command()
def seal(as_json: AsJson = False) -> None:
    """Seal what is due now: closed months, and what came late for those sealed before. The worker does it by itself."""
    open_database()
    from accord.journey import sealing

    with _patience("Sealing"):
        report = sealing.seal(now=now())
    _say(report, as_json=as_json)


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Read every file, compare checksums and each touch with the database; exit 1 where anything is wrong."""
    open_database()
    from accord.journey import sealing

    with _patience("Reading"):
        found = sealing.verify()
    if as_json:
        print_json(found)
    else:
        _say_verified(found)
    raise typer.Exit(0 if found["ok"] else 1)


@app.command()
def rebuild(
    months: Annotated[list[str] | None, typer.Argument(help="Months, YYYY-MM; none: those with a bad file.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Forget the whole lake and seal it anew.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make sealed months anew from the database; without MONTHS those of which a file is missing or damaged."""
    if months and everything:
        raise Refused("name months or say --all, not both", code="months")
    open_database()
    from accord.journey import sealing

    with _patience("Rebuilding"):
        report = (
            sealing.rebuild_all(now=now()) if everything else sealing.rebuild(months=tuple(months or ()), now=now())
        )
    _say(report, as_json=as_json)


@app.command()
def drop(
    months: Annotated[
        list[str] | None, typer.Argument(help="Months, YYYY-MM; none: what ACCORD_KEEP_MONTHS says.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Drop sealed months from the database but for the keys of their touches; the lake is their only copy then. The
    worker does it by itself where ACCORD_KEEP_MONTHS is set."""
    open_database()
    from accord.journey import sealing

    with _patience("Dropping"):
        report = sealing.drop(months=tuple(months or ()), now=now())
    _say_dropped(report, "dropped from the database", as_json=as_json)


@app.command()
def restore(
    months: Annotated[list[str] | None, typer.Argument(help="Months, YYYY-MM.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that were dropped.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put dropped months back into the database, from the lake. They stay there, whatever the setting says."""
    if bool(months) == everything:
        raise Refused("name months, or say --all", code="months")
    open_database()
    from accord.journey import sealing

    with _patience("Restoring"):
        report = sealing.restore(months=tuple(months or ()), now=now())
    _say_dropped(report, "put back into the database", as_json=as_json)


def _patience(what: str) -> Progress:
    """Says on the terminal what goes on and for how long."""
    bar = Progress(SpinnerColumn(), TextColumn(what), BarColumn(), TimeElapsedColumn(), console=errors, transient=True)
    bar.add_task(what, total=None)
    return bar


def _say(report: "Report", *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(report))
    else:
        said = f"{report.touches:,} touches sealed in {report.files} files, {report.rewritten} files made anew"
        console.print(said, highlight=False)


def _say_dropped(report: "Dropping", what: str, *, as_json: bool) -> None:
    if as_json:
        print_json(report.as_json())
        return
    months = "month" if report.months == 1 else "months"
    console.print(f"{report.touches:,} touches of {report.months} {months} {what}", highlight=False)
    if report.different:
        said = f"{report.different:,} stay: the lake says otherwise than the database; see accord lake verify"
        console.print(said, highlight=False, soft_wrap=True)


def _dropped(month: dict[str, Any]) -> str:
    if not month["dropped"]:
        return "whole"
    return "keys only" if month["dropped"] >= month["rows"] else f"{month['dropped']:,} by key only"


def _say_verified(found: dict[str, Any]) -> None:
    for one in found["damaged"]:
        console.print(f"{one['path']}: {one['why']}", markup=False, highlight=False, soft_wrap=True)
    counts = ", ".join(f"{found[name]:,} {name}" for name in ("missing", "twice", "strange", "withdrawn", "unlisted"))
    console.print(f"{found['rows']:,} touches in {found['files']} files: {counts}", highlight=False, soft_wrap=True)
    console.print("all is well" if found["ok"] else "mend it by: accord lake rebuild", highlight=False)


def _size(count: int) -> str:
    """1500 as 1.5 kB."""
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
