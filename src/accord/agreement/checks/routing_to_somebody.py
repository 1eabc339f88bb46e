"""A route leads to a team that there is: one of the parties', or one of the sides themselves."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page, did_you_mean
from accord.agreement.reading.stages import SIDES
from accord.agreement.spec import Agreement

NEEDS: tuple[str, ...] = ("parties",)


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    known = {name.casefold(): name for name in (*SIDES, *(party.team for party in agreement.parties.values()))}
    for route in agreement.routing:
        if route.team is not None and route.team.casefold() not in known:
            hint = did_you_mean(route.team, known)
            yield page.fault(route, "team", f"nobody is in team “{route.team[:60]}”{hint}", "unknown-team")
