"""What time alone will do to a score: halving the stretch ahead, leaving out what cannot hold a turn. Exact."""

from accord.steps.scoring.sheet import Sheet


def falls_below(sheet: Sheet, score: int, units: int, at: int) -> int | None:
    """The first instant after `at` at which the score, now at `units` or above, is below it; None: never."""
    return turn(sheet, score, units, at, sheet.settled(at))


def turn(sheet: Sheet, score: int, units: int, start: int, end: int) -> int | None:
    """The first instant in (start, end] at which being at `units` or above is otherwise than at `start`."""
    if start >= end:
        return None
    return _turn(sheet, score, units, start, end, sheet.units(score, start) >= units)


def _turn(sheet: Sheet, score: int, units: int, start: int, end: int, is_met: bool) -> int | None:
    low, high = sheet.bounds(score, start, end)
    if (is_met and low >= units) or (not is_met and high < units):
        return None
    if end == start + 1:
        return end if (sheet.units(score, end) >= units) != is_met else None
    middle = (start + end) // 2
    found = _turn(sheet, score, units, start, middle, is_met)
    return found if found is not None else _turn(sheet, score, units, middle, end, is_met)
