"""`accord sample …`"""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from accord.cli.door import AsJson, console, errors, now, open_database, print_json

if TYPE_CHECKING:
    from accord.connectors.sample.api import Loaded

app = typer.Typer(help="A company to look at before your own is in.", no_args_is_help=True)


@app.callback()
def _sample() -> None:
    """A company to look at before your own is in."""


@app.command()
def load(
    people: Annotated[int, typer.Option(min=20, max=200_000, help="People, besides anonymous visitors.")] = 5000,
    months: Annotated[int, typer.Option(min=1, max=60, help="Months of history up to now.")] = 18,
    seed: Annotated[int, typer.Option(help="The same seed tells the same story.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Tell the story of the sample company up to now. Only into an installation without an agreement; a load that was
    cut off is begun anew."""
    open_database()
    loaded = tell(people=people, months=months, seed=seed)
    if as_json:
        print_json(loaded.as_dict())
    else:
        console.print(
            f"{loaded.people:,} people, {loaded.companies:,} companies, {loaded.touches:,} touches", highlight=False
        )
        print_log_ins()


def tell(*, people: int, months: int, seed: int) -> "Loaded":
    """Load it with a progress bar on the terminal."""
    from accord.connectors.sample import api as sample

    columns = (TextColumn("Sample company {task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task("", total=None)
        return sample.load(
            people=people,
            months=months,
            seed=seed,
            now=now(),
            progress=lambda done, total, day: bar.update(task, completed=done, total=total, description=day),
        )


def print_log_ins() -> None:
    """Who of the sample company can log in, and with what."""
    from accord.connectors.sample import api as sample

    for email, name, role in sample.CAST:
        console.print(f"  {role:<11} {email:<32} {name}", markup=False, highlight=False)
    console.print(f"  password    {sample.PASSWORD}", markup=False, highlight=False)
