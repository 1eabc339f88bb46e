"""What is known now about touches that were sealed, or are about to be."""

from datetime import UTC, datetime
from typing import Any

from accord.engines import lake
from accord.engines.contracts import LAKE_COLUMNS
from accord.engines.lake import Truth
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity

READ = tuple(name for name in LAKE_COLUMNS if name != "person_id")


def truth(upto: int) -> Truth:
    """Whom each identifier means, and which touches up to a number are a machine's or were withdrawn."""
    machines, withdrawn = collect.machine_numbers(upto=upto), collect.withdrawn_numbers(upto=upto)
    return lake.truth(owners=identity.owners(), machines=machines, withdrawn=withdrawn)


def rows(text: bytes, known: Truth) -> list[Any]:
    """What the database gave as a table with all columns; nothing where it gave nothing."""
    return [lake.owned(lake.from_csv(text, READ), known, LAKE_COLUMNS)] if text else []


def month_of(at: datetime) -> str:
    """YYYY-MM, in UTC."""
    utc = at.astimezone(UTC)
    return f"{utc.year:04}-{utc.month:02}"
