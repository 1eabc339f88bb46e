"""Compiled runs over many people: to one instant, moment by moment, and ahead of an instant."""

from typing import Any

import numpy as np

from accord.engines.compiling import compiled, inner
from accord.engines.kernel import (
    BASE,
    COUNTED,
    DAY,
    STATE,
    first_of,
    has,
    lane_of,
    last_of,
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
    AT_MOST,
    CODES,
    DISTINCT,
    MANY_RULES,
    MANY_SCORES,
    NEVER,
    RECOUNTS,
    SCORE,
    TURNS,
    TURNS_FROM,
    TURNS_TO,
    WEIGHTS,
    WINDOW,
    Ints,
)


@inner
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
    lane, touches = 1, 1
    for one in range(len(starts) - 1):
        lane = max(lane, lane_of(tab, code, starts[one], starts[one + 1]))
        touches = max(touches, starts[one + 1] - starts[one])
    return new_sheet(tab, lane, touches)


@inner
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
    near = np.zeros((5, tab[MANY_SCORES]), np.int64)
    open_sheet(tab, sheet, code, 0, 0)
    for score in range(tab[MANY_SCORES]):
        near[EMPTY, score] = units_at(tab, sheet, score, 0)
    # Copies of what the loop below reads for every touch, so that a store to the sheet does not make it read again.
    codes = tab[tab[CODES] :]
    most, window, gains, score_of = lanes_of(tab)
    ceiling, wanted = near[CEILING], near[WANTED]
    for one in range(len(starts) - 1):
        start, end = starts[one], starts[one + 1]
        open_sheet(tab, sheet, code, start, end)
        look_at = begin(tab, near)
        for row in range(start, end):
            now = at[row]
            if now > instant:
                break
            matched = code[row]
            if matched < 0:
                rule = -1 - matched
                ceiling[score_of[rule]] += max(0, value[row] - sheet[has(rule, STATE)])
                sheet[has(rule, STATE)] = value[row]
                if ceiling[score_of[rule]] >= wanted[score_of[rule]]:
                    look_at = now
            else:
                for k in range(codes[matched], codes[matched + 1]):
                    rule = tab[k]
                    number = most[rule]
                    if number < 0:
                        is_counted = offer(tab, sheet, rule, now, value[row])
                    else:
                        counted, base = sheet[has(rule, COUNTED)], sheet[has(rule, BASE)]
                        is_counted = counted < number or sheet[base + counted - number] <= now - window[rule]
                        if is_counted:
                            sheet[base + counted] = now
                            sheet[has(rule, COUNTED)] = counted + 1
                    if is_counted:
                        score = score_of[rule]
                        ceiling[score] += gains[rule]
                        if ceiling[score] >= wanted[score]:
                            look_at = now
            if now >= look_at and (row + 1 == end or at[row + 1] != now):
                look_at = judge(tab, sheet, now, near, reached[one])
        for score in range(tab[MANY_SCORES]):
            units[one, score] = units_at(tab, sheet, score, instant)


@compiled
def lanes_of(tab: Ints) -> Any:
    """By rule: how many count at most (−1: ask `offer`) in which window, what one touch gains at most, the score."""
    rules = tab[MANY_RULES]
    most, window = np.zeros(rules, np.int64), np.zeros(rules, np.int64)
    gains, score_of = np.zeros(rules, np.int64), np.zeros(rules, np.int64)
    for rule in range(rules):
        number = of(tab, rule, AT_MOST)
        is_plain = of(tab, rule, DISTINCT) == 0 and of(tab, rule, RECOUNTS) == 0
        most[rule] = (number if number > 0 else NEVER) if is_plain else -1
        window[rule] = of(tab, rule, WINDOW) if of(tab, rule, WINDOW) > 0 else NEVER
        gains[rule] = max(0, tab[of(tab, rule, WEIGHTS)])
        score_of[rule] = of(tab, rule, SCORE)
    return most, window, gains, score_of


# Per score: no more than CEILING now, until more points come; WANTED: the lowest threshold not yet reached, which
# stands at PLACE; what the score is of nobody. What was negative may be forgotten: a ceiling is good for a time only.
CEILING, WANTED, PLACE, EMPTY, GOOD_TO = range(5)
NEAR, FAR = 14 * DAY, 200 * 365 * DAY


@inner
def begin(tab: Ints, near: Any) -> int:
    """The instant from which a threshold may be reached, at the beginning."""
    look_at = NEVER
    for score in range(tab[MANY_SCORES]):
        first = on(tab, score, TURNS_FROM)
        near[CEILING, score] = near[EMPTY, score]
        near[PLACE, score] = first
        near[GOOD_TO, score] = NEVER
        near[WANTED, score] = tab[first] if first < on(tab, score, TURNS_TO) else NEVER
        if near[CEILING, score] >= near[WANTED, score]:
            look_at = -NEVER
    return look_at


@inner
def judge(tab: Ints, sheet: Ints, now: int, near: Any, reached: Ints) -> int:
    """Compute the scores that may have reached a threshold; says from when one may be reached with no more points."""
    look_at = NEVER
    for score in range(tab[MANY_SCORES]):
        wanted = near[WANTED, score]
        if wanted != NEVER and (near[CEILING, score] >= wanted or near[GOOD_TO, score] <= now):
            units, ceiling = score_bounds(tab, sheet, score, now, now + FAR, True)
            near[GOOD_TO, score] = NEVER
            if units < wanted <= ceiling:
                ceiling = score_bounds(tab, sheet, score, now, now + NEAR, True)[1]
                near[GOOD_TO, score] = now + NEAR
            place, last = near[PLACE, score], on(tab, score, TURNS_TO)
            while place < last and tab[place] <= units:
                reached[place - tab[TURNS]] = now
                place += 1
            near[PLACE, score] = place
            near[WANTED, score] = tab[place] if place < last else NEVER
            near[CEILING, score] = ceiling
        if near[CEILING, score] >= near[WANTED, score]:
            look_at = -NEVER
        elif near[WANTED, score] != NEVER:
            look_at = min(look_at, near[GOOD_TO, score])
    return look_at


@compiled
def grown(found: Any, used: int) -> Any:
    """The same rows with room for one more."""
    if used < len(found):
        return found
    larger = np.empty((2 * len(found), found.shape[1]), np.int64)
    larger[:used] = found
    return larger


@inner
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


@inner
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
