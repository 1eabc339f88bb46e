"""Every service can be kept and its steps make sense: nothing stops a clock that starts it, only leads are re-routed,
what is at risk is not late yet, and no two volumes count the same."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Service, Volume

NEEDS: tuple[str, ...] = ("services",)
_MOVES = ("reroute", "pool")
_HELD = ("handed_off", "accepted", "meeting", "activity", "moved")


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    seen: dict[tuple[str, str], str] = {}
    for one in agreement.services:
        if isinstance(one, Service):
            yield from _clock(one, page)
        else:
            yield from _volume(one, seen, page)


def _clock(one: Service, page: Page) -> Iterator[Fault]:
    if one.starts in one.stops:
        message = f"{one.id} is stopped by what starts it, {one.starts}; no time would ever pass"
        yield page.fault(one, "stops", message, "never-runs")
    for rung in one.then:
        if rung.do in _MOVES and (one.owed_by != "sales" or one.starts not in _HELD):
            message = f"{one.id} cannot {rung.do}: nobody of sales has a lead in hand from {one.starts} on"
            yield page.fault(one, "then", message, "nothing-to-move")
        if rung.do == "at risk" and rung.percent >= 100:
            message = f"{one.id} is not at risk but late at {rung.percent}%"
            yield page.fault(one, "then", message, "too-late")
    steps = [(rung.do, rung.percent) for rung in one.then]
    if len(set(steps)) < len(steps):
        yield page.fault(one, "then", f"{one.id} says the same step twice", "said-twice")


def _volume(one: Volume, seen: dict[tuple[str, str], str], page: Page) -> Iterator[Fault]:
    same = (one.of, one.per)
    if same in seen:
        message = f"{one.id} counts the same as {seen[same]}: leads at {one.of} per {one.per}"
        yield page.fault(one, "at_least", message, "said-twice")
    seen.setdefault(same, one.id)
