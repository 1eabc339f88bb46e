"""A stage that leads nowhere is where a journey ends: won, lost or disqualified, nothing else."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Criterion, Stage
from accord.agreement.walk import tree

NEEDS: tuple[str, ...] = ()
ENDS = ("deal_won", "deal_lost", "disqualified")


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for stage in agreement.stages:
        if not stage.goes_to and not _is_end(stage) and not page.has_hole(f"stages.{stage.id}"):
            message = f"leads in {stage.id} are stuck: say where they may go with goes_to"
            yield page.fault(stage, None, message, "dead-end")


def _is_end(stage: Stage) -> bool:
    return isinstance(stage.enter, Criterion) and any(part.decided in ENDS for part in tree(stage.enter))
