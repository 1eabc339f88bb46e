"""The board as its page shows it: tiles, both sides' tables, weeks, people, and what stands behind each number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accord.reporting.contracts import Board, Bucket, Number, PromiseLine, Span, Speed, Tally, VolumeLine
from accord.web.board import words

WEEK = timedelta(days=7)
HIGH, WIDE = 28, 100  # of a trend, in its own units
COUNTED = ("kept", "broken", "excused")


@dataclass(frozen=True, slots=True)
class Tile:
    """One number with its target, trend and owner. `points` draw the trend; `told` says it."""

    name: str
    value: str
    target: str
    owner: str
    state: str
    state_words: str
    link: str
    points: str
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """One promise; `cells` are kept, broken, excused, open: words and the address behind them."""

    name: str
    words: str
    cells: Sequence[tuple[str, str]]
    share: str
    width: float
    median: str
    points: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """One volume: done of target, where an even pace would be, in hundredths of the bar."""

    line: VolumeLine
    period: str
    done: float
    pace: float
    delivered: str
    accepted: str
    acceptance: str
    wanted: str
    points: str


def tiles(made: Board) -> list[Tile]:
    names = {one.service: one.means for one in made.volumes}
    names |= {one.service: one.means for one in made.promises}
    return [_tile(one, made, names) for one in made.numbers]


def _tile(one: Number, made: Board, names: dict[str, str]) -> Tile:
    return Tile(
        words.name(one, names),
        words.value(one, one.value),
        words.value(one, one.target),
        one.owner,
        one.state,
        str(words.STATES[one.state]),
        _link(one, made),
        points(one.trend),
        ", ".join(words.value(one, value) for value in one.trend),
    )


def _link(one: Number, made: Board) -> str:
    """What opens behind a number: its list of leads, or the part of the page or the page that has them."""
    if one.id.startswith("kept-"):
        return f"#{one.owner}"
    if one.id == "speed":
        return "#speed"
    if one.id == "in-time":
        return behind(one.about, "broken", made.span.start, made.span.end)
    if one.is_goal:
        return f"{reverse('goals')}#{one.id}"
    line = next(line for line in made.volumes if line.service == one.about)
    which = "delivered" if one.id.startswith("volume-") else "accepted"
    return behind(one.about, which, line.now.start, line.now.end)


def rows(made: Board, side: str) -> list[Row]:
    """The promises of one side; those that the agreement no longer has only where they counted."""
    return [_row(one, made.span) for one in made.of(side) if one.is_current or any(_counts(one.tally))]


def _row(one: PromiseLine, span: Span) -> Row:
    said = one.words.partition(": ")[2] or one.words
    cells = [
        (words.count(number), behind(one.service, which, span.start, span.end) if number else "")
        for which, number in zip((*COUNTED, "open"), (*_counts(one.tally), one.tally.open), strict=True)
    ]
    return Row(
        one.means,
        said,
        cells,
        words.share(one.tally.share),
        round(100 * (one.tally.share or 0), 1),
        words.length(one.tally.median_working),
        points([tally.share for _, tally in one.weeks]),
        one.is_current,
    )


def volume_rows(made: Board, side: str) -> list[VolumeRow]:
    return [_volume(one, made.span) for one in made.volumes if one.side == side]


def _volume(one: VolumeLine, span: Span) -> VolumeRow:
    most = max(one.target, one.now.done) or 1
    return VolumeRow(
        one,
        words.day(one.now.start, span.zone),
        round(100 * one.now.done / most, 2),
        round(100 * one.by_now / most, 2),
        behind(one.service, "delivered", one.now.start, one.now.end),
        behind(one.service, "accepted", one.now.start, one.now.end),
        words.share(one.now.acceptance),
        words.share(one.acceptance_wanted),
        points([part.done for part in (*one.trend, one.now)]),
    )


def weeks(made: Board) -> dict[str, Any]:
    """Every week by promise: the head, and rows of cells (kept, broken, excused), each with the address behind it."""
    lines = [one for one in made.promises if one.is_current or any(any(_counts(tally)) for _, tally in one.weeks)]
    told = []
    for place, week in reversed(list(enumerate(made.span.weeks))):
        since, until = _span_of(week, made.span.zone)
        cells = [_cells(one.service, one.weeks[place][1], since, until) for one in lines]
        told.append((date_format(week, "SHORT_DATE_FORMAT"), cells))
    return {"heads": [(one.means, one.side) for one in lines], "rows": told}


def people(made: Board, names: Mapping[int, str]) -> list[tuple[str, str, Sequence[tuple[str, str]], str, str]]:
    """Everybody by promise: who, what, kept, broken and excused with their addresses, open, and the share kept."""
    told = [
        (
            names.get(number, "?") if number is not None else _("Nobody in person"),
            one.means,
            _cells(one.service, tally, made.span.start, made.span.end, member=number or 0),
            words.count(tally.open),
            words.share(tally.share),
        )
        for one in made.promises
        for number, tally in one.members
        if any(_counts(tally)) or tally.open
    ]
    return sorted(told, key=lambda row: (row[0].casefold(), row[1]))


def _cells(
    service: str, tally: Tally, since: datetime, until: datetime, *, member: int | None = None
) -> list[tuple[str, str]]:
    return [
        (words.count(number), behind(service, which, since, until, member=member) if number else "")
        for which, number in zip(COUNTED, _counts(tally), strict=True)
    ]


def kept_by_week(made: Board) -> dict[str, Any]:
    """What the script draws: the share of promises that either side kept, by week."""
    series = []
    for side, title in (("marketing", _("Marketing")), ("sales", _("Sales"))):
        lines = made.of(side)
        data: list[float | None] = []
        for place in range(len(made.span.weeks)):
            kept, broken = (sum(getattr(one.weeks[place][1], name) for one in lines) for name in ("kept", "broken"))
            data.append(round(kept / (kept + broken), 4) if kept + broken else None)
        colour = "--chart-1" if side == "marketing" else "--chart-3"
        series.append({"name": title, "type": "line", "data": data, "colour": colour})
    labels = [date_format(week, "j M") for week in made.span.weeks]
    return {"x": labels, "series": series, "y": [_("kept")], "shares": [0]}


def histogram(speed: Speed, span: Span) -> dict[str, Any]:
    """What the script draws: leads by the time until their first touch, and where the promise ends."""
    data = [bar.count for bar in speed.buckets]
    links = [_bar_link(speed, bar, span) if bar.count else "" for bar in speed.buckets]
    series = {"name": _("Leads"), "type": "bar", "data": data, "links": links, "full": True}
    within = sum(1 for bar in speed.buckets if bar.is_within)
    line = {"before": within, "name": _("promised: %(time)s") % {"time": words.length(speed.promised)}}
    return {"x": [bar_name(bar) for bar in speed.buckets], "series": [series], "y": [_("leads")], "line": line}


def bars(speed: Speed, span: Span) -> list[tuple[str, str, str, bool]]:
    """The same as a table: the time, how many, the address behind, and whether it is in time."""
    return [
        (bar_name(bar), words.count(bar.count), _bar_link(speed, bar, span) if bar.count else "", bar.is_within)
        for bar in speed.buckets
    ]


def bar_name(bar: Bucket) -> str:
    if bar.until is None:
        return _("later than %(time)s") % {"time": words.length(bar.since)}
    return _("up to %(time)s") % {"time": words.length(bar.until)}


def _bar_link(speed: Speed, bar: Bucket, span: Span) -> str:
    return behind(speed.service, "touched", span.start, span.end, over=bar.since, upto=bar.until)


def behind(service: str, which: str, since: datetime, until: datetime, **more: int | None) -> str:
    """The address of the leads behind a number."""
    asked = {"service": service, "which": which, "since": since.isoformat(), "until": until.isoformat()}
    asked |= {name: str(value) for name, value in more.items() if value is not None}
    return f"{reverse('board_people')}?{urlencode(asked)}"


def points(trend: Sequence[float | None]) -> str:
    """A trend as points of a line, from its least to its most; empty with fewer than two that are known."""
    known = [(place, value) for place, value in enumerate(trend) if value is not None]
    if len(known) < 2:
        return ""
    least = min(value for _, value in known)
    most = max(value for _, value in known)
    step, span = WIDE / (len(trend) - 1), most - least
    return " ".join(
        f"{place * step:.1f},{2 + (HIGH - 4) * (1 - ((value - least) / span if span else 0.5)):.1f}"
        for place, value in known
    )


def _counts(tally: Tally) -> tuple[int, int, int]:
    return tally.kept, tally.broken, tally.excused


def _span_of(week: date, zone: str) -> tuple[datetime, datetime]:
    first, last = (datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) for day in (week, week + WEEK))
    return first, last
