"""What is different in when a business is open."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from accord.agreement import opening
from accord.agreement.diff.contracts import Said
from accord.agreement.diff.fields import FieldWords, fields, plain_field, rows, text_field
from accord.agreement.diff.words import entries, instead
from accord.agreement.spec import Calendar
from accord.agreement.wording import list_of
from accord.kernel.working_hours import Week


def calendars(old: Sequence[Calendar], new: Sequence[Calendar]) -> Iterator[Said]:
    """Whose hours count."""
    yield from rows(
        "calendars",
        old,
        new,
        noun="calendar",
        came=lambda one: f"there is a new calendar, {opening.calendar(one)}",
        went=lambda one: f"there is no calendar {one.id} any more",
        changed=_calendar,
    )


def _calendar(path: str, old: Calendar, new: Calendar) -> Iterator[Said]:
    who = f"the calendar {new.id}"
    words: FieldWords = {
        "means": text_field(who),
        "time_zone": plain_field(lambda a, b: f"{who} is now by the clocks of {instead(_zone(b), _zone(a))}"),
        "hours": lambda at, a, b: _week(at, who, a, b),
        "holidays": lambda at, a, b: _listed(at, f"holidays of {who}", opening.holiday, a, b),
        "closed": lambda at, a, b: _listed(at, f"closed days of {who}", opening.days, a, b),
        "open": lambda at, a, b: _listed(at, f"open days of {who}", opening.open_day, a, b),
    }
    yield from fields(path, who, old, new, words)


def _week(path: str, who: str, old: Week, new: Week) -> Iterator[Said]:
    for day, before, after in zip(opening.DAYS, old, new, strict=True):
        if before != after:
            said = instead(opening.spans_of(after), opening.spans_of(before))
            yield Said(f"{path}.{day.lower()[:3]}", "changed", f"on {day} {who} is now {said}")


def _listed(
    path: str, what: str, words: Callable[[Any], str], old: Sequence[Any], new: Sequence[Any]
) -> Iterator[Said]:
    """Entries that came and went, in words; otherwise they stand in another order."""
    came, went, is_reordered = entries(old, new)
    if came:
        yield Said(path, "changed" if went else "added", f"{what} now also have {list_of(list(map(words, came)))}")
    if went:
        told = list_of(list(map(words, went)), "or")
        yield Said(path, "changed" if came else "removed", f"{what} no longer have {told}")
    if is_reordered:
        yield Said(path, "changed", f"{what} stand in another order: {list_of(list(map(words, new)))}")


def _zone(zone: str | None) -> str:
    return zone or "whom it is asked for"
