"""One rule a file: each takes the whole agreement and the places of its clauses, and gives faults."""

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement


def find_faults(agreement: Agreement, page: Page) -> list[Fault]:
    """What every check finds."""
    return []
