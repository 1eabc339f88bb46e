"""`accord calendar …`: working time by a calendar of the agreement, or by a file."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from accord.cli.door import AsJson, console, now, open_database, print_json
from accord.kernel.errors import Refused
from accord.kernel.instants import iso
from accord.kernel.working_hours import NeverOpen, WorkingTime

if TYPE_CHECKING:
    from accord.agreement.spec import Calendar

app = typer.Typer(help="Working time between two instants, and deadlines.", no_args_is_help=True)

Name = Annotated[
    str, typer.Argument(metavar="CALENDAR", help="A calendar's id in the agreement in force, or a YAML file.")
]
From = Annotated[str, typer.Argument(metavar="FROM", help="An instant; without an offset by the calendar's clocks.")]
Pairs = Annotated[Path | None, typer.Option("--pairs", metavar="FILE", help="Answer every line of a CSV file.")]
Asked = tuple[str, str]
Answer = dict[str, Any]


class Unanswerable(Refused):
    """One question cannot be answered."""

    code = "question"


@dataclass(frozen=True)
class Book:
    """A calendar that can be asked; `name` as it was called."""

    name: str
    hours: WorkingTime
    holiday_data: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.hours.zone)


@app.callback()
def _calendar() -> None:
    """Working time between two instants, and deadlines."""


@app.command()
def between(
    calendar: Name, start: From = "", end: Annotated[str, typer.Argument(metavar="TO", help="An instant.")] = "",
    pairs: Pairs = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Seconds of working time from FROM to TO; negative where TO comes first. A pair is from,to."""
    book = _book(calendar)

    def answer(asked: Asked) -> Answer:
        first, last = _instant(asked[0], book), _instant(asked[1], book)
        return {"from": first, "to": last, "seconds": book.hours.between(first, last)}

    _answer(book, answer, "seconds", (start, end), ("from", "to"), pairs, as_json=as_json)


@app.command()
def add(
    calendar: Name, start: From = "",
    duration: Annotated[
        str, typer.Argument(metavar="DURATION", help="Working time, such as 480 minutes, 4 hours, 2 working days.")
    ] = "",
    pairs: Pairs = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """The deadline when so much working time has passed since FROM. A pair is from,duration."""
    book = _book(calendar)
    from accord.agreement.calendars import seconds_of

    def answer(asked: Asked) -> Answer:
        first, seconds = _instant(asked[0], book), seconds_of(asked[1], book.hours)
        due = book.hours.add(first, seconds)
        local = due.astimezone(book.zone).isoformat()
        return {"from": first, "duration": asked[1], "seconds": seconds, "deadline": due, "deadline_local": local}

    _answer(book, answer, "deadline", (start, duration), ("from", "duration"), pairs, as_json=as_json)


def _answer(
    book: Book,
    answer: Callable[[Asked], Answer],
    told: str,
    asked: Asked,
    names: Asked,
    pairs: Path | None,
    *,
    as_json: bool,
) -> None:
    if pairs is not None and any(asked):
        raise Unanswerable(f"{names[0].upper()} and {names[1].upper()} stand in the file, or on the line, not in both")
    if pairs is not None:
        found = list(_answers(answer, pairs, names))
        _print_lines([_said(book, one) for one in found] if as_json else [_plain(one[told]) for one in found], as_json)
        return
    if not all(asked):
        raise Unanswerable(f"say {names[0].upper()} and {names[1].upper()}, or --pairs FILE", code="usage")
    one = _safely(answer, asked)
    if as_json:
        print_json(_said(book, one))
        return
    console.print(_plain(one[told]), highlight=False, markup=False)
    if console.is_terminal:
        console.print(f"[dim]{book.name}, by the clocks of {book.hours.zone}; {book.holiday_data}[/dim]")


def _answers(answer: Callable[[Asked], Answer], pairs: Path, names: Asked) -> Iterator[Answer]:
    """The answers to a whole file; every line that has none is told, and then nothing is answered."""
    faults, found = [], []
    for number, row in _rows(pairs, names):
        try:
            if len(row) != 2:
                raise Unanswerable(f"{len(row)} columns; a line is {names[0]},{names[1]}")
            found.append(_safely(answer, (row[0].strip(), row[1].strip())))
        except Refused as refusal:
            faults.append(f"{pairs}:{number}: {refusal.message}")
    if faults:
        raise Unanswerable("\n".join(faults))
    yield from found


def _rows(pairs: Path, names: Asked) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, with their numbers, without a heading."""
    try:
        text = pairs.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Unanswerable(f"{pairs}: {error.strerror}", code="no_file") from None
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise Unanswerable(f"{pairs}:{number}: this line is not UTF-8", code="encoding") from None
    for number, line in enumerate(text.splitlines(), start=1):
        row = next(csv.reader([line]), [])
        is_heading = number == 1 and [cell.strip().lower() for cell in row] == list(names)
        if line.strip() and not is_heading:
            yield number, row


def _safely(answer: Callable[[Asked], Answer], asked: Asked) -> Answer:
    try:
        return answer(asked)
    except NeverOpen as never:
        raise Unanswerable(str(never)) from None
    except (ValueError, OverflowError) as error:
        raise Unanswerable(str(error)) from None


def _instant(text: str, book: Book) -> datetime:
    try:
        at = datetime.fromisoformat(text.strip())
        return (at if at.tzinfo else at.replace(tzinfo=book.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unanswerable(f"“{text[:60]}” is no instant; write it like 2026-05-04T12:00:00Z", code="instant") from None


def _book(name: str) -> Book:
    from accord.agreement import calendars

    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml") or path.is_file():
        made = _from_file(path)
        return Book(name, calendars.working_time_of(made, made.time_zone or "UTC"), calendars.holiday_data())
    open_database()
    from accord.agreement import api as agreement

    version = agreement.in_force(now())
    if version is None:
        raise Unanswerable("no agreement is in force; name a YAML file instead", code="no_agreement")
    return Book(name, calendars.working_time(version.agreement, name), calendars.holiday_data())


def _from_file(path: Path) -> "Calendar":
    from accord.agreement.calendars import calendar_from

    try:
        return calendar_from(path.read_bytes(), str(path))
    except OSError as error:
        raise Unanswerable(f"{path}: {error.strerror}", code="no_file") from None


def _said(book: Book, one: Answer) -> Answer:
    about = {"calendar": book.name, "time_zone": book.hours.zone, "holiday_data": book.holiday_data}
    return about | {key: iso(value) if isinstance(value, datetime) else value for key, value in one.items()}


def _plain(value: object) -> str:
    return iso(value) if isinstance(value, datetime) else str(value)


def _print_lines(lines: Sequence[Any], as_json: bool) -> None:
    """One line for each question; as JSON a list with one entry a line."""
    if as_json:
        typer.echo("[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in lines) + "\n]")
    elif lines:
        typer.echo("\n".join(map(str, lines)))
