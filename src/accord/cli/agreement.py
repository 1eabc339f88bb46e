"""`accord agreement …`"""

from pathlib import Path
from typing import Annotated

import typer

from accord.cli import comparing, pilots, proposals, refusals, versions
from accord.cli.agreement_file import bytes_of
from accord.cli.door import OPERATOR, AsJson, console, now, open_database, print_json

app = typer.Typer(help="Write, propose, sign and read the agreement.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The agreement, a YAML file.", metavar="FILE")]


@app.command()
def check(file: File, as_json: AsJson = False) -> None:
    """Every fault of FILE in one pass as FILE:LINE:COLUMN: message. Exit 0 where there is none, else 1."""
    from accord.agreement.load import examine

    faults = examine(bytes_of(file), str(file))[1]
    if as_json:
        print_json({"ok": not faults, "faults": [refusals.plain_fault(f) for f in faults]})
    else:
        refusals.say(faults)
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
    text = bytes_of(file)
    open_database()
    from accord.journey import rescore

    at = now()
    with refusals.faults_listed(as_json=as_json):
        version = rescore.publish(text=text, name=file.name, by=OPERATOR, now=at, unsigned_because=force_unsigned)
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


app.command("list")(versions.list_all)
app.command("show")(versions.show)
for _verb in (proposals.propose, proposals.sign, proposals.countersign, proposals.decline, proposals.withdraw):
    app.command(_verb.__name__)(_verb)
