"""`accord agreement end-pilot`"""

from typing import Annotated

import typer

from accord.cli.door import OPERATOR, AsJson, console, now, open_database, print_json


def end_pilot(
    reason: Annotated[str, typer.Option(help="Why it ends; kept in the ledger.")],
    as_json: AsJson = False,
) -> None:
    """End the pilot that runs beside the main version; its people are judged by the main version from now on."""
    open_database()
    from accord.agreement import api as agreements
    from accord.journey import piloting, rescore

    at = now()
    pilot = agreements.pilot(at)
    people = piloting.count(pilot) if pilot else 0
    ended = piloting.end(by=OPERATOR, reason=reason, now=at)
    while rescore.step(now=at):
        pass
    if as_json:
        print_json({"version": ended.number, "hash": ended.hash, "ended_at": at, "reason": reason, "people": people})
    else:
        words = f"The pilot, version {ended.number}, is over; {people:,} people are judged by the main version again."
        console.print(words, markup=False, highlight=False)
