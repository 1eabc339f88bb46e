"""Some route takes every lead, and no route stands behind one that does."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement

NEEDS: tuple[str, ...] = ("routing",)


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    if not agreement.routing:
        message = (
            "nobody gets the leads: say under “routing” which team, for example {id: everybody, to: {team: sales}}"
        )
        yield page.fault(agreement, "handoff", message, "no-catch-all")
    for route in agreement.routing[1:]:
        message = f"{route.id} never gets a lead: {agreement.routing[0].id} before it takes all of them"
        yield page.fault(route, None, message, "unreachable-route")
