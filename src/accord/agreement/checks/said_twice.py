"""Ways out of a stage and hand-off stages are each named once, and no stage leads to itself."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Clause

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for stage in agreement.stages:
        yield from _twice(stage, "goes_to", stage.goes_to, page)
        if stage.id in stage.goes_to:
            yield page.fault(stage, f"goes_to {stage.id}", f"{stage.id} cannot lead to itself", "goes-to-itself")
    yield from _twice(agreement.handoff, "at", agreement.handoff.at, page)


def _twice(clause: Clause, key: str, names: tuple[str, ...], page: Page) -> Iterator[Fault]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield page.fault(clause, f"{key} {name}", f"{name} stands twice in {key}", "said-twice")
