"""The budgets of the quarters, or of the months, within a period of the plan come to no more than its own."""

from collections import defaultdict
from collections.abc import Iterator

from accord.agreement import describe
from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Budget
from accord.agreement.spec.plan import days_of

NEEDS: tuple[str, ...] = ("plan",)


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    budgets = {one.id: one.budget for one in agreement.plan if one.budget}
    for one in agreement.plan:
        if one.budget is None:
            continue
        for kind, comes_to in _within(one.id, budgets).items():
            if comes_to > one.budget.minor:
                parts = describe.amount(comes_to, one.budget.currency)
                message = f"the {kind} of {one.id} come to {parts}, more than its own {describe.budget(one.budget)}"
                yield page.fault(one, "budget", message, "contradiction")


def _within(whole: str, budgets: dict[str, Budget]) -> dict[str, int]:
    """What the shorter periods within a period come to, quarters and months apart, in its currency."""
    first, after = days_of(whole)
    found: dict[str, int] = defaultdict(int)
    for name, budget in budgets.items():
        begins, ends = days_of(name)
        if name != whole and first <= begins and ends <= after and budget.currency == budgets[whole].currency:
            found["quarters" if "Q" in name else "months"] += budget.minor
    return found
