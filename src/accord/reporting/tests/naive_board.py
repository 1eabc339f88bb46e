"""The board's counts as somebody with a pencil would make them, from rows alone; written apart from the board."""

from datetime import timedelta
from statistics import median_low
from zoneinfo import ZoneInfo

STOP = "activity"  # what stops every clock that is counted here


def falls_on(clock):
    """When a clock is counted, and as what; None for one that is open, or ended by itself in time."""
    if clock.broken_at is not None:
        return clock.broken_at, "excused" if clock.is_excused else "broken"
    if clock.ended_as == "kept":
        return clock.ended_at, "kept"
    return None


def was_stopped(clock):
    """Whether what was promised was done at last; not where the clock only came to an end."""
    return clock.ended_at is not None and clock.ended_by == STOP


def naive_tally(clocks, since, until, *, with_open=True):
    counted = {"kept": 0, "broken": 0, "excused": 0, "open": 0}
    raw, working = [], []
    for clock in clocks:
        found = falls_on(clock)
        if found is None:
            counted["open"] += clock.ended_at is None and with_open
        elif since <= found[0] < until:
            counted[found[1]] += 1
            if was_stopped(clock):
                raw.append(clock.raw_seconds)
                working.append(clock.working_seconds)
    return counted | {
        "median_raw": median_low(raw) if raw else None,
        "median_working": median_low(working) if working else None,
    }


def naive_share(counted):
    decided = counted["kept"] + counted["broken"]
    return counted["kept"] / decided if decided else None


def who(clock):
    return clock.broken_by if clock.broken_by is not None else clock.member_id


def week_of(at, zone):
    day = at.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


def naive_volume(entries, answers, since, until):
    """`entries`: (lead, instant) of every entry of the stage; `answers`: lead → the last answer of sales, if any."""
    firsts = {}
    for lead, at in entries:
        firsts[lead] = min(at, firsts.get(lead, at))
    inside = [lead for lead, at in firsts.items() if since <= at < until]
    said = [answers.get(lead) for lead in inside]
    return len(inside), said.count("accepted"), said.count("rejected")
