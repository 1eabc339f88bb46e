"""Compiled runs over many people: to one instant, moment by moment, and ahead of an instant."""

from typing import Any

import numpy as np

from accord.engines.kernel import (
    STATE,
    compiled,
    first_of,
    has,
    lane_of,
    last_of,
    matches_of,
    new_sheet,
    next_turn,
    of,
    offer,
    on,
    open_sheet,
    rule_sum,
    score_bounds,
    units_at,
)
from accord.engines.tables import (
    HAS_DISTINCT,
    MANY_RULES,
    MANY_SCORES,
    NEVER,
    SCORE,
    TURNS,
    TURNS_FROM,
    TURNS_TO,
    WEIGHTS,
    Ints,
)


@compiled
def count_people(person: Ints) -> int:
    """How many people these rows are of, sorted by person."""
    found = 1 if len(person) > 0 else 0
    for row in range(1, len(person)):
        if person[row] != person[row - 1]:
            found += 1
    return found


@compiled
def starts_of(person: Ints, people: int) -> Ints:
    """Where each person's rows begin, and the end."""
    starts = np.empty(people + 1, np.int64)
    found = 0
    for row in range(len(person)):
        if row == 0 or person[row] != person[row - 1]:
            starts[found] = row
            found += 1
    starts[people] = len(person)
    return starts


@compiled
def sheet_for(tab: Ints, starts: Ints, code: Any) -> Ints:
    """A sheet that fits each of these people."""
    lane, matches = 1, 1
    for one in range(len(starts) - 1):
        lane = max(lane, lane_of(tab, code, starts[one], starts[one + 1]))
        if tab[HAS_DISTINCT] != 0:
            matches = max(matches, matches_of(tab, code, starts[one], starts[one + 1]))
    return new_sheet(tab, lane, matches)


@compiled
def take(tab: Ints, sheet: Ints, at: int, code: int, value: int) -> None:
    """One row: a touch of that code, or, below zero, a trait rule switched to `value` units."""
    if code < 0:
        sheet[has(-1 - code, STATE)] = value
        return
    for k in range(first_of(tab, code), last_of(tab, code)):
        offer(tab, sheet, tab[k], at, value)


@compiled
def fold_to(tab: Ints, starts: Ints, at: Ints, code: Any, value: Ints, instant: int, units: Any, reached: Any) -> None:
    """Fill in, for each person, the units of each score at an instant and when each threshold was first reached."""
    sheet = sheet_for(tab, starts, code)
    scores = tab[MANY_SCORES]
    bound = np.zeros(scores, np.int64)  # the score is not above it now nor later, until more points come
    place = np.zeros(scores, np.int64)  # of the lowest threshold not yet reached
    wanted = np.zeros(scores, np.int64)
    for one in range(len(starts) - 1):
        start, end = starts[one], starts[one + 1]
        open_sheet(tab, sheet, code, start, end)
        is_near = begin(tab, sheet, bound, place, wanted)
        for row in range(start, end):
            now = at[row]
            if now > instant:
                break
            if code[row] < 0:
                rule = -1 - code[row]
                bound[of(tab, rule, SCORE)] += max(0, value[row] - sheet[has(rule, STATE)])
                sheet[has(rule, STATE)] = value[row]
                is_near = is_near or bound[of(tab, rule, SCORE)] >= wanted[of(tab, rule, SCORE)]
            else:
                for k in range(first_of(tab, code[row]), last_of(tab, code[row])):
                    rule = tab[k]
                    if offer(tab, sheet, rule, now, value[row]):
                        score = of(tab, rule, SCORE)
                        bound[score] += max(0, tab[of(tab, rule, WEIGHTS)])
                        is_near = is_near or bound[score] >= wanted[score]
            if is_near and (row + 1 == end or at[row + 1] != now):
                is_near = judge(tab, sheet, now, bound, place, wanted, reached[one])
        for score in range(scores):
            units[one, score] = units_at(tab, sheet, score, instant)


@compiled
def begin(tab: Ints, sheet: Ints, bound: Ints, place: Ints, wanted: Ints) -> bool:
    is_near = False
    for score in range(len(bound)):
        bound[score] = score_bounds(tab, sheet, score, 0, 0, True)[1]
        place[score] = on(tab, score, TURNS_FROM)
        wanted[score] = tab[place[score]] if place[score] < on(tab, score, TURNS_TO) else NEVER
        is_near = is_near or bound[score] >= wanted[score]
    return is_near


@compiled
def judge(tab: Ints, sheet: Ints, now: int, bound: Ints, place: Ints, wanted: Ints, reached: Ints) -> bool:
    """Compute the scores that may have reached a threshold; says whether one may still do so by time alone."""
    is_near = False
    for score in range(len(bound)):
        if bound[score] < wanted[score]:
            continue
        units, bound[score] = score_bounds(tab, sheet, score, now, now, True)
        last = on(tab, score, TURNS_TO)
        while place[score] < last and tab[place[score]] <= units:
            reached[place[score] - tab[TURNS]] = now
            place[score] += 1
        wanted[score] = tab[place[score]] if place[score] < last else NEVER
        is_near = is_near or bound[score] >= wanted[score]
    return is_near


@compiled
def grown(found: Any, used: int) -> Any:
    """The same rows with room for one more."""
    if used < len(found):
        return found
    larger = np.empty((2 * len(found), found.shape[1]), np.int64)
    larger[:used] = found
    return larger


@compiled
def put(tab: Ints, sheet: Ints, found: Any, used: int, one: int, at: int, is_turn: int) -> None:
    found[used, 0] = one
    found[used, 1] = at
    found[used, 2] = is_turn
    for score in range(tab[MANY_SCORES]):
        found[used, 3 + score] = units_at(tab, sheet, score, at)


@compiled
def walk(
    tab: Ints,
    starts: Ints,
    at: Ints,
    code: Any,
    value: Ints,
    ask_starts: Ints,
    asks: Ints,
    since: Ints,
    until: int,
) -> Any:
    """Rows (person, instant, by time alone?, units of each score): at each instant asked, and from `since` to `until`
    at each at which time alone turns what a threshold decides."""
    sheet = sheet_for(tab, starts, code)
    found = np.empty((len(asks) + 16, 3 + tab[MANY_SCORES]), np.int64)
    used = 0
    for one in range(len(starts) - 1):
        row, end = starts[one], starts[one + 1]
        open_sheet(tab, sheet, code, row, end)
        before = since[one] - 1
        for ask in range(ask_starts[one], ask_starts[one + 1] + 1):
            is_last = ask == ask_starts[one + 1]
            now = until if is_last else asks[ask]
            while row < end and at[row] <= before:
                take(tab, sheet, at[row], code[row], value[row])
                row += 1
            turn = first_turn(tab, sheet, before, now if is_last else now - 1)
            while turn != NEVER:
                found = grown(found, used)
                put(tab, sheet, found, used, one, turn, 1)
                used += 1
                turn = first_turn(tab, sheet, turn, now if is_last else now - 1)
            if is_last:
                break
            while row < end and at[row] <= now:
                take(tab, sheet, at[row], code[row], value[row])
                row += 1
            found = grown(found, used)
            put(tab, sheet, found, used, one, now, 0)
            used += 1
            before = now
    return found[:used]


@compiled
def first_turn(tab: Ints, sheet: Ints, start: int, end: int) -> int:
    """The first instant in (start, end] at which time alone turns what any threshold decides; NEVER."""
    found = NEVER
    for score in range(tab[MANY_SCORES]):
        first, last = on(tab, score, TURNS_FROM), on(tab, score, TURNS_TO)
        found = min(found, next_turn(tab, sheet, score, first, last, start, min(end, found)))
    return found


@compiled
def look_ahead(
    tab: Ints,
    starts: Ints,
    at: Ints,
    code: Any,
    value: Ints,
    instant: int,
    units: Any,
    turns: Any,
    falls: Any,
    sums: Any,
    counts: Any,
) -> None:
    """Fill in for each person at an instant: the units of each score, when time alone will next turn what it decides,
    when it will fall below each threshold it meets (0: not met), and the sum and number of each rule."""
    sheet = sheet_for(tab, starts, code)
    for one in range(len(starts) - 1):
        open_sheet(tab, sheet, code, starts[one], starts[one + 1])
        for row in range(starts[one], starts[one + 1]):
            if at[row] <= instant:
                take(tab, sheet, at[row], code[row], value[row])
        for score in range(tab[MANY_SCORES]):
            now = units_at(tab, sheet, score, instant)
            units[one, score] = now
            first, last = on(tab, score, TURNS_FROM), on(tab, score, TURNS_TO)
            turns[one, score] = next_turn(tab, sheet, score, first, last, instant, NEVER)
            for turn in range(first, last):
                is_met = tab[turn] <= now
                falls[one, turn - tab[TURNS]] = (
                    next_turn(tab, sheet, score, turn, turn + 1, instant, NEVER) if is_met else 0
                )
        for rule in range(tab[MANY_RULES]):
            sums[one, rule], counts[one, rule] = rule_sum(tab, sheet, rule, instant)
