"""Every stage can be reached from the first one."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement

NEEDS: tuple[str, ...] = ("stages",)


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    reached = _reached(agreement)
    for stage in agreement.stages:
        if stage.id not in reached:
            message = f"no lead can get to {stage.id}: no way leads there from {agreement.stages[0].id}"
            yield page.fault(stage, None, message, "unreachable-stage")


def _reached(agreement: Agreement) -> set[str]:
    ways = {stage.id: stage.goes_to for stage in agreement.stages}
    reached: set[str] = set()
    ahead = [stage.id for stage in agreement.stages[:1]]
    while ahead:
        stage = ahead.pop()
        if stage not in reached:
            reached.add(stage)
            ahead += ways.get(stage, ())
    return reached
