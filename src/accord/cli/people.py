"""`accord people …`"""

from typing import Annotated

import typer

from accord.cli.door import AsJson, open_database, print_json, print_table, shortened
from accord.kernel.errors import Refused

app = typer.Typer(help="Who is known.", no_args_is_help=True)


@app.callback()
def _people() -> None:
    """Who is known."""


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="Beginning of a name, address or identifier, or words of a name.")],
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: AsJson = False,
) -> None:
    """People that fit TEXT, known ones first."""
    if not text.strip():
        raise Refused("say what to look for: a name, an address or an identifier", code="text")
    open_database()
    from accord.steps.identity import api as identity

    found = identity.find(text=text, limit=limit)
    accounts = identity.accounts(account_ids={p.account_id for p in found if p.account_id})
    names = {p.id: accounts[p.account_id].label if p.account_id in accounts else None for p in found}
    if as_json:
        print_json(
            [{"id": p.id, "name": p.name, "email": p.email, "account": names[p.id], "traits": p.traits} for p in found]
        )
    else:
        people = ((p.id, p.name, p.email, names[p.id]) for p in found)
        nobody = f"Nobody is known by {shortened(text)}."
        print_table("People", ["id", "name", "e-mail", "company"], people, nothing=nobody)
