"""One step of one lead, compiled: programs over bits, the way from a stage, and what people decided."""

from typing import Any

from accord.engines.compiling import inner
from accord.engines.kernel import BASE, COUNTED, DAY, has, score_bounds, units_at
from accord.engines.machine.tables import (
    ANEW,
    ARG,
    CLOSING,
    D_COOL,
    D_DECIDES,
    D_ELSE,
    D_MOST,
    D_NEEDS,
    D_REASON,
    D_TAKES,
    D_TO,
    DECISION_WIDTH,
    DECISIONS,
    DISQUALIFIED,
    DISQUALIFY_FROM,
    DISQUALIFY_TO,
    EAGER_FIRST,
    ENTER,
    FROM,
    HIGH,
    KIND,
    LOW,
    NO_PROGRAM,
    NODE_WIDTH,
    NODES,
    OFFERED,
    ON_FALSE,
    ON_TRUE,
    ONWARD_FROM,
    ONWARD_TO,
    OVER,
    RESTING,
    SCORE_OF,
    STAGE_COUNT,
    STAGE_WIDTH,
    STAGES,
    TO,
    TURNS,
    UNITS,
    WAYS_FROM,
    WAYS_TO,
)
from accord.engines.tables import MANY_SCORES, NEVER, Ints

POINT = 1024
FAR = 200 * 365 * DAY
# A lead: its stage (−1: not opened), since when, until when it rests, whether anybody came back since, what people have
# decided (bits), whether the next moment must be judged, whether sales has it, when a rest ends (NEVER), whether
# it waits for a new touch of a `did`, which bits its criteria have asked for, and whether what time alone has just
# turned is a threshold of its graph.
STAGE, ENTERED, COOL, ACT, DECIDED, DIRTY, HANDED, WAKE, WAITS, ASKED, OWN_TURN, LEAD_WIDTH = range(12)
# Of all leads: how many must be judged at every moment, when the first rest ends, and how many there are. Graphs that
# differ in thresholds have one lead together until a score lies between two of them; then each has its own.
ALERTS, FIRST_WAKE, LEADS, ALL_WIDTH = range(4)
LAST_BIT = 62
# A score: never above CEILING without more points, until GOOD_TO; WANTED is the least that any lead waits for; its
# EXACT units are those of the instant SEEN_AT; whether any lead waits for touches of this `did`,
# and whether anybody has asked for it at all.
CEILING, WANTED, GOOD_TO, SEEN_AT, EXACT, AWAITED, ASKED_FOR, NEAR_WIDTH = range(8)
BY_RULE, BY_PEOPLE, HANDED_OVER, HANDED_OVER_BY_PEOPLE = range(4)


@inner
def reset(near: Any, leads: Any, wanted: Any, past: Any, all_: Ints, empty: Ints) -> None:
    """Nobody has done anything yet; `empty` are the scores of nobody."""
    for score in range(near.shape[1]):
        near[CEILING, score] = near[EXACT, score] = empty[score]
        near[WANTED, score] = near[GOOD_TO, score] = NEVER
        near[SEEN_AT, score] = -NEVER - 1
        near[AWAITED, score] = 0
        near[ASKED_FOR, score] = 0
    leads[:, :] = 0
    leads[:, STAGE] = -1
    leads[:, WAKE] = NEVER
    wanted[:, :] = NEVER
    past[:, :] = 0
    all_[ALERTS], all_[FIRST_WAKE], all_[LEADS] = 0, NEVER, 1


@inner
def line(mac: Any, lead: int, stage: int, field: int) -> int:
    """What the graph of this lead says of a stage."""
    return mac[lead, mac[lead, STAGES] + stage * STAGE_WIDTH + field]  # type: ignore[no-any-return]


@inner
def exact(tab: Ints, sheet: Ints, near: Any, score: int, now: int) -> int:
    """The units of a score at this instant; its upper bound follows."""
    near[ASKED_FOR, score] = 1
    if near[SEEN_AT, score] != now:
        units, ceiling = score_bounds(tab, sheet, score, now, now + FAR, True)
        near[EXACT, score], near[CEILING, score] = units, ceiling
        near[GOOD_TO, score], near[SEEN_AT, score] = NEVER, now
    return near[EXACT, score]  # type: ignore[no-any-return]


@inner
def is_below(tab: Ints, sheet: Ints, near: Any, score: int, units: int, now: int) -> bool:
    """Whether the score is below so many units; computed only where its upper bound does not say so."""
    near[ASKED_FOR, score] = 1
    if near[CEILING, score] < units and near[GOOD_TO, score] >= now:
        return True
    return exact(tab, sheet, near, score, now) < units


@inner
def done_since(sheet: Ints, rule: int, after: int, most: int) -> int:
    """How many touches of a rule are later than `after`; no more than `most` are counted."""
    base, node = sheet[has(rule, BASE)], sheet[has(rule, BASE)] + sheet[has(rule, COUNTED)] - 1
    found = 0
    while node >= base and found < most and sheet[node] > after:
        found += 1
        node -= 1
    return found


@inner
def holds(
    tab: Ints, mac: Any, sheet: Ints, near: Any, leads: Any, wanted: Any, bits: Any,
    all_: Ints, lead: int, program: int, now: int, after: int,
) -> bool:  # fmt: skip
    """Whether a program accepts. What was false on its way is waited for. `after`: only what was done later counts."""
    node = program
    while node >= 0:
        at = mac[lead, NODES] + node * NODE_WIDTH
        kind, arg, units = mac[lead, at + KIND], mac[lead, at + ARG], mac[lead, at + UNITS]
        is_so = False
        if kind == 0:
            is_so = bits[arg]
            leads[lead, ASKED] |= 1 << min(arg, LAST_BIT)
        elif kind == 1:
            is_so = (leads[lead, DECIDED] >> arg) & 1 != 0
        elif kind == 2:
            if all_[LEADS] < leads.shape[0]:  # one for all: what holds for all, or each has its own from now on
                units = mac[lead, at + LOW]
                is_so = not is_below(tab, sheet, near, arg, units, now)
                if is_so and is_below(tab, sheet, near, arg, mac[lead, at + HIGH], now):
                    all_[LEADS], units = leads.shape[0], mac[lead, at + UNITS]
                    is_so = not is_below(tab, sheet, near, arg, units, now)
            else:
                is_so = not is_below(tab, sheet, near, arg, units, now)
            if not is_so:
                wanted[lead, arg] = min(wanted[lead, arg], units)
        elif kind == 3:
            first, last = mac[lead, at + FROM], mac[lead, at + TO]
            reached, place = exact(tab, sheet, near, arg, now), first
            if mac[lead, at + LOW] != mac[lead, at + HIGH]:
                all_[LEADS] = leads.shape[0]
            while place < last and mac[lead, place] <= reached:
                place += 1
            is_so = mac[lead, last + place - first] != 0
        else:
            score = mac[lead, at + SCORE_OF]
            since = max(after, now - mac[lead, at + FROM])
            near[ASKED_FOR, score] = 1
            if after == -NEVER and near[CEILING, score] < units * POINT:
                is_so = False
            else:
                is_so = done_since(sheet, arg, since, units) >= units
            if not is_so and after == -NEVER:
                exact(tab, sheet, near, score, now)
                wanted[lead, score] = min(wanted[lead, score], units * POINT)
            elif not is_so:
                leads[lead, WAITS] = 1
                near[AWAITED, score] = 1
        node = mac[lead, at + (ON_TRUE if is_so else ON_FALSE)]
    return node == -1


@inner
def next_stage(
    tab: Ints, mac: Any, sheet: Ints, near: Any, leads: Any, wanted: Any, bits: Any, all_: Ints, lead: int, now: int
) -> int:
    """The one automatic step from here; −1 where there is none."""
    here = leads[lead, STAGE]
    if here < 0:
        enter = line(mac, lead, 0, ENTER)
        is_open = enter != NO_PROGRAM and holds(
            tab, mac, sheet, near, leads, wanted, bits, all_, lead, enter, now, -NEVER
        )
        return 0 if is_open else -1
    if line(mac, lead, here, CLOSING) != 0:
        return -1
    out = line(mac, lead, here, DISQUALIFIED)
    if out >= 0:
        for place in range(mac[lead, DISQUALIFY_FROM], mac[lead, DISQUALIFY_TO]):
            if holds(tab, mac, sheet, near, leads, wanted, bits, all_, lead, mac[lead, place], now, -NEVER):
                return int(out)
    first, last, after = line(mac, lead, here, ONWARD_FROM), line(mac, lead, here, ONWARD_TO), -NEVER
    if line(mac, lead, here, RESTING) != 0:
        if now < leads[lead, COOL]:
            leads[lead, WAKE] = leads[lead, COOL]
            return -1
        if leads[lead, ACT] == 0:
            return -1
        first, last, after = line(mac, lead, here, WAYS_FROM), line(mac, lead, here, WAYS_TO), leads[lead, ENTERED]
    for place in range(first, last):
        enter = line(mac, lead, mac[lead, place], ENTER)
        if enter != NO_PROGRAM and holds(tab, mac, sheet, near, leads, wanted, bits, all_, lead, enter, now, after):
            return int(mac[lead, place])
    return -1


@inner
def judge(
    tab: Ints, mac: Any, sheet: Ints, near: Any, leads: Any, wanted: Any, bits: Any, all_: Ints,
    one: int, lead: int, now: int, priority: int, found: Any, used: int,
) -> int:  # fmt: skip
    """Every automatic step of one lead at an instant, and the hand-over that they bring."""
    leads[lead, DIRTY] = 0
    if leads[lead, WAKE] <= now:
        leads[lead, WAKE] = NEVER
    has_moved = False
    for _ in range(mac[lead, STAGE_COUNT]):
        wanted[lead, :] = NEVER
        leads[lead, WAITS], leads[lead, ASKED] = 0, 0
        to = next_stage(tab, mac, sheet, near, leads, wanted, bits, all_, lead, now)
        if to < 0:
            break
        has_moved = True
        if lead == 0:
            used = put(found, used, one, lead, now, leads[lead, STAGE], to, BY_RULE, 0)
        enter(mac, leads, lead, to, now)
        if line(mac, lead, to, ANEW) != 0:
            leads[lead, DECIDED] = 0
        wanted[lead, :] = NEVER
    if leads[lead, STAGE] < 0 and mac[lead, EAGER_FIRST] != 0:
        leads[lead, DIRTY] = 1
    if has_moved and is_handed(mac, leads, lead):
        units = units_at(tab, sheet, priority, now)
        used = hand(found, used, all_, leads, one, lead, now, leads[lead, STAGE], HANDED_OVER, units)
    return used


@inner
def enter(mac: Any, leads: Any, lead: int, to: int, now: int) -> None:
    """The lead stands at another stage from now on."""
    leads[lead, STAGE], leads[lead, ENTERED] = to, now
    leads[lead, COOL], leads[lead, WAKE], leads[lead, ACT] = 0, NEVER, 0
    if line(mac, lead, to, OVER) != 0:
        leads[lead, HANDED] = 0


@inner
def is_handed(mac: Any, leads: Any, lead: int) -> bool:
    """Whether sales gets the lead now; it is noted that it has it."""
    if leads[lead, HANDED] != 0 or line(mac, lead, leads[lead, STAGE], OFFERED) == 0:
        return False
    leads[lead, HANDED] = 1
    return True


@inner
def obey(
    tab: Ints, mac: Any, sheet: Ints, leads: Any, wanted: Any, past: Any, all_: Ints, told: int,
    one: int, now: int, priority: int, found: Any, used: int,
) -> int:  # fmt: skip
    """One decision of people, in every graph in which they had the lead to decide on."""
    for lead in range(all_[LEADS]):
        at = mac[lead, DECISIONS] + told * DECISION_WIDTH
        if mac[lead, at + D_NEEDS] != 0 and leads[lead, HANDED] == 0:
            continue
        to, reason = mac[lead, at + D_TO], mac[lead, at + D_REASON]
        if reason >= 0:
            if mac[lead, at + D_MOST] > 0 and past[lead, reason] >= mac[lead, at + D_MOST]:
                to = mac[lead, at + D_ELSE]
                if to < 0:
                    continue
            else:
                past[lead, reason] += 1
        leads[lead, DIRTY] = 1
        wanted[lead, :] = NEVER
        if mac[lead, at + D_TAKES] != 0:
            leads[lead, HANDED] = 1
        if to < 0:
            if leads[lead, STAGE] >= 0:
                leads[lead, DECIDED] |= mac[lead, at + D_DECIDES]
            continue
        if leads[lead, STAGE] != to and lead == 0:
            used = put(found, used, one, lead, now, leads[lead, STAGE], to, BY_PEOPLE, 0)
        enter(mac, leads, lead, to, now)
        if mac[lead, at + D_COOL] > 0 and line(mac, lead, to, RESTING) != 0:
            leads[lead, COOL] = leads[lead, WAKE] = now + mac[lead, at + D_COOL]
        leads[lead, DECIDED] = 0 if line(mac, lead, to, ANEW) != 0 else leads[lead, DECIDED] | mac[lead, at + D_DECIDES]
        if is_handed(mac, leads, lead):
            units = units_at(tab, sheet, priority, now)
            used = hand(found, used, all_, leads, one, lead, now, to, HANDED_OVER_BY_PEOPLE, units)
    return used


@inner
def hand(
    found: Any, used: int, all_: Ints, leads: Any, one: int, lead: int, now: int, stage: int, how: int, units: int
) -> int:
    """A hand-over of one lead, or of that of every graph where they have one together."""
    last = leads.shape[0] if all_[LEADS] < leads.shape[0] else lead + 1
    for graph in range(lead, last):
        used = put(found, used, one, graph, now, stage, stage, how, units)
    return used


@inner
def put(found: Any, used: int, one: int, lead: int, now: int, before: int, to: int, how: int, units: int) -> int:
    if used < len(found):
        found[used, 0], found[used, 1], found[used, 2], found[used, 3] = one, lead, now, before
        found[used, 4], found[used, 5], found[used, 6] = to, how, units
    return used + 1


@inner
def copy_row(row: Any, rows: Any, place: int) -> None:
    """A row stands at another place too."""
    for column in range(len(row)):
        rows[place, column] = row[column]


@inner
def turn_own(tab: Ints, mac: Any, sheet: Ints, leads: Any, wanted: Any, past: Any, all_: Ints, now: int) -> None:
    """Time alone has turned something: whose threshold it is. A lead that several graphs have together is parted where
    it is that of some of them only."""
    graphs, own = leads.shape[0], 0
    leads[:, OWN_TURN] = 0
    for score in range(tab[MANY_SCORES]):
        before, after = units_at(tab, sheet, score, now - 1), units_at(tab, sheet, score, now)
        for lead in range(graphs):
            edges = mac[lead, TURNS] + 2 * score
            for turn in range(mac[lead, edges], mac[lead, edges + 1]):
                if (before >= mac[lead, turn]) != (after >= mac[lead, turn]):
                    leads[lead, OWN_TURN] = 1
    for lead in range(graphs):
        own += leads[lead, OWN_TURN]
    if all_[LEADS] < graphs and own < graphs:
        for lead in range(1, graphs):
            is_own = leads[lead, OWN_TURN]
            copy_row(leads[0], leads, lead)
            copy_row(past[0], past, lead)
            copy_row(wanted[0], wanted, lead)
            leads[lead, OWN_TURN] = is_own
        all_[LEADS] = graphs


@inner
def come_back(mac: Any, leads: Any, all_: Ints, now: int) -> bool:
    """Somebody did something: the new activity that leads at rest wait for. Whether any has to be judged now."""
    is_news = False
    for lead in range(all_[LEADS]):
        stage = leads[lead, STAGE]
        if stage >= 0 and leads[lead, ACT] == 0 and now > leads[lead, ENTERED] and line(mac, lead, stage, RESTING) != 0:
            leads[lead, ACT] = 1
            leads[lead, DIRTY] = 1
            is_news = True
    return is_news
