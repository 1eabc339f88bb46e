"""The command `accord`: its verbs, and how errors are said."""

import json
import sys
import warnings
from importlib.metadata import version
from typing import Annotated

import typer

from accord.cli import (
    agreement,
    board,
    calendar,
    clocks,
    explain,
    imports,
    lake,
    lookup,
    members,
    missing,
    people,
    quarantine,
    queue,
    rebuild,
    refusals,
    replay,
    reports,
    route,
    sample,
    sources,
    suggest,
)
from accord.cli.door import AsJson, console, errors, print_json, use_database
from accord.kernel.errors import AccordError, Unavailable
from accord.project.database import away
from accord.project.ready import prepare

# The database wheel warns at every start on machines without a log-in session; it concerns nobody.
warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")

app = typer.Typer(
    name="accord",
    help="Marketing and sales run one lead process by one signed agreement.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(sample.app, name="sample")
app.add_typer(agreement.app, name="agreement")
app.add_typer(calendar.app, name="calendar")
app.add_typer(sources.app, name="source")
app.add_typer(members.app, name="member")
app.add_typer(imports.app, name="import")
app.add_typer(lake.app, name="lake")
app.add_typer(people.app, name="people")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(reports.app, name="report")
app.command("board")(board.board)
app.command("explain")(explain.explain)
app.command("queue")(queue.queue)
app.command("clocks")(clocks.clocks)
app.command("lookup")(lookup.lookup)
app.command("missing")(missing.missing)
app.command("replay")(replay.replay)
app.command("route")(route.route)
app.command("suggest")(suggest.suggest)
app.command("rebuild")(rebuild.rebuild)


def _show_version(is_asked: bool) -> None:
    if is_asked:
        console.print(version("accord"), highlight=False)
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
]


@app.callback()
def _accord(_version: Version = False) -> None:
    """Marketing and sales run one lead process by one signed agreement."""


Host = Annotated[str | None, typer.Option(help="Address to listen on; ACCORD_HOST where not given.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on; ACCORD_PORT where not given.")]


@app.command()
def serve(host: Host = None, port: Port = None) -> None:
    """Run everything: database, web, collector and worker, under one supervisor, until Ctrl-C."""
    from accord.project import supervisor

    raise typer.Exit(supervisor.serve(host=host, port=port))


@app.command()
def collect(host: Host = None, port: Port = None) -> None:
    """Run the tracking door alone, for installations with several machines."""
    from accord.project import processes

    processes.collect(host=host, port=port)


@app.command()
def web(host: Host = None, port: Port = None) -> None:
    """Run the screens alone, for installations with several machines."""
    from accord.project import processes

    processes.web(host=host, port=port)


@app.command()
def work() -> None:
    """Run the worker alone, for installations with several machines."""
    from accord.project import processes

    processes.work()


@app.command()
def stop() -> None:
    """Stop the embedded database of this home, which goes on running after a command or a crash."""
    from accord.project.config import settings_from
    from accord.project.database import stop_embedded

    stop_embedded(settings_from().home)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is wrong with this installation and how to mend it; exit 1 when something is."""
    from accord.project import doctor as checks

    findings = checks.examine()
    if as_json:
        print_json({"ok": checks.is_well(findings), "checks": [f.as_dict() for f in findings]})
    else:
        for finding in findings:
            console.print(finding.line(), markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(0 if checks.is_well(findings) else 1)


@app.command()
def demo(port: Port = None) -> None:
    """Load the sample company where there is none yet, print address and log-ins, and serve."""
    from accord.project import demo as sample_company

    raise typer.Exit(sample_company.run(port=port))


def run() -> None:
    """The console script. An expected refusal is one message and exit 1; anything else is our bug, and loud."""
    use_database(prepare)
    try:
        with away():
            app()
    except AccordError as error:
        _say(error)
        sys.exit(75 if isinstance(error, Unavailable) else 1)


def _say(error: AccordError) -> None:
    if "--json" in sys.argv:
        sys.stdout.write(json.dumps(refusals.plain(error)) + "\n")
    else:
        errors.print(error.message, markup=False, highlight=False, soft_wrap=True)
