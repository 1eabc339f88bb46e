"""The last route takes every lead that comes to it, and no route stands behind one that does."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Route

NEEDS: tuple[str, ...] = ("routing",)


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    if not agreement.routing:
        message = (
            "nobody gets the leads: say under “routing” which team, for example {id: everybody, to: {team: sales}}"
        )
        yield page.fault(agreement, "handoff", message, "no-catch-all")
        return
    first = next((place for place, one in enumerate(agreement.routing) if one.takes_all), None)
    if first is None:
        last = agreement.routing[-1]
        name, why = _gap(last)
        message = f"{last.id} is the last route and does not take every lead: {why}; let one follow that does"
        yield page.fault(last, name, message, "no-catch-all")
        return
    for route in agreement.routing[first + 1 :]:
        message = f"{route.id} never gets a lead: {agreement.routing[first].id} before it takes all of them"
        yield page.fault(route, None, message, "unreachable-route")


def _gap(route: Route) -> tuple[str, str]:
    if route.when is not None:
        return "when", "it has a condition"
    if route.owner is not None:
        return "owner", "not every lead has such an owner"
    return "if_nobody", "it hands on what it finds nobody for"
