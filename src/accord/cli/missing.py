"""`accord missing`"""

from typing import Annotated

import typer

from accord.cli.door import AsJson, open_database, print_json, print_table


def missing(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Rows at the most.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Leads that one datum or a few points would make ready for sales; those that lack a datum first."""
    open_database()
    from accord.journey import missing as lacking

    rows, _count = lacking.short_of_one(limit=limit)
    if as_json:
        print_json([row.as_dict() for row in rows])
        return
    cells = (
        (
            row.lead.id,
            row.person.label if row.person else "",
            row.account.label if row.account else "",
            row.lead.stage,
            " or ".join(one.words for one in row.lacks),
        )
        for row in rows
    )
    print_table("Almost ready", ["lead", "person", "company", "stage", "lacks"], cells)
