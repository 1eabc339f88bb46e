"""`accord source …`"""

from typing import Annotated

import typer

from accord.cli.door import AsJson, console, now, open_database, print_json, print_table

app = typer.Typer(help="Where touches come from, and their write keys.", no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Name of the source, such as “website”.")],
    key: Annotated[str | None, typer.Option(help="Set the write key; one is made up otherwise.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add a source and print its write key, which an SDK is given."""
    open_database()
    from accord.steps.collect import api as collect

    source = collect.add_source(name=name, key=key, now=now())
    if as_json:
        print_json({"id": source.id, "name": source.name, "write_key": source.write_key})
    else:
        console.print(source.write_key, markup=False, highlight=False)


@app.command("list")
def list_sources(as_json: AsJson = False) -> None:
    """All sources with their write keys."""
    open_database()
    from accord.steps.collect import api as collect

    found = collect.sources()
    if as_json:
        fields = ("id", "name", "write_key", "kind", "created_at", "revoked_at")
        print_json([{f: getattr(s, f) for f in fields} for s in found])
    else:
        rows = ((s.name, s.write_key, s.kind, "revoked" if s.revoked_at else "open") for s in found)
        print_table("Sources", ["name", "write key", "kind", "state"], rows)


@app.command()
def revoke(name: Annotated[str, typer.Argument(help="Name of the source.")]) -> None:
    """From about a second on, the source's key opens nothing. Its touches stay."""
    open_database()
    from accord.steps.collect import api as collect

    source = next((s for s in collect.sources() if s.name == name), None)
    if source is None:
        raise collect.SourceRefused(f"there is no source named {name!r}")
    collect.revoke(source_id=source.id, now=now())
    console.print(f"{name} is revoked.", markup=False, highlight=False)
