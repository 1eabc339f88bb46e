"""The fold over one person's touches, compiled. Integers only, so that every decision is exact.

A touch is judged when it comes: each rule keeps a list of what it counted, and an upper bound of each score grows by
the points that came since the score was last computed. Only where that bound reaches a threshold is the score computed,
from the lists; all the rest of the time a touch costs a few comparisons.
"""

from typing import Any

import numpy as np

from accord.engines.compiling import compiled, inner
from accord.engines.tables import (
    AT_MOST,
    CODES,
    DISTINCT,
    ENDS,
    GROUP,
    GROUPS,
    HAS_RECOUNTS,
    HIGH,
    LOW,
    MANY_DISTINCT,
    MANY_GROUPS,
    MANY_RULES,
    NEVER,
    RECOUNTS,
    RISES,
    RULE_WIDTH,
    RULES,
    RULES_FROM,
    RULES_TO,
    SCORE_HIGH,
    SCORE_LOW,
    SCORE_WIDTH,
    SCORES,
    SINCE,
    STILL,
    TRAIT,
    WEIGHT_COUNT,
    WEIGHTS,
    WINDOW,
    Ints,
)

DAY = 86_400_000_000
STRIDE = 512  # up to so many touches a person has a lane of that length for every rule

# A plan and a sheet are one array of integers each: handing over many arrays at every call costs more than the work.
# A sheet: what stands at these places, a stack of spans of time, then per rule (counted, base, state), two sums per
# group, the lanes (instants that each rule counted, `base` on), the node before of the same value, what was kept, and
# the table of values.
BORN, LANE, KEYS, MASK, STACK = range(5)
SHEET_RULES = STACK + 2 * 130  # a span is halved no more often than it has bits, twice
COUNTED, BASE, STATE, SHEET_WIDTH = 0, 1, 2, 3


@inner
def of(tab: Ints, rule: int, field: int) -> int:
    """What the plan says of a rule."""
    return tab[RULES + rule * RULE_WIDTH + field]  # type: ignore[no-any-return]


@inner
def on(tab: Ints, score: int, field: int) -> int:
    """What the plan says of a score."""
    return tab[tab[SCORES] + score * SCORE_WIDTH + field]  # type: ignore[no-any-return]


@inner
def first_of(tab: Ints, code: int) -> int:
    """Where the rules that a code matches begin."""
    return tab[tab[CODES] + code]  # type: ignore[no-any-return]


@inner
def last_of(tab: Ints, code: int) -> int:
    return tab[tab[CODES] + code + 1]  # type: ignore[no-any-return]


@inner
def has(rule: int, field: int) -> int:
    """Where the sheet keeps this of a rule."""
    return SHEET_RULES + rule * SHEET_WIDTH + field


@inner
def keys_for(tab: Ints, touches: int) -> int:
    """Places for the distinct values of so many touches: a power of two, at most half of them taken."""
    size = 16
    while size < 2 * tab[MANY_DISTINCT] * touches:
        size *= 2
    return size


@compiled
def new_sheet(tab: Ints, lane: int, touches: int) -> Ints:
    """An empty sheet with room for persons whose lanes are `lane` long together, with so many touches."""
    size = keys_for(tab, touches)
    first = SHEET_RULES + tab[MANY_RULES] * SHEET_WIDTH + 2 * tab[MANY_GROUPS]
    lanes = 3 if tab[MANY_DISTINCT] + tab[HAS_RECOUNTS] != 0 else 1
    sheet = np.zeros(first + lanes * lane + 4 * size, np.int64)
    sheet[LANE] = lane
    sheet[KEYS] = first + lanes * lane
    return sheet


@inner
def matches_of(tab: Ints, code: Any, start: int, end: int) -> int:
    found = 0
    for row in range(start, end):
        if code[row] >= 0:
            found += last_of(tab, code[row]) - first_of(tab, code[row])
    return found


@inner
def lane_of(tab: Ints, code: Any, start: int, end: int) -> int:
    """How long the lanes of a person with these rows are together."""
    if end - start <= STRIDE:
        return int(tab[MANY_RULES] * (end - start))
    return matches_of(tab, code, start, end)


@inner
def open_sheet(tab: Ints, sheet: Ints, code: Any, start: int, end: int) -> None:
    """Begin a person whose rows these are."""
    sheet[BORN] += 1
    sheet[MASK] = keys_for(tab, end - start) - 1
    rules = tab[MANY_RULES]
    lanes = SHEET_RULES + rules * SHEET_WIDTH + 2 * tab[MANY_GROUPS]
    if end - start <= STRIDE:
        for rule in range(rules):
            sheet[has(rule, COUNTED)] = 0
            sheet[has(rule, STATE)] = 0
            sheet[has(rule, BASE)] = lanes + rule * (end - start)
        return
    for rule in range(rules):
        sheet[has(rule, COUNTED)] = 0
        sheet[has(rule, STATE)] = 0
    for row in range(start, end):
        if code[row] >= 0:
            for k in range(first_of(tab, code[row]), last_of(tab, code[row])):
                sheet[has(tab[k], COUNTED)] += 1
    total = lanes
    for rule in range(rules):
        sheet[has(rule, BASE)] = total
        total += sheet[has(rule, COUNTED)]
        sheet[has(rule, COUNTED)] = 0


@inner
def slot_of(sheet: Ints, rule: int, value: int) -> int:
    """Where the newest counted touch of that value is kept; made where it is not."""
    mixed = (value ^ (value >> 29)) * 0x1E3779B97F4A7C15 + rule * 0x3F58476D1CE4E5B9
    place = (mixed ^ (mixed >> 32)) & sheet[MASK]
    while True:
        key = sheet[KEYS] + 4 * place
        if sheet[key] != sheet[BORN]:
            break
        if sheet[key + 1] == rule and sheet[key + 2] == value:
            return int(key + 3)
        place = (place + 1) & sheet[MASK]
    sheet[key] = sheet[BORN]
    sheet[key + 1] = rule
    sheet[key + 2] = value
    sheet[key + 3] = -1
    return int(key + 3)


@inner
def is_counted(tab: Ints, sheet: Ints, rule: int, at: int, newest: int) -> bool:
    """Whether fewer than the rule's number were counted before in its window; `newest` is the last of equal value."""
    most = of(tab, rule, AT_MOST)
    if of(tab, rule, DISTINCT) == 0:
        if sheet[has(rule, COUNTED)] < most:
            return True
        oldest = sheet[sheet[has(rule, BASE)] + sheet[has(rule, COUNTED)] - most]
        return bool(of(tab, rule, WINDOW) > 0 and oldest <= at - of(tab, rule, WINDOW))
    node = newest
    for _ in range(most - 1):
        if node >= 0:
            node = sheet[node + sheet[LANE]]
    return bool(node < 0 or (of(tab, rule, WINDOW) > 0 and sheet[node] <= at - of(tab, rule, WINDOW)))


@inner
def offer(tab: Ints, sheet: Ints, rule: int, at: int, value: int) -> bool:
    """A touch matches a rule; says whether it was put into the lane."""
    slot, newest = -1, -1
    if of(tab, rule, DISTINCT) != 0:
        slot = slot_of(sheet, rule, value)
        newest = sheet[slot]
    if of(tab, rule, AT_MOST) > 0 and of(tab, rule, RECOUNTS) == 0 and not is_counted(tab, sheet, rule, at, newest):
        return False
    node = sheet[has(rule, BASE)] + sheet[has(rule, COUNTED)]
    sheet[node] = at
    sheet[has(rule, COUNTED)] += 1
    if slot >= 0:
        sheet[node + sheet[LANE]] = newest
        sheet[slot] = node
    return True


@inner
def worth(tab: Ints, rule: int, age: int) -> int:
    day = age // DAY
    last = of(tab, rule, WEIGHT_COUNT) - 1
    return int(tab[of(tab, rule, WEIGHTS) + (day if day < last else last)])


@inner
def rule_sum(tab: Ints, sheet: Ints, rule: int, at: int) -> tuple[int, int]:
    """What a rule gives at an instant before its limit, and from how many touches."""
    if of(tab, rule, TRAIT) != 0:
        return sheet[has(rule, STATE)], (1 if sheet[has(rule, STATE)] != 0 else 0)
    if sheet[has(rule, COUNTED)] == 0:
        return 0, 0
    if of(tab, rule, RECOUNTS) != 0:
        return recounted_sum(tab, sheet, rule, at)
    base, count = sheet[has(rule, BASE)], sheet[has(rule, COUNTED)]
    ends = of(tab, rule, ENDS)
    if ends == NEVER and of(tab, rule, WEIGHT_COUNT) == 1:
        return count * tab[of(tab, rule, WEIGHTS)], count
    total, living = 0, 0
    for node in range(base + count - 1, base - 1, -1):
        age = at - sheet[node]
        if age >= ends:
            break
        total += worth(tab, rule, age)
        living += 1
    return total, living


@inner
def recounted_sum(tab: Ints, sheet: Ints, rule: int, at: int) -> tuple[int, int]:
    """The same for a rule with `since`: what it counts is counted anew among what `since` selects."""
    base, count, most, window = (
        sheet[has(rule, BASE)],
        sheet[has(rule, COUNTED)],
        of(tab, rule, AT_MOST),
        of(tab, rule, WINDOW),
    )
    first = base
    while first < base + count and at - sheet[first] >= of(tab, rule, SINCE):
        first += 1
    total, living, kept = 0, 0, 0
    for node in range(first, base + count):
        time = sheet[node]
        if of(tab, rule, DISTINCT) != 0:
            alike = 0
            other = sheet[node + sheet[LANE]]
            while other >= first and alike < most and (window == 0 or sheet[other] > time - window):
                alike += sheet[other + 2 * sheet[LANE]]
                other = sheet[other + sheet[LANE]]
            counts = alike < most
            sheet[node + 2 * sheet[LANE]] = 1 if counts else 0
        else:
            counts = kept < most or (window > 0 and sheet[base + kept - most + 2 * sheet[LANE]] <= time - window)
            if counts:
                sheet[base + kept + 2 * sheet[LANE]] = time
                kept += 1
        if counts and at - time < of(tab, rule, ENDS):
            total += worth(tab, rule, at - time)
            living += 1
    return total, living


@inner
def clamp(units: int, low: int, high: int) -> int:
    return max(low, min(high, units))


@inner
def score_bounds(tab: Ints, sheet: Ints, score: int, start: int, end: int, is_ceiling: bool) -> tuple[int, int]:
    """The score stays between these from `start` to `end` if nothing happens; with start = end both are the score.

    As a ceiling, the first is the score at `start` itself.
    """
    low, high = 0, 0
    groups = SHEET_RULES + tab[MANY_RULES] * SHEET_WIDTH
    for place in range(groups, groups + 2 * tab[MANY_GROUPS]):
        sheet[place] = 0
    for k in range(on(tab, score, RULES_FROM), on(tab, score, RULES_TO)):
        rule = tab[k]
        if sheet[has(rule, COUNTED)] == 0:  # a trait rule has nothing but a state, a touch rule has none
            least = most = sheet[has(rule, STATE)]
        else:
            least = most = rule_sum(tab, sheet, rule, start)[0]
            if is_ceiling:
                if of(tab, rule, RISES) != 0:
                    most = rule_bounds(tab, sheet, rule, start, end, least)[1]
            elif start != end:
                least, most = rule_bounds(tab, sheet, rule, start, end, least)
        least = clamp(least, of(tab, rule, LOW), of(tab, rule, HIGH))
        most = clamp(most, of(tab, rule, LOW), of(tab, rule, HIGH))
        group = of(tab, rule, GROUP)
        if group < 0:
            low += least
            high += most
        else:
            sheet[groups + 2 * group] += least
            sheet[groups + 2 * group + 1] += most
    for group in range(tab[MANY_GROUPS]):
        if tab[tab[GROUPS] + 3 * group + 0] == score:
            low += clamp(sheet[groups + 2 * group], tab[tab[GROUPS] + 3 * group + 1], tab[tab[GROUPS] + 3 * group + 2])
            high += clamp(
                sheet[groups + 2 * group + 1], tab[tab[GROUPS] + 3 * group + 1], tab[tab[GROUPS] + 3 * group + 2]
            )
    return (
        clamp(low, on(tab, score, SCORE_LOW), on(tab, score, SCORE_HIGH)),
        clamp(high, on(tab, score, SCORE_LOW), on(tab, score, SCORE_HIGH)),
    )


@inner
def rule_bounds(tab: Ints, sheet: Ints, rule: int, start: int, end: int, now: int) -> tuple[int, int]:
    if of(tab, rule, STILL) == 0 or sheet[has(rule, COUNTED)] == 0:
        return now, now
    if of(tab, rule, RECOUNTS) != 0:
        chosen, leaves_at = selected(tab, sheet, rule, start)
        if leaves_at <= end:
            all_of_them = chosen * tab[of(tab, rule, WEIGHTS)]
            return min(0, all_of_them), max(0, all_of_them)
    later = rule_sum(tab, sheet, rule, end)[0]
    return min(now, later), max(now, later)


@inner
def selected(tab: Ints, sheet: Ints, rule: int, at: int) -> tuple[int, int]:
    """How many touches `since` selects at an instant, and when the first of them will go."""
    base, count = sheet[has(rule, BASE)], sheet[has(rule, COUNTED)]
    first = base
    while first < base + count and at - sheet[first] >= of(tab, rule, SINCE):
        first += 1
    if first == base + count:
        return 0, NEVER
    return base + count - first, sheet[first] + of(tab, rule, SINCE)


@inner
def units_at(tab: Ints, sheet: Ints, score: int, at: int) -> int:
    return score_bounds(tab, sheet, score, at, at, False)[0]


@inner
def settled(tab: Ints, sheet: Ints, score: int, at: int) -> int:
    """The instant from which time alone changes this score no more."""
    end = at
    for k in range(on(tab, score, RULES_FROM), on(tab, score, RULES_TO)):
        rule = tab[k]
        if sheet[has(rule, COUNTED)] > 0:
            end = max(end, sheet[sheet[has(rule, BASE)] + sheet[has(rule, COUNTED)] - 1] + of(tab, rule, STILL))
    return end


@inner
def rank(tab: Ints, first: int, last: int, units: int) -> int:
    """How many of these thresholds are met."""
    met = 0
    for turn in range(first, last):
        if tab[turn] <= units:
            met += 1
    return met


@inner
def next_turn(tab: Ints, sheet: Ints, score: int, first: int, last: int, start: int, end: int) -> int:
    """The first instant in (start, end] at which other thresholds of those are met than at `start`; NEVER."""
    end = min(end, settled(tab, sheet, score, start))
    if first >= last or start >= end:
        return NEVER
    met = rank(tab, first, last, units_at(tab, sheet, score, start))
    sheet[STACK], sheet[STACK + 1] = start, end
    top = STACK + 2
    while top > STACK:
        top -= 2
        left, right = sheet[top], sheet[top + 1]
        low, high = score_bounds(tab, sheet, score, left, right, False)
        if rank(tab, first, last, low) == met and rank(tab, first, last, high) == met:
            continue
        if right == left + 1:
            if rank(tab, first, last, units_at(tab, sheet, score, right)) != met:
                return int(right)
            continue
        middle = left + (right - left) // 2
        sheet[top], sheet[top + 1] = middle, right
        sheet[top + 2], sheet[top + 3] = left, middle
        top += 4
    return NEVER
