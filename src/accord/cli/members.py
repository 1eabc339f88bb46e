"""`accord member …`"""

from typing import Annotated

import typer

from accord.cli.door import AsJson, console, now, open_database, print_json

app = typer.Typer(help="Who may log in.", no_args_is_help=True)


@app.callback()
def _member() -> None:
    """Who may log in."""


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="E-mail address, with which they log in.")],
    role: Annotated[str, typer.Option(help="admin, operations, marketer, sdr, rep or executive.")],
    password: Annotated[
        str | None, typer.Option(help="At least ten characters; without one they cannot log in.")
    ] = None,
    name: Annotated[str, typer.Option(help="Name shown on the screens.")] = "",
    as_json: AsJson = False,
) -> None:
    """Add a member, or change the role, name and password of one."""
    open_database()
    from accord.members import api as members

    member = members.add(email=email, role=role, password=password, name=name, now=now())
    if as_json:
        print_json({"id": member.id, "email": member.email, "role": member.role, "team": member.team})
    else:
        console.print(f"{member.email} is {member.role}.", markup=False, highlight=False)
