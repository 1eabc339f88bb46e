"""`accord replay`"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from accord.cli import versions
from accord.cli.agreement_file import text_of
from accord.cli.door import OPERATOR, AsJson, console, errors, instant, now, open_database, print_json, print_table
from accord.kernel.errors import Refused
from accord.kernel.instants import iso

if TYPE_CHECKING:
    from datetime import datetime

    from accord.agreement.contracts import Version

LISTED = 20


class Engine(StrEnum):
    LOCAL = "local"
    SPARK = "spark"


def replay(
    file: Annotated[Path, typer.Argument(help="The proposed agreement.")],
    since: Annotated[str | None, typer.Option(help="Count hand-offs from this instant or day on.")] = None,
    until: Annotated[str | None, typer.Option(help="Read nothing later; now where not given.")] = None,
    against: Annotated[int | None, typer.Option(help="The version beside it; the one in force otherwise.")] = None,
    engine: Annotated[Engine, typer.Option(help="Where the heavy work is done.")] = Engine.LOCAL,
    master: Annotated[
        str | None, typer.Option(help="With --engine spark: the cluster, such as spark://host:7077.")
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Replay it though the same result is kept.")] = False,
    as_json: AsJson = False,
) -> None:
    """What a proposed agreement would have done over all history, beside the one in force and beside what happened.

    The result is kept: the same text over the same data is not replayed twice. Stop it with Ctrl-C: what was decoded by
    then is kept, and the next replay goes on from there.
    """
    if master is not None and engine is Engine.LOCAL:
        raise Refused("--master is for Spark alone: say --engine spark too, or leave it out", code="engine")
    text, first, last = text_of(file), instant(since), instant(until)
    open_database()
    from accord.journey.trying import api as trying

    at = now()
    asked = _Asked(text, file.name, first, last, _beside(against, at))
    trying.check_period(since=first, until=last, now=at)
    one = None if anew else trying.again(**asked._asdict())
    is_kept = one is not None
    if one is None:
        with _bar() as bar, _engine(engine, master or "local[*]", at) as on:
            one = trying.here(**asked._asdict(), by=OPERATOR, now=at, progress=_told(bar), on=on)
    if as_json:
        print_json(one.report)
    else:
        _show(one.report)
    said = f"kept since {iso(one.asked_at)}, and nothing has changed; --anew replays it again" if is_kept else "kept"
    errors.print(f"tryout {one.id} ({said}): /agreement/tryouts/{one.id}/", highlight=False, soft_wrap=True)


class _Asked(NamedTuple):
    text: str
    name: str
    since: "datetime | None"
    until: "datetime | None"
    against: "Version | None"


def _beside(number: int | None, at: "datetime") -> "Version | None":
    """The version of that number, else the one in force."""
    from accord.agreement import api as agreements

    if number is None:
        return agreements.in_force(at)
    return versions.find(str(number))


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


def _show(report: Mapping[str, Any]) -> None:
    data, both = report["data"], [report["proposed"], *([report["in_force"]] if report["in_force"] else [])]
    names = ["proposed", *([f"version {report['in_force']['version']}"] if report["in_force"] else [])]
    rows = [(label, *(_plain(side[key]) for side in both)) for key, label in _LINES]
    print_table(f"{data['touches']:,} touches of {data['people']:,} people", ["", *names], rows)
    if data.get("segment"):
        said = f"it is a pilot: counted for the {data['segment']['people']:,} people of its segment only"
        console.print(said, highlight=False, soft_wrap=True)
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
    _show_promises(report)
    _show_reality(report["reality"])
    usual = data["usual_days"]
    younger = f" that are younger than the usual {usual:.0f} days to close" if usual is not None else ""
    console.print(f"{report['censored']} open ones{younger} may still be decided", highlight=False, soft_wrap=True)


def _show_promises(report: Mapping[str, Any]) -> None:
    """Hand-offs for each rep and week, and leads a week, beside what was promised and kept."""
    rows = [
        (one["service"], one["within"], *(_plain(one[key]) for key in
         ("proposed", "proposed_busiest", "in_force", "kept", "kept_most", "kept_share", "weeks_over")))
        for one in report["hand_off_promises"]
    ]  # fmt: skip
    heads = ["promise", "within", "proposed", "busiest", "now", "in time", "best week", "share in time", "weeks over"]
    if rows:
        print_table("Hand-offs for each rep and week", heads, rows)
    volumes = [(one["service"], one["stage"], *(_plain(one[key]) for key in ("promised", "proposed", "in_force")))
               for one in report["volume_promises"]]  # fmt: skip
    if volumes:
        print_table("Leads a week", ["promise", "stage", "promised", "proposed", "now"], volumes)


def _show_reality(reality: Mapping[str, Any] | None) -> None:
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
