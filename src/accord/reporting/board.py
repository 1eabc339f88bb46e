"""The alignment board: both sides' promises side by side, and the numbers that both look at."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from accord.agreement import describe
from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement, Service
from accord.agreement.wording import id_words, promise_words
from accord.reporting.board_contracts import Board, PromiseLine, Span, Tally
from accord.reporting.board_numbers import numbers
from accord.reporting.board_speed import speed
from accord.reporting.board_volumes import volumes
from accord.reporting.goal_periods import midnight
from accord.reporting.goals import goals
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import Promised

INSTANT = timedelta(microseconds=1)  # a period that is over ends before its end


def board(version: Version, span: Span) -> Board:
    """Everything on the board. As many queries for any number of leads, some more for each volume and goal."""
    agreement = version.agreement
    promises = promises_of(agreement, span)
    owed = volumes(agreement, span)
    fast = speed(agreement, promises, span)
    reached = goals(version, now=span.at - INSTANT)
    told = numbers(promises, owed, fast, reached, span)
    return Board(span=span, version=version.number, numbers=told, promises=promises, volumes=owed, speed=fast)


def promises_of(agreement: Agreement, span: Span) -> tuple[PromiseLine, ...]:
    """Every promise with a clock in the agreement's order, then those that only earlier versions had."""
    of_period = partial(sla.promises, since=span.start, until=span.end, zone=span.zone)
    whole, by_member = of_period(by="service"), of_period(by="member")
    by_week = sla.promises(
        since=midnight(span.first_week, span.zone),
        until=min(span.end, midnight(span.last_week + timedelta(days=7), span.zone)),
        zone=span.zone,
        by="week",
    )
    ours = {one.id: one for one in agreement.clocks}
    known = {one.service: one.owed_by for one in (*whole, *by_week)}
    names = [*ours, *sorted(set(known) - set(ours))]
    return tuple(
        _line(name, ours.get(name), known, span, _of(name, whole), _of(name, by_week), _of(name, by_member))
        for name in names
    )


def _line(
    name: str,
    service: Service | None,
    known: Mapping[str, str],
    span: Span,
    whole: Sequence[Promised],
    by_week: Sequence[Promised],
    by_member: Sequence[Promised],
) -> PromiseLine:
    side = service.owed_by if service else "sales" if known[name] == "sales" else "marketing"
    weeks = {one.week: tally((one,)) for one in by_week}
    members: dict[int | None, list[Promised]] = defaultdict(list)
    for one in by_member:
        members[one.member_id].append(one)
    return PromiseLine(
        service=name,
        side=side,
        words=describe.promise(service) if service else name,
        means=promise_words(service) if service else id_words(name),
        is_current=service is not None,
        tally=tally(whole),
        weeks=tuple((week, weeks.get(week, Tally())) for week in span.weeks),
        members=tuple((number, tally(members[number])) for number in sorted(members, key=lambda one: one or 0)),
    )


def tally(found: Iterable[Promised]) -> Tally:
    """The counts of one promise; by a change of sides it may come in two rows, and then it has no one median."""
    rows = list(found)
    only = rows[0] if len(rows) == 1 else None
    return Tally(
        kept=sum(one.kept for one in rows),
        broken=sum(one.broken for one in rows),
        excused=sum(one.excused for one in rows),
        open=sum(one.open for one in rows),
        median_raw=only.median_raw if only else None,
        median_working=only.median_working if only else None,
    )


def _of(name: str, found: Iterable[Promised]) -> list[Promised]:
    return [one for one in found if one.service == name]
