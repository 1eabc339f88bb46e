"""Every list is read by some test."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for name, (line, column) in page.idle("list").items():
        message = f"nothing reads the list {name}; take it out, or test for it by in_list"
        yield Fault(page.file, line, column, message, "idle-list")
