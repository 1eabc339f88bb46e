"""The board's numbers in plain English, for the command line and for notices; pages have words of their own."""

from decimal import Decimal

from accord.kernel.money import Money
from accord.reporting.board_contracts import Number

_NAMES = {
    "kept-marketing": "promises kept by marketing",
    "kept-sales": "promises kept by sales",
    "speed": "speed to lead, median",
    "in-time": "first touch in time",
}


def name_of(one: Number) -> str:
    """What a number is called; goals and volumes by what their authors say of them."""
    if one.id.startswith("acceptance-"):
        return "leads accepted by sales"
    return _NAMES.get(one.id) or one.means or one.about


def value_of(one: Number, value: float | None) -> str:
    """A value of a number in its unit; a dash where there is none."""
    if value is None:
        return "–"
    if one.unit == "share":  # of a goal as exact as goals hold it
        return f"{Decimal(round(value * 10_000)) / 100}%" if one.is_goal else share(value)
    if one.unit == "seconds":
        return length(int(value))
    if one.currency is None:
        return f"{int(value):,}"
    return f"{round(Money(int(value), one.currency).amount):,} {one.currency}"


def share(value: float | None) -> str:
    """`87%`"""
    return "–" if value is None else f"{value:.0%}"


def length(seconds: int) -> str:
    """`45 min`, `3 h 20 min`."""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes} min" if hours and minutes else f"{hours} h" if hours else f"{minutes} min"
