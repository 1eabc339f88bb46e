"""The stage machine over the fold, compiled: one person's scores are kept once, and every graph has its own lead.

A criterion is judged where it may have begun to hold, not at every touch. The nodes that were false on the way to
REJECT are waited for: unless one of them comes to hold, the criterion cannot. A score is computed only where an upper
bound of it reaches what somebody waits for. Where that reasoning does not serve, at a stage that a falling score may
open, or one that people have just changed, every moment is judged: each row, and each instant at which time alone
turns what any threshold decides.
"""

from typing import Any

import numpy as np

from accord.engines.compiling import compiled, inner
from accord.engines.kernel import (
    BASE,
    COUNTED,
    STATE,
    has,
    of,
    offer,
    open_sheet,
    rule_sum,
    units_at,
)
from accord.engines.machine.looking import by_time, look, settle, soonest
from accord.engines.machine.steps import (
    ALERTS,
    ALL_WIDTH,
    ASKED_FOR,
    AWAITED,
    CEILING,
    HANDED_OVER,
    LAST_BIT,
    LEAD_WIDTH,
    NEAR_WIDTH,
    STAGE,
    WANTED,
    come_back,
    line,
    obey,
    reset,
)
from accord.engines.machine.tables import BIT_COUNT, D_OPENS, DECISION_WIDTH, DECISIONS, REASON_COUNT, RESTING
from accord.engines.runs import lanes_of, sheet_for, take
from accord.engines.tables import CODES, MANY_RULES, MANY_SCORES, NEVER, WEIGHTS, Ints


@inner
def value_of(value: Any, has_values: bool, row: int) -> int:
    return int(value[row]) if has_values else 0


@inner
def begin(tab: Ints, sheet: Ints, nobody: Any, bits: Any, bit_count: int) -> None:
    """What holds of somebody of whom nothing is known."""
    for k in range(len(nobody)):
        place = nobody[k]
        if place < tab[MANY_RULES]:
            sheet[has(place, STATE)] = tab[of(tab, place, WEIGHTS)]
        elif place - tab[MANY_RULES] < bit_count:
            bits[place - tab[MANY_RULES]] = True


@inner
def needs_scores(mac: Any, near: Any, leads: Any, all_: Ints, found: Any, first: int, last: int) -> bool:
    """Whether what came so far cannot be judged by bits alone."""
    if all_[ALERTS] > 0 or (leads[0, STAGE] >= 0 and line(mac, 0, leads[0, STAGE], RESTING) != 0):
        return True
    for score in range(near.shape[1]):
        if near[ASKED_FOR, score] != 0:
            return True
    is_handed = False
    for row in range(first, min(last, len(found))):
        is_handed = is_handed or found[row, 5] >= HANDED_OVER
    return is_handed


@compiled
def run(
    tab: Ints, mac: Any, starts: Ints, at: Ints, code: Any, value: Any, has_values: bool, active: Any, nobody: Any,
    decision_starts: Ints, decision_at: Ints, decision: Any, until: int, priority: int,
) -> Any:  # fmt: skip
    """See `machine.run`."""
    sheet = sheet_for(tab, starts, code)
    graphs, scores, bit_count = mac.shape[0], tab[MANY_SCORES], mac[0, BIT_COUNT]
    near, leads = np.zeros((NEAR_WIDTH, scores), np.int64), np.zeros((graphs, LEAD_WIDTH), np.int64)
    wanted, past = np.zeros((graphs, scores), np.int64), np.zeros((graphs, max(1, mac[0, REASON_COUNT])), np.int64)
    bits, all_ = np.zeros(max(1, bit_count), np.bool_), np.zeros(ALL_WIDTH, np.int64)
    spare, empty = np.zeros(LEAD_WIDTH, np.int64), np.zeros(scores, np.int64)
    open_sheet(tab, sheet, code, 0, 0)
    begin(tab, sheet, nobody, bits, bit_count)
    for score in range(scores):
        empty[score] = units_at(tab, sheet, score, 0)
    most, window, gains, score_of = lanes_of(tab)
    found = np.empty((len(starts) * 2 + 64, 7), np.int64)
    one, used = 0, 0
    while True:
        one, used = each(
            tab, mac, sheet, near, leads, wanted, past, bits, all_, spare, empty, most, window, gains, score_of,
            starts, at, code, value, has_values, active, nobody, decision_starts, decision_at, decision, until,
            priority, found, one, used,
        )  # fmt: skip
        if one == len(starts) - 1:
            return found[:used]
        larger = np.empty((2 * len(found), 7), np.int64)
        larger[:used] = found[:used]
        found = larger


@inner
def each(
    tab: Ints, mac: Any, sheet: Ints, near: Any, leads: Any, wanted: Any, past: Any, bits: Any, all_: Ints, spare: Ints,
    empty: Ints, most: Ints, window: Ints, gains: Ints, score_of: Ints, starts: Ints, at: Ints, code: Any, value: Any,
    has_values: bool, active: Any, nobody: Any, decision_starts: Ints, decision_at: Ints, decision: Any, until: int,
    priority: int, found: Any, one: int, used: int,
) -> tuple[int, int]:  # fmt: skip
    """Every person from `one` on; the person before whom `found` is full, and how many rows are used until then."""
    rules, bit_count = tab[MANY_RULES], mac[0, BIT_COUNT]
    codes = tab[tab[CODES] :]
    ceiling, awaited, least = near[CEILING], near[AWAITED], near[WANTED]
    is_quick, used_before = True, used
    while one < len(starts) - 1:
        row, end = starts[one], starts[one + 1]
        told, last_told = decision_starts[one], decision_starts[one + 1]
        if row == end and told == last_told:
            one += 1
            continue
        # Of most people no score is ever asked for: what is known of them does not let them in. That is seen from the
        # rows that turn bits alone; only where a score is asked for are all rows taken.
        is_quick = is_quick and told == last_told
        used_before = used
        open_sheet(tab, sheet, code, row, end)
        bits[:] = False
        begin(tab, sheet, nobody, bits, bit_count)
        reset(near, leads, wanted, past, all_, empty)
        now, soon, is_forced, is_over = -NEVER, NEVER, True, False
        while True:
            if is_quick and not is_forced:
                while row < end and code[row] >= -rules:
                    row += 1
            then, has_rows = NEVER, True
            if row < end:
                then = at[row]
            if told < last_told and decision_at[told] < then:
                then, has_rows = decision_at[told], False
            if then > until:
                then, has_rows = until + 1, True
            is_opening = not has_rows and mac[0, mac[0, DECISIONS] + decision[told] * DECISION_WIDTH + D_OPENS] != 0
            limit = then if has_rows or is_opening else then + 1
            if soon < limit:
                used = by_time(
                    tab, mac, sheet, near, leads, wanted, bits, past, all_, spare, one, now, limit, priority,
                    found, used,
                )  # fmt: skip
                soon = soonest(near, all_, limit - 1)
            if then > until:
                is_over = True
                break
            now = then
            while told < last_told and decision_at[told] == now:
                if mac[0, mac[0, DECISIONS] + decision[told] * DECISION_WIDTH + D_OPENS] == 0:
                    break
                used = obey(
                    tab, mac, sheet, leads, wanted, past, all_, decision[told], one, now, priority, found, used
                )  # fmt: skip
                told += 1
                settle(mac, near, leads, wanted, all_)
                soon = now
            if is_opening:  # what time alone turns at this very instant comes after it
                now = soon = then - 1
                continue
            is_hot, is_back, is_done, changed = is_forced or soon <= now, False, False, 0
            while row < end and at[row] == now:
                matched = code[row]
                if matched < 0:
                    place = -1 - matched
                    if place < rules:
                        units = value_of(value, has_values, row) * tab[of(tab, place, WEIGHTS)]
                        score = score_of[place]
                        ceiling[score] += max(0, units - sheet[has(place, STATE)])
                        sheet[has(place, STATE)] = units
                        is_hot = is_hot or ceiling[score] >= least[score]
                    elif place - rules < bit_count:
                        bits[place - rules] = value_of(value, has_values, row) != 0
                        changed |= 1 << min(place - rules, LAST_BIT)
                        is_hot = True
                else:
                    is_back = is_back or active[matched]
                    for k in range(codes[matched], codes[matched + 1]):
                        rule = tab[k]
                        number = most[rule]
                        if number < 0:
                            is_counted = offer(tab, sheet, rule, now, value_of(value, has_values, row))
                        else:
                            counted, base = sheet[has(rule, COUNTED)], sheet[has(rule, BASE)]
                            is_counted = counted < number or sheet[base + counted - number] <= now - window[rule]
                            if is_counted:
                                sheet[base + counted] = now
                                sheet[has(rule, COUNTED)] = counted + 1
                        if is_counted:
                            score = score_of[rule]
                            ceiling[score] += gains[rule]
                            is_done = is_done or awaited[score] != 0
                            is_hot = is_hot or ceiling[score] >= least[score]
                row += 1
            if has_rows:
                if is_back and come_back(mac, leads, all_, now):
                    is_hot = True
                    settle(mac, near, leads, wanted, all_)
                if is_hot or is_done:
                    used = look(
                        tab, mac, sheet, near, leads, wanted, bits, past, all_, spare, one, now, changed, is_forced,
                        True, False, is_done, priority, found, used,
                    )  # fmt: skip
                    is_forced = False
                    soon = soonest(near, all_, now)
                    if is_quick and needs_scores(mac, near, leads, all_, found, used_before, used):
                        break
            while told < last_told and decision_at[told] == now:
                used = obey(
                    tab, mac, sheet, leads, wanted, past, all_, decision[told], one, now, priority, found, used
                )  # fmt: skip
                told += 1
                settle(mac, near, leads, wanted, all_)
                soon = now + 1
        if used > len(found):
            return one, used_before
        if is_over:
            one, is_quick = one + 1, True
        else:
            is_quick, used = False, used_before
    return one, used


@compiled
def look_at(
    tab: Ints, starts: Ints, at: Ints, code: Any, value: Any, has_values: bool, nobody: Any, who: Ints, when: Ints,
    units: Any, sums: Any, counts: Any, bits: Any,
) -> None:  # fmt: skip
    """See `machine.look_at`."""
    sheet = sheet_for(tab, starts, code)
    rules = tab[MANY_RULES]
    for ask in range(len(who)):
        row, end = starts[who[ask]], starts[who[ask] + 1]
        open_sheet(tab, sheet, code, row, end)
        begin(tab, sheet, nobody, bits[ask], bits.shape[1])
        while row < end and at[row] <= when[ask]:
            place = -1 - code[row]
            if place < 0:
                take(tab, sheet, at[row], code[row], value_of(value, has_values, row))
            elif place < rules:
                sheet[has(place, STATE)] = value_of(value, has_values, row) * tab[of(tab, place, WEIGHTS)]
            elif place - rules < bits.shape[1]:
                bits[ask, place - rules] = value_of(value, has_values, row) != 0
            row += 1
        for score in range(tab[MANY_SCORES]):
            units[ask, score] = units_at(tab, sheet, score, when[ask])
        for rule in range(rules):
            sums[ask, rule], counts[ask, rule] = rule_sum(tab, sheet, rule, when[ask])
