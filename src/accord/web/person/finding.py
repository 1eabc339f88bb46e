"""People by text, a page at a time."""

from accord.steps.identity import api as identity
from accord.steps.identity.contracts import PersonCard
from accord.web.base.request import PAGE_SIZE

LAST_PAGE = 20


def found_people(text: str, number: int) -> list[PersonCard]:
    """One page and one row more, which tells that there is a next page. A search ends after twenty pages."""
    start = (min(number, LAST_PAGE) - 1) * PAGE_SIZE
    if not text:
        return identity.recent(offset=start, limit=PAGE_SIZE + 1)
    return identity.find(text=text, limit=start + PAGE_SIZE + 1)[start:]
