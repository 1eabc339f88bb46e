"""`accord quarantine …`"""

from dataclasses import asdict
from typing import Annotated

import typer

from accord.cli.door import AsJson, console, now, open_database, print_json, print_table

app = typer.Typer(help="Messages that could not be taken in and were set aside.", no_args_is_help=True)


@app.command("list")
def list_aside(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Rows at the most.")] = 100, as_json: AsJson = False
) -> None:
    """What was set aside and why, oldest first; nothing of it is lost."""
    open_database()
    from accord.journey import api as journey
    from accord.steps.collect import api as collect

    names = {source.id: source.name for source in collect.sources()}
    found = journey.aside(limit=limit)
    if as_json:
        print_json([{**one.as_dict(), "source": names.get(one.source_id)} for one in found])
    else:
        lines = ((one.number, one.at, names.get(one.source_id), one.message_id, one.error) for one in found)
        print_table("Set aside", ["number", "when", "source", "message", "error"], lines)


@app.command()
def retry(as_json: AsJson = False) -> None:
    """Take in what was set aside, whatever of it works now; exit 1 when something still does not."""
    open_database()
    from accord.journey import api as journey

    tried = journey.try_again(now=now())
    if as_json:
        print_json(asdict(tried))
    else:
        said = f"{tried.bodies:,} tried: {tried.touches:,} messages taken in, {tried.quarantined:,} set aside again"
        console.print(said, highlight=False)
    raise typer.Exit(1 if tried.quarantined else 0)
