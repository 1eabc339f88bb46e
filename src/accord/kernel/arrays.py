"""Many values as one text, as PostgreSQL reads an array: for thousands of them the driver takes many times as long."""

from collections.abc import Collection
from datetime import datetime
from typing import Any


def array_text(values: Collection[Any]) -> str:
    """The array's literal; cast it where it is used: `%s::bigint[]`."""
    if all(type(value) is int for value in values):
        return "{" + ",".join(map(str, values)) + "}"
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f'"{value.isoformat()}"' if isinstance(value, datetime) else str(value)
