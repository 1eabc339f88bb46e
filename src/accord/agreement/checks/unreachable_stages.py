"""Every stage can be reached from the first one."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page, near
from accord.agreement.spec import Agreement

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    if any(_has_lost_ways(stage.id, page) for stage in agreement.stages) or "stages" in page.holes:
        return
    reached = _reached(agreement)
    for stage in agreement.stages:
        if stage.id not in reached:
            message = f"no lead can get to {stage.id}: no way leads there from {agreement.stages[0].id}"
            yield page.fault(stage, None, message, "unreachable-stage")


def _has_lost_ways(stage: str, page: Page) -> bool:
    return page.has_hole(f"stages.{stage}.goes_to")


def _reached(agreement: Agreement) -> set[str]:
    ways = {stage.id: stage.goes_to for stage in agreement.stages}
    reached: set[str] = set()
    ahead = [stage.id for stage in agreement.stages[:1]]
    while ahead:
        stage = ahead.pop()
        if stage not in ways:  # misspelt, and told as such: what was meant counts
            ahead += near(stage, ways.keys() - reached)
        elif stage not in reached:
            reached.add(stage)
            ahead += ways[stage]
    return reached
