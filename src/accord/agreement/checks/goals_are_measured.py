"""Every goal can be measured, and no two count the same thing for the same side and period."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement

NEEDS: tuple[str, ...] = ("goals", "stages")


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    stages = {stage.id for stage in agreement.stages}
    seen: dict[tuple[str, ...], str] = {}
    for goal in agreement.goals:
        if goal.metric == "mql_count" and "mql" not in stages:
            message = f"{goal.id} counts leads at mql, and there is no such stage"
            yield page.fault(goal, "metric", message, "no-such-stage")
        same = (goal.metric, goal.period, goal.owner, goal.currency or "")
        if same in seen:
            message = f"{goal.id} asks for the same as {seen[same]}: {goal.metric} of {goal.owner} per {goal.period}"
            yield page.fault(goal, None, message, "said-twice")
        seen.setdefault(same, goal.id)
