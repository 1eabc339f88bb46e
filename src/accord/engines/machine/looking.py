"""When a lead is looked at: where something that it waits for may have come, and what time alone brings."""

from typing import Any

from accord.engines.compiling import inner
from accord.engines.kernel import (
    DAY,
    STACK,
    score_bounds,
    units_at,
)
from accord.engines.machine.steps import (
    ALERTS,
    ASKED,
    CEILING,
    DIRTY,
    EXACT,
    FIRST_WAKE,
    GOOD_TO,
    LEAD_WIDTH,
    LEADS,
    OWN_TURN,
    SEEN_AT,
    STAGE,
    WAITS,
    WAKE,
    WANTED,
    copy_row,
    exact,
    judge,
    line,
    turn_own,
)
from accord.engines.machine.tables import EAGER
from accord.engines.runs import first_turn
from accord.engines.tables import NEVER, Ints

NEAR = 14 * DAY


@inner
def first_reach(tab: Ints, sheet: Ints, score: int, wanted: int, start: int, end: int) -> int:
    """The first instant in (start, end] at which time alone has brought the score to `wanted`; NEVER."""
    if start >= end:
        return NEVER
    sheet[STACK], sheet[STACK + 1] = start, end
    top = STACK + 2
    while top > STACK:
        top -= 2
        left, right = sheet[top], sheet[top + 1]
        if score_bounds(tab, sheet, score, left, right, False)[1] < wanted:
            continue
        if right == left + 1:
            if units_at(tab, sheet, score, right) >= wanted:
                return int(right)
            continue
        middle = left + (right - left) // 2
        sheet[top], sheet[top + 1] = middle, right
        sheet[top + 2], sheet[top + 3] = left, middle
        top += 4
    return NEVER


@inner
def settle(mac: Any, near: Any, leads: Any, wanted: Any, all_: Ints) -> None:
    """After leads were judged or told: what is waited for now, and whether any must be judged at every moment."""
    for score in range(near.shape[1]):
        least = NEVER
        for lead in range(all_[LEADS]):
            least = min(least, wanted[lead, score])
        near[WANTED, score] = least
    all_[ALERTS], all_[FIRST_WAKE] = 0, NEVER
    for lead in range(all_[LEADS]):
        all_[FIRST_WAKE] = min(all_[FIRST_WAKE], leads[lead, WAKE])
        if is_alert(mac, leads, lead):
            all_[ALERTS] += 1


@inner
def refine(tab: Ints, sheet: Ints, near: Any, now: int) -> None:
    """Where time alone could bring a score to what is waited for: how long it cannot yet."""
    for score in range(near.shape[1]):
        if near[SEEN_AT, score] == now and near[WANTED, score] != NEVER and near[CEILING, score] >= near[WANTED, score]:
            near[CEILING, score] = score_bounds(tab, sheet, score, now, now + NEAR, True)[1]
            near[GOOD_TO, score] = now + NEAR if near[CEILING, score] < near[WANTED, score] else now


@inner
def is_alert(mac: Any, leads: Any, lead: int) -> bool:
    """Whether the lead has to be judged at every moment."""
    stage = leads[lead, STAGE]
    return leads[lead, DIRTY] != 0 or (stage >= 0 and line(mac, lead, stage, EAGER) != 0)


@inner
def is_due(
    mac: Any, near: Any, leads: Any, wanted: Any, all_: Ints, lead: int, now: int, changed: int,
    is_forced: bool, is_moment: bool, is_turn: bool, is_done: bool,
) -> bool:  # fmt: skip
    """Whether anything that the lead waits for may have come."""
    if is_forced or leads[lead, WAKE] <= now or leads[lead, ASKED] & changed != 0:
        return True
    is_its = is_moment and (not is_turn or leads[lead, OWN_TURN] != 0)
    if (is_done and leads[lead, WAITS] != 0) or (is_its and all_[ALERTS] > 0 and is_alert(mac, leads, lead)):
        return True
    for score in range(near.shape[1]):
        if near[SEEN_AT, score] == now and near[EXACT, score] >= wanted[lead, score]:
            return True
    return False


@inner
def look(
    tab: Ints, mac: Any, sheet: Ints, near: Any, leads: Any, wanted: Any, bits: Any, past: Any, all_: Ints, spare: Ints,
    one: int, now: int, changed: int, is_forced: bool, is_moment: bool, is_turn: bool, is_done: bool, priority: int,
    found: Any, used: int,
) -> int:  # fmt: skip
    """Judge the leads that may move at this instant. `is_moment`: something happened, or time alone turned something
    (`is_turn`); `is_done`: a touch came that some lead waits for."""
    is_any = is_forced or changed != 0 or is_done or all_[FIRST_WAKE] <= now or (is_moment and all_[ALERTS] > 0)
    for score in range(near.shape[1]):
        if near[WANTED, score] != NEVER and (near[CEILING, score] >= near[WANTED, score] or near[GOOD_TO, score] < now):
            is_any = exact(tab, sheet, near, score, now) >= near[WANTED, score] or is_any
    if is_any:
        was_one, lead = all_[LEADS] < leads.shape[0], 0
        for field in range(LEAD_WIDTH):
            spare[field] = leads[0, field]
        while lead < all_[LEADS]:
            is_new = was_one and lead > 0  # a score lies between thresholds: from now on each graph has its own lead
            if is_new:
                copy_row(spare, leads, lead)
                copy_row(past[0], past, lead)
                wanted[lead, :] = NEVER
            if is_new or is_due(
                mac, near, leads, wanted, all_, lead, now, changed, is_forced, is_moment, is_turn, is_done
            ):
                used = judge(
                    tab, mac, sheet, near, leads, wanted, bits, all_, one, lead, now, priority, found, used
                )  # fmt: skip
            lead += 1
        settle(mac, near, leads, wanted, all_)
    refine(tab, sheet, near, now)
    return used


@inner
def by_time(
    tab: Ints, mac: Any, sheet: Ints, near: Any, leads: Any, wanted: Any, bits: Any, past: Any, all_: Ints, spare: Ints,
    one: int, now: int, end: int, priority: int, found: Any, used: int,
) -> int:  # fmt: skip
    """What time alone brings after `now` and before `end`."""
    while now < end - 1:
        first, turn = end, NEVER
        for lead in range(all_[LEADS]):
            if now < leads[lead, WAKE] < first:
                first = leads[lead, WAKE]
        if all_[ALERTS] > 0:
            turn = first_turn(tab, sheet, now, min(first, end - 1))
            first = min(first, turn)
        for score in range(near.shape[1]):
            if near[WANTED, score] != NEVER and near[GOOD_TO, score] < first - 1:
                first = min(first, first_reach(tab, sheet, score, near[WANTED, score], now, first - 1))
        if first >= end:
            break
        now = first
        if turn == now:
            turn_own(tab, mac, sheet, leads, wanted, past, all_, now)
        used = look(
            tab, mac, sheet, near, leads, wanted, bits, past, all_, spare, one, now, 0, False, turn == now,
            turn == now, False, priority, found, used,
        )  # fmt: skip
    return used


@inner
def soonest(near: Any, all_: Ints, now: int) -> int:
    """From when on time alone may bring something."""
    if all_[ALERTS] > 0:
        return now + 1
    found = all_[FIRST_WAKE] if all_[FIRST_WAKE] > now else NEVER
    for score in range(near.shape[1]):
        if near[WANTED, score] != NEVER and near[GOOD_TO, score] != NEVER:
            found = min(found, near[GOOD_TO, score] + 1)
    return found
