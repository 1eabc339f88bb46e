"""What a route says of its members has an effect: room for at least one lead, and nothing that its order leaves out."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Route

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for route in agreement.routing:
        if route.capacity is not None:
            for name in ("open", "per_day"):
                most = getattr(route.capacity, name)
                if most is not None and most < 1:
                    yield page.fault(route.capacity, name, f"{route.id} has room for no lead at all", "no-room")
        if route.owner is not None:
            yield from _of_owner(route, page)


def _of_owner(route: Route, page: Page) -> Iterator[Fault]:
    for name in ("by", "ramp_up"):
        if page.places.has(route, name):
            message = f"{name.replace('_', '-')} is for the members of a team; {route.id} goes to one owner"
            yield page.fault(route, name, message, "no-effect")
