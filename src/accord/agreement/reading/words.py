"""The little languages of an agreement: "30 days", "first 3 per 7 days", "once per path"."""

import re

from accord.agreement.spec import Counting, Duration, Weekly

_MICROS = {
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
    "day": 86_400_000_000,
    "week": 604_800_000_000,
}
LONGEST = 36_500 * _MICROS["day"]
_DURATION = re.compile(r"(?:([0-9]{1,9})\s+)?([a-z]+?)s?", re.IGNORECASE)
_FIRST = re.compile(r"first\s+([0-9]{1,9})(?:\s+per\s+(.+))?", re.IGNORECASE)
_ONCE = re.compile(r"once(?:\s+per\s+(.+))?", re.IGNORECASE)
PATH = re.compile(r"[^\s.{}\[\],]+(?:\.[^\s.{}\[\],]+)*")
MOST_COUNTED = 100_000
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKLY = re.compile(r"([a-z]+)\s+([01]?[0-9]|2[0-3]):([0-5][0-9])", re.IGNORECASE)


class Unclear(ValueError):
    """The words do not say what was expected; the message says what would."""


def duration(text: str, *, bare: bool = False) -> Duration:
    """The length of time a text says; with `bare`, "day" is one day. Raises Unclear."""
    found = _DURATION.fullmatch(text.strip())
    if not found or (found[1] is None and not bare):
        raise Unclear(f"“{text}” is no length of time; write for example 30 days, 4 hours or 2 weeks")
    unit = found[2].lower()
    if unit in ("month", "quarter", "year"):
        raise Unclear(f"a {unit} has no fixed length; write days, for example 30 days")
    if unit not in _MICROS:
        raise Unclear(f"“{found[2]}” is no unit of time; use seconds, minutes, hours, days or weeks")
    micros = int(found[1] or 1) * _MICROS[unit]
    if not 0 < micros <= LONGEST:
        raise Unclear(f"“{text}” must be more than nothing and at most 36,500 days")
    return Duration(text=text.strip(), micros=micros)


def counting(text: str) -> Counting:
    """How often a rule counts. Raises Unclear."""
    plain = " ".join(text.split())
    if plain.lower() == "every time":
        return Counting()
    if found := _ONCE.fullmatch(plain):
        return _once(plain, found[1])
    if found := _FIRST.fullmatch(plain):
        times = int(found[1])
        if not 1 <= times <= MOST_COUNTED:
            raise Unclear(f"“{plain}” must count at least 1 and at most {MOST_COUNTED:,} touches")
        return Counting(text=plain, at_most=times, window=duration(found[2], bare=True) if found[2] else None)
    raise Unclear(f"“{plain}” is no count; write every time, once, first 3, first 3 per 7 days or once per PROPERTY")


def weekly(text: str) -> Weekly:
    """The day and hour of a week that a text says. Raises Unclear."""
    plain = " ".join(text.split())
    found = _WEEKLY.fullmatch(plain)
    if not found or found[1].lower() not in DAYS:
        raise Unclear(f"“{plain[:60]}” is no day and hour; write for example monday 10:00")
    return Weekly(text=plain.lower(), day=DAYS.index(found[1].lower()), minute=int(found[2]) * 60 + int(found[3]))


def _once(plain: str, per: str | None) -> Counting:
    if per is None:
        return Counting(text=plain, at_most=1)
    try:
        return Counting(text=plain, at_most=1, window=duration(per, bare=True))
    except Unclear:
        if not PATH.fullmatch(per):
            raise
    return Counting(text=plain, distinct=per)
