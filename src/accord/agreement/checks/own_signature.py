"""Nobody signs for both sides."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement

NEEDS: tuple[str, ...] = ("parties",)


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    marketing, sales = agreement.parties["marketing"], agreement.parties["sales"]
    if marketing.signs.casefold() == sales.signs.casefold():
        yield page.fault(sales, "signs", f"{sales.signs} signs for both sides; name two people", "same-signature")
