"""The board of the week that is over, told on Monday to those who answer for it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.outbox import api as outbox
from accord.reporting.audience import active_members
from accord.reporting.board import board
from accord.reporting.board_contracts import Board, Span
from accord.reporting.board_spans import before, span_of
from accord.reporting.board_words import name_of, share, value_of

HOUR = 6  # on Monday, by the agreement's clocks; a worker that slept then still tells it on Tuesday
LATELY = 4  # weeks or periods in a mail


def tell_week(version: Version, *, now: datetime) -> bool:
    """Tell the week before to executives, operations and both parties, once; whether it is the time for it."""
    there = now.astimezone(ZoneInfo(version.agreement.time_zone))
    if not (there.weekday() == 0 and there.hour >= HOUR) and there.weekday() != 1:
        return False
    zone = version.agreement.time_zone
    name = before(span_of("week", zone=zone, now=now))
    key = f"board_weekly:{name}"
    if outbox.was_told(key):
        return True
    year, week = (int(part) for part in name.split("-W"))
    made = board(version, span_of(name, zone=zone, now=now))
    outbox.tell(
        "board_weekly",
        to=readers(version),
        about=("board", year * 100 + week),
        body={"period": _days(made.span), "title": name, "path": f"/board/?period={name}", "table": table(made)},
        key=key,
        now=now,
    )
    return True


def _days(span: Span) -> str:
    """`2026-W47, 2026-11-16 to 2026-11-22`, there."""
    first, last = (at.astimezone(ZoneInfo(span.zone)).date() for at in (span.start, span.end - timedelta(hours=12)))
    return f"{span.name}, {first} to {last}"


def readers(version: Version) -> list[int]:
    """The active members who are told."""
    pact = version.agreement
    return [one.id for one in active_members() if one.role == "admin" or agreements.comes_to_reviews(pact, one)]


def table(made: Board) -> list[list[Any]]:
    """Rows of plain words: the numbers with target and owner, then who owes what, kept, broken, excused and share."""
    rows: list[list[Any]] = [["", "value", "target", "owner", "lately"]]
    for one in made.numbers:
        lately = " ".join(value_of(one, value) for value in one.trend[-LATELY:])
        rows.append([name_of(one), value_of(one, one.value), value_of(one, one.target), one.owner, lately])
    rows.append(["", "kept", "broken", "excused", "share"])
    for line in made.promises:
        tally = line.tally
        if line.is_current or tally.kept or tally.broken:
            rows.append([line.words, str(tally.kept), str(tally.broken), str(tally.excused), share(tally.share)])
    return rows
