"""Every test can hold for some value."""

from collections.abc import Iterator

from accord.agreement.checks.possible import why_impossible
from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement
from accord.agreement.walk import tests

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for test in tests(agreement):
        if found := why_impossible((test,), agreement.lists):
            yield page.fault(test, found.operator, f"this can never hold: {found.because}", "never-matches")
