"""Touches of which the database has only the key: what they said is read from the lake.

The contents of a touch never change, so that any file that holds the same number under the same key will do.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.conf import settings

from accord.engines import contents
from accord.engines.contracts import CONTENTS
from accord.kernel.errors import Refused

Key = tuple[int, int, str, datetime]  # number, source, message, occurred_at


class ContentsAway(Refused):
    """What these touches said was dropped from the database, and is not in the lake."""

    code = "contents_away"


def told(keys: Iterable[Key]) -> dict[int, tuple[Any, ...]]:
    """By number what the touches of these keys said, in the order of engines.contracts.CONTENTS, objects as JSON text.

    Raises ContentsAway where the lake lacks one, and lake.Damaged, NoSuchPlace and PlaceAway where it cannot be read.
    """
    return {number: _told(row) for number, row in rows_of(keys).items()}


def rows_of(keys: Iterable[Key]) -> dict[int, dict[str, Any]]:
    """The rows of the lake by number. Raises what `told` raises."""
    wanted = {number: (source, message, at) for number, source, message, at in keys}
    if not wanted:
        return {}
    months: dict[str, list[int]] = {}
    for number, (_source, _message, at) in wanted.items():
        months.setdefault(f"{at.astimezone(UTC):%Y-%m}", []).append(number)
    rows = contents.sought(str(settings.LAKE), months)
    found = {
        row["touch_id"]: row for row in rows if wanted[row["touch_id"]][:2] == (row["source_id"], row["message_id"])
    }
    if lacking := wanted.keys() - found.keys():
        raise away(sorted({f"{wanted[number][2].astimezone(UTC):%Y-%m}" for number in lacking}), len(lacking))
    return found


def _told(row: dict[str, Any]) -> tuple[Any, ...]:
    return (*(row[name] for name in CONTENTS[:-1]), msgspec.json.decode(row["flags"]))


def away(months: list[str], count: int) -> ContentsAway:
    """That so many touches of these months are without contents here and there."""
    return ContentsAway(
        f"what {count} touches of {', '.join(months)} said was dropped from the database and is not in the lake at "
        f"{settings.LAKE}: put the lake back from a back-up"
    )
