"""A rejected lead goes somewhere: recycled as one of the recycle reasons, or disqualified."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for reason in agreement.reject_reasons:
        if reason.then == "recycle" and not page.places.has(reason, "as"):
            message = f"a lead rejected as {reason.id} is recycled, but as what? Say “as:” with a recycle reason"
            yield page.fault(reason, None, message, "reason-leads-nowhere")
        if reason.then == "disqualify" and reason.recycle_as is not None:
            message = f"{reason.id} disqualifies, so it cannot be recycled as {reason.recycle_as}"
            yield page.fault(reason, "as", message, "contradiction")
