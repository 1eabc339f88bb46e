"""`accord replay`"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from accord.cli.door import AsJson, console, errors, instant, now, open_database, print_json, print_table
from accord.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from accord.agreement.contracts import Version

LISTED = 20


class Engine(StrEnum):
    LOCAL = "local"
    SPARK = "spark"


def replay(
    file: Annotated[Path, typer.Argument(help="The proposed agreement.", exists=True, dir_okay=False)],
    since: Annotated[str | None, typer.Option(help="Count hand-offs from this instant or day on.")] = None,
    until: Annotated[str | None, typer.Option(help="Read nothing later; now where not given.")] = None,
    against: Annotated[int | None, typer.Option(help="The version beside it; the one in force otherwise.")] = None,
    engine: Annotated[Engine, typer.Option(help="Where the heavy work is done.")] = Engine.LOCAL,
    master: Annotated[str, typer.Option(help="The Spark cluster, such as spark://host:7077.")] = "local[*]",
    as_json: AsJson = False,
) -> None:
    """What a proposed agreement would have done over all history, beside the one in force and beside what happened.

    Stop it with Ctrl-C: what was decoded by then is kept, and the next replay goes on from there.
    """
    open_database()
    from accord.journey.replay import api as replays

    at = now()
    text = file.read_text(encoding="utf-8")
    other = _version(against) if against is not None else None
    with _bar() as bar, _engine(engine, master, at) as on:
        report = replays.run(
            text=text, name=str(file), now=at, since=instant(since), until=instant(until), against=other,
            progress=_told(bar), on=on,
        )  # fmt: skip
    if as_json:
        print_json(report)
    else:
        _show(report)


def _version(number: int) -> "Version":
    from accord.agreement import api as agreements

    found = next((one for one in agreements.versions() if one.number == number), None)
    if found is None:
        raise Refused(f"there is no version {number}; see: accord agreement list", code="no-such-version")
    return found


@contextmanager
def _engine(engine: Engine, master: str, at: "datetime") -> Iterator[Any]:
    """Nothing for this machine. Raises NoSpark, in one line, where the extra or Java is not installed."""
    if engine is Engine.LOCAL:
        yield None
        return
    from accord.journey.replay import cluster

    with cluster.on_spark(master, now=at) as on:
        yield on


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    return Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal)


def _told(bar: Progress) -> Any:
    task = bar.add_task("replay", total=1.0)

    def tell(done: float, step: str) -> bool:
        bar.update(task, completed=done, description=step)
        return True

    return tell


def _show(report: dict[str, Any]) -> None:
    data, both = report["data"], [report["proposed"], *([report["in_force"]] if report["in_force"] else [])]
    names = ["proposed", *([f"version {report['in_force']['version']}"] if report["in_force"] else [])]
    rows = [(label, *(_plain(side[key]) for side in both)) for key, label in _LINES]
    print_table(f"{data['touches']:,} touches of {data['people']:,} people", ["", *names], rows)
    changes = report["changes_side"]
    console.print(f"{changes['gained']} people more are handed over, {changes['lost']} no longer", highlight=False)
    lines = [(one["person"], one["direction"], one["at"], one["outcome"], one["reason"]) for one in changes["people"]]
    if lines:
        print_table(f"The first {min(LISTED, len(lines))}", ["person", "", "at", "was", "why"], lines[:LISTED])
    swept = [
        (f"{'→ ' if one['is_proposed'] else ''}{one['key']} {one['threshold']:g}", one["handed_off"],
         _plain(one["precision"]), _plain(one["recall"]))
        for one in report["sweep"]
    ]  # fmt: skip
    if swept:
        print_table("Thresholds", ["", "handed over", "precision", "recall"], swept)
    _show_reality(report["reality"])
    usual = data["usual_days"]
    younger = f" that are younger than the usual {usual:.0f} days to close" if usual is not None else ""
    console.print(f"{report['censored']} open ones{younger} may still be decided", highlight=False, soft_wrap=True)


def _show_reality(reality: dict[str, Any] | None) -> None:
    if reality is None:
        return
    why = ", ".join(f"{count} {name}" for name, count in reality["by_why"].items()) or "no difference"
    said = f"replayed, the version in force does what happened at {reality['equal']} of {reality['compared']} steps"
    console.print(f"{said}: {why}", highlight=False, soft_wrap=True)


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return "unknown" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


_LINES = (
    ("handed_off", "handed over"), ("people", "people"), ("won", "won"), ("lost", "lost"), ("rejected", "rejected"),
    ("open", "still open"), ("precision", "precision"), ("recall", "recall"), ("lift", "lift"),
)  # fmt: skip
