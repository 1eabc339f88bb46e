"""What must happen at least so often, or may happen at most so often, is at least once."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement
from accord.agreement.walk import criteria

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for criterion in criteria(agreement):
        if criterion.did and criterion.did.at_least < 1:
            message = f"everybody did {criterion.did.touch} at least {criterion.did.at_least} times; say 1 or more"
            yield page.fault(criterion.did, "at_least", message, "always-holds")
    for reason in agreement.recycle_reasons:
        if reason.at_most is not None and reason.at_most < 1:
            message = f"at most {reason.at_most} times means never; say 1 or more, or take {reason.id} out"
            yield page.fault(reason, "at_most", message, "never-matches")
