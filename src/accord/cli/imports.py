"""`accord import …`"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from accord.cli.door import AsJson, console, errors, now, open_database, print_json, print_table
from accord.kernel.actor import Actor, ActorKind
from accord.kernel.errors import Refused

if TYPE_CHECKING:
    from accord.connectors.files.contracts import ImportResult, Kind

app = typer.Typer(help="Bring in people, accounts, deals and touches from files.", no_args_is_help=True)
BY = Actor(ActorKind.IMPORT, "command-line")

File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, Excel, ODS or JSON lines; gzip allowed.")]
Map = Annotated[Path | None, typer.Option("--map", help="MAP.yaml: which column is which field.")]
Source = Annotated[str, typer.Option(help="Name of the source the rows are kept under; the vendor's otherwise.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen and change nothing.")]


@app.command()
def people(
    file: File, mapping: Map = None, source: Source = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """People, upserted by e-mail or external id; every other column is a trait."""
    _import("people", file, mapping, source, dry_run, as_json)


@app.command()
def accounts(
    file: File, mapping: Map = None, source: Source = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Companies, upserted by domain, external id or exact name; every other column is a trait."""
    _import("accounts", file, mapping, source, dry_run, as_json)


@app.command()
def deals(
    file: File, mapping: Map = None, source: Source = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Deals with amount, stage and owner, upserted by external id."""
    _import("deals", file, mapping, source, dry_run, as_json)


@app.command()
def touches(
    file: File, mapping: Map = None, source: Source = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Segment messages, one JSON a line, or a table with a mapping; scored like live traffic."""
    _import("touches", file, mapping, source, dry_run, as_json)


@app.command("list")
def list_imports(as_json: AsJson = False) -> None:
    """What was imported, the newest first."""
    open_database()
    from accord.connectors.files import api as files

    found, _ = files.batches()
    if as_json:
        print_json(
            [{f: getattr(b, f) for f in ("id", "kind", "file", "state", "by", "started_at", "counts")} for b in found]
        )
    else:
        rows = ((b.id, b.kind, b.file, b.state, b.started_at, b.counts.get("rows", 0)) for b in found)
        print_table("Imports", ["id", "kind", "file", "state", "started", "rows"], rows)


@app.command()
def undo(batch: Annotated[int, typer.Argument(help="Number of the import, from `accord import list`.")]) -> None:
    """Take back everything that one import did."""
    open_database()
    from accord.connectors.files import api as files

    at = now()
    files.undo(batch_id=batch, by=BY, now=at)
    aside = _settle(at)
    console.print(f"Import {batch} is undone.")
    _tell_aside(aside)


@app.command("errors")
def list_errors(batch: Annotated[int, typer.Argument(help="Number of the import.")]) -> None:
    """The refused rows of an import as CSV: line, column, value, reason."""
    open_database()
    from accord.connectors.files import api as files

    for line in files.errors_csv(batch_id=batch):
        console.out(line, end="", highlight=False)


def _import(kind: "Kind", file: Path, mapping: Path | None, source: str, dry_run: bool, as_json: bool) -> None:
    if file.is_dir():
        raise Refused(f"{file} is a folder; name a file in it", code="no_file")
    if not file.is_file():
        raise Refused(f"{file}: there is no such file", code="no_file")
    open_database()
    from accord.connectors.files import api as files

    at = now()
    read_map = files.load_map(_text(mapping), str(mapping), kind, file=file) if mapping else None
    with _bar() as bar:
        task = bar.add_task(f"Importing {kind}", total=None)
        result = files.run(
            file=file,
            kind=kind,
            mapping=read_map,
            dry_run=dry_run,
            source_name=source,
            by=BY,
            now=at,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
        aside = 0 if dry_run else _settle(at, bar)
    if as_json:
        print_json({**result.as_dict(), "set_aside": aside})
    else:
        _show(result)
    _tell_aside(aside)
    if result.rows and result.refused == result.rows:
        raise typer.Exit(1)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Refused(f"{file}: there is no such mapping file", code="no_file") from None
    except UnicodeDecodeError:
        raise Refused(f"{file}: a mapping file is YAML in UTF-8", code="no_file") from None
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}", code="no_file") from None


def _settle(at: datetime, bar: Progress | None = None) -> int:
    """Let the river take in what the import put into the inbox, so that the next command sees it; gives how many
    messages it had to set aside."""
    from accord.journey import river

    task = bar.add_task("Scoring", total=None) if bar else None
    done = aside = 0
    while drained := river.drain(limit=2000, now=at):
        done += drained.touches
        aside += drained.quarantined
        if bar is not None and task is not None:
            bar.update(task, completed=done)
    return aside


def _tell_aside(count: int) -> None:
    """Exit 1 where the river set something aside. Standard output stays JSON."""
    if count:
        errors.print(f"{count:,} could not be taken in and were set aside: accord quarantine list", highlight=False)
        raise typer.Exit(1)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal)


def _show(result: "ImportResult") -> None:
    if not result.rows:
        console.print(f"{result.file} has no rows: there is nothing to import", markup=False, highlight=False)
        return
    verb = "would be" if result.dry_run else "were"
    counts = f"{result.rows:,} rows: {result.new:,} {verb} new, {result.changed:,} changed, {result.same:,} the same"
    console.print(f"{counts}, {result.joined:,} joined, {result.refused:,} refused", highlight=False)
    for fault in result.faults[:20]:
        where = f"{result.file}:{fault.line}" + (f" {fault.column}" if fault.column else "")
        console.print(f"{where}: {fault.reason}", markup=False, highlight=False)
    if result.refused > 20 and result.batch_id:
        console.print(f"All refused rows: accord import errors {result.batch_id}")
    for note in result.notes[:20]:
        console.print(f"{note.message} ({note.count} times, first in line {note.line})", markup=False, highlight=False)
