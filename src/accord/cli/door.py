"""What every command shares: opening the database, printing for people or programs, saying errors."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from accord.kernel.actor import Actor, ActorKind
from accord.kernel.errors import Refused
from accord.kernel.instants import iso, parse_instant

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
WIDTH = 140  # of what is printed into a file or a pipe
console = Console(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH)
errors = Console(stderr=True)
OPERATOR = Actor(ActorKind.MEMBER, "command-line")


_prepare: list[Callable[[], None]] = []


def use_database(prepare: Callable[[], None]) -> None:
    """How commands come to a database; the project says so once, for this room may not import it."""
    _prepare[:] = [prepare]


def open_database() -> None:
    """Start the embedded database if need be, bring it up to date, and make the rooms ready. Raises Unavailable."""
    for prepare in _prepare:
        prepare()


def now() -> datetime:
    return datetime.now(UTC)


def instant(text: str | None) -> datetime | None:
    """The instant a person typed. Raises Refused when it is none."""
    if text is None:
        return None
    at = parse_instant(text)
    if at is None:
        raise Refused(f"{text!r} is no instant; write it like 2026-05-04T12:00:00Z", code="instant")
    return at


def print_json(value: Any) -> None:
    """One JSON document on standard output; instants in ISO 8601, money as decimal numbers."""
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=False, indent=2) + "\n")


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    widths: Mapping[str, int] | None = None,
    nothing: str = "",
) -> None:
    """A table for people; says so when there is nothing to show, in the words of `nothing` where given, and names the
    zone where it shows instants. What is wider than `widths` says is cut, so that there is room for the rest."""
    cells = [list(row) for row in rows]
    has_instants = any(isinstance(cell, datetime) for row in cells for cell in row)
    shown_title = f"{title}, times in UTC" if has_instants else title
    table = Table(title=shown_title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for name in columns:
        width = (widths or {}).get(name)
        table.add_column(name, max_width=width, no_wrap=width is not None, overflow="ellipsis" if width else "fold")
    for row in cells:
        table.add_row(*("" if cell is None else _text(cell) for cell in row))
    if table.row_count:
        console.print(table)
    else:
        console.print(nothing or f"{title}: nothing yet", markup=False, highlight=False)


def shortened(text: str) -> str:
    """What somebody typed or pasted, as a sentence can quote it."""
    line = " ".join(text.split())
    return f"“{line[:59]}…”" if len(line) > 60 else f"“{line}”"


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return f"{value:,.1f}"
    # Names come from the world outside: their square brackets are no mark-up.
    return str(value).replace("[", "\\[")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Actor):
        return str(value)
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
