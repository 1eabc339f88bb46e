"""Working time a second: Accord, counting minute by minute, and a public library, on the same questions.

python -m bench.working_time [--questions N]

The library is businesstimedelta (MIT), which Accord does not need: `pip install businesstimedelta` to have it measured.
"""

import argparse
import importlib
import json
import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from random import Random
from typing import Any

from accord.agreement.calendars import calendar_from, working_time_of
from accord.kernel.working_hours import WorkingTime
from tests.oracle.working_time import Scan

RESULTS = Path(__file__).parent / "results" / "working-time.json"
ZONE = "Europe/Berlin"
OFFICE = "time_zone: Europe/Berlin\nhours: {mon-fri: 09:00-17:30}\nholidays: {country: DE, region: BE}\n"
Pair = tuple[datetime, datetime]
NAIVE, LIBRARY = 40, 400  # questions enough for a figure: they are slow


def run(questions: int) -> dict[str, Any]:
    """Spans of up to 30 days and of ten years, in 2020 to 2029."""
    short, long = _pairs(questions, timedelta(days=30)), _pairs(questions, timedelta(days=3650), at_least=3600)
    hours = _office()
    began = time.perf_counter()
    hours.between(datetime(2020, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC))
    made = time.perf_counter() - began
    library = _library()
    return {
        "questions": questions,
        "load": [round(one, 1) for one in os.getloadavg()],
        "22 years made ready, ms": round(made * 1000, 1),
        "between": _measured(short, hours.between, _naive_between(hours), library and library[0]),
        "add": _measured(_durations(short), hours.add, _naive_add(hours), library and library[1]),
        "between, ten years": _measured(long, hours.between, None, None),
        "add, ten years": _measured(_durations(long), hours.add, None, None),
    }


def _office() -> WorkingTime:
    return working_time_of(calendar_from(OFFICE, "office.yaml"), ZONE)


def _pairs(count: int, most: timedelta, *, at_least: int = 0) -> list[Pair]:
    dice, first = Random(7), datetime(2020, 1, 1, tzinfo=UTC)
    starts = [first + timedelta(minutes=dice.randrange(10 * 365 * 1440)) for _ in range(count)]
    longest = most // timedelta(minutes=1)
    return [(start, start + timedelta(minutes=dice.randrange(at_least * 1440 or 0, longest + 1))) for start in starts]


def _durations(pairs: Sequence[Pair]) -> list[tuple[datetime, int]]:
    """As much working time as a quarter of each span, in minutes."""
    return [(start, (end - start) // timedelta(minutes=4) * 60) for start, end in pairs]


def _measured(
    asked: Sequence[Any], ours: Callable[..., Any], naive: Callable[..., Any] | None, library: Callable[..., Any] | None
) -> dict[str, Any]:
    """Operations a second of each, and how many answers differ from Accord's."""
    told, found = _timed(ours, asked)
    made: dict[str, Any] = {"accord a second": round(told)}
    for name, verb, count in (("naive", naive, NAIVE), ("businesstimedelta", library, LIBRARY)):
        if verb is not None:
            rate, answers = _timed(verb, asked[:count])
            made[f"{name} a second"] = round(rate, 1)
            made[f"times faster than {name}"] = round(told / rate)
            made[f"{name} differs"] = sum(one != other for one, other in zip(answers, found, strict=False))
    return made


def _timed(verb: Callable[..., Any], asked: Sequence[Any]) -> tuple[float, list[Any]]:
    began = time.perf_counter()
    found = [verb(*one) for one in asked]
    return len(asked) / (time.perf_counter() - began), found


def _scan(hours: WorkingTime, start: datetime, minutes: int) -> Scan:
    return Scan(hours.zone, hours.week, hours.closed, hours.extra, (), start, minutes)


def _naive_between(hours: WorkingTime) -> Callable[[datetime, datetime], int]:
    return lambda start, end: _scan(hours, start, (end - start) // timedelta(minutes=1) + 1).between(start, end)


def _naive_add(hours: WorkingTime) -> Callable[[datetime, int], datetime | None]:
    def add(start: datetime, seconds: int) -> datetime | None:
        minutes = 2 * 1440
        while True:
            found = _scan(hours, start, minutes).add(start, seconds)
            if found is not None:
                return found
            minutes *= 2

    return add


def _library() -> tuple[Callable[..., Any], Callable[..., Any]] | None:
    """The same two verbs of the library; None where it is not installed."""
    try:
        library = importlib.import_module("businesstimedelta")
        zone = importlib.import_module("pytz").timezone(ZONE)
    except ImportError:
        print("businesstimedelta is not installed and is not measured: pip install businesstimedelta")
        return None
    closed = set(_office().closed)
    work = library.WorkDayRule(start_time=clock_time(9), end_time=clock_time(17, 30), tz=zone)
    rules = library.Rules([work, library.HolidayRule(closed, tz=zone)])

    def between(start: datetime, end: datetime) -> int:
        return int(rules.difference(start, end).timedelta.total_seconds())

    def add(start: datetime, seconds: int) -> datetime:
        found: datetime = start + library.BusinessTimeDelta(rules, seconds=seconds)
        return found.astimezone(UTC)

    return between, add


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=200_000)
    found = run(parser.parse_args().questions)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for name, figures in found.items():
        said = ", ".join(f"{key} {value:,}" for key, value in figures.items()) if isinstance(figures, dict) else figures
        print(f"{name}: {said}")


if __name__ == "__main__":
    main()
