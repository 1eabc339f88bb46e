"""`accord rebuild`"""

from typing import Annotated

import typer

from accord.cli.door import AsJson, console, now, open_database, print_json


def rebuild(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 where anything differs.")] = False,
    as_json: AsJson = False,
) -> None:
    """Recompute people, scores, stages and queues from the touches and what people decided."""
    open_database()
    from accord.journey import rebuild as rebuilding

    report = rebuilding.check(now=now()) if check else rebuilding.rebuild(now=now())
    if as_json:
        print_json(report)
    else:
        for what, count in report["checked"].items():
            console.print(f"{count:>10,} {what}", highlight=False)
        for difference in report["differences"][:50]:
            console.print(str(difference), markup=False, highlight=False)
        console.print(f"{len(report['differences'])} differences", highlight=False)
    raise typer.Exit(1 if check and report["differences"] else 0)
