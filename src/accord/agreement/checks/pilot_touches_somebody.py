"""A pilot is for people known by traits alone, or for a team that some route leads to."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page, did_you_mean
from accord.agreement.spec import Agreement
from accord.agreement.walk import tree

NEEDS: tuple[str, ...] = ("parties", "routing")


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    pilot = agreement.pilot
    if pilot is None:
        return
    for part in tree(pilot.where) if pilot.where else ():
        if part.score or part.did or part.decided:
            message = "a pilot is for people by what they are, not by what they do or what was decided"
            yield page.fault(part, None, message, "not-a-trait")
    teams = {agreement.side_of(route.team): route.team for route in agreement.routing if route.team}
    if pilot.team is not None and agreement.side_of(pilot.team) not in teams:
        hint = did_you_mean(pilot.team, teams.values())
        yield page.fault(pilot, "team", f"no route leads to team “{pilot.team[:60]}”{hint}", "unknown-team")
