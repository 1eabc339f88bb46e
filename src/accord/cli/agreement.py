"""`accord agreement …`"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from accord.agreement.contracts import AgreementFault, Fault
from accord.cli import comparing, pilots, proposals, versions
from accord.cli.door import OPERATOR, AsJson, console, now, open_database, print_json
from accord.kernel.errors import Refused

app = typer.Typer(help="Write, propose, sign and read the agreement.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The agreement, a YAML file.", metavar="FILE")]


class NoFile(Refused):
    """The file cannot be read."""

    code = "no_file"


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NoFile(f"{file}: {error.strerror}") from None


@app.command()
def check(file: File, as_json: AsJson = False) -> None:
    """Every fault of FILE in one pass as FILE:LINE:COLUMN: message. Exit 0 where there is none, else 1."""
    from accord.agreement.load import examine

    faults = examine(_read(file), str(file))[1]
    if as_json:
        print_json({"ok": not faults, "faults": [_fault(f) for f in faults]})
    else:
        _say(faults)
        if not faults:
            console.print(f"{file}: no faults", markup=False, highlight=False)
    raise typer.Exit(1 if faults else 0)


@app.command()
def publish(
    file: File,
    force_unsigned: Annotated[
        str,
        typer.Option(metavar="REASON", help="Without the signatures that a later version needs."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Put FILE in force from now on, re-score everybody concerned, and record who did: the first version, before
    there is anybody who can sign. Later ones are proposed, signed and countersigned."""
    text = _read(file)
    open_database()
    from accord.journey import rescore

    at = now()
    try:
        version = rescore.publish(text=text, name=file.name, by=OPERATOR, now=at, unsigned_because=force_unsigned)
    except AgreementFault as error:
        if as_json:
            print_json({"ok": False, "faults": [_fault(f) for f in error.faults]})
        else:
            _say(error.faults)
        raise typer.Exit(1) from None
    if as_json:
        print_json({"version": version.number, "hash": version.hash, "in_force_from": version.in_force_from})
    else:
        console.print(f"Version {version.number} of “{version.title}” is in force.", markup=False, highlight=False)
    proposals.tell_who_cannot_sign(at)


app.command("diff")(comparing.diff)
app.command("end-pilot")(pilots.end_pilot)


@app.command()
def schema() -> None:
    """The JSON Schema of an agreement, for editors."""
    from accord.agreement.schema import schema as json_schema

    print_json(json_schema())


def _say(faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        sys.stdout.write(f"{fault}\n")


def _fault(fault: Fault) -> dict[str, object]:
    return {n: getattr(fault, n) for n in ("file", "line", "column", "code", "message")}


app.command("list")(versions.list_all)
app.command("show")(versions.show)
for _verb in (proposals.propose, proposals.sign, proposals.countersign, proposals.decline, proposals.withdraw):
    app.command(_verb.__name__)(_verb)
