"""A route asks for what people and companies are and did, not for what is decided after it."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement
from accord.agreement.walk import tree

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for route in agreement.routing:
        for part in tree(route.when) if route.when else ():
            if part.decided:
                message = f"{part.decided.replace('_', ' ')} is decided after the hand-off; a route cannot ask for it"
                yield page.fault(part, None, message, "decided-later")
