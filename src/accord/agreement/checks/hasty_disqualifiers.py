"""No disqualifier holds for somebody of whom nothing is known: it would shut out everybody at the first touch."""

from collections.abc import Iterator

from accord.agreement.conditions import Lists, holds
from accord.agreement.contracts import Fault
from accord.agreement.profile import in_profile
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Criterion

NEEDS: tuple[str, ...] = ("profile",)


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for disqualifier in agreement.disqualify:
        if _holds_for_nobody(disqualifier.when, agreement):
            message = f"{disqualifier.id} holds as long as nothing is known, so for everybody; add what must be known"
            yield page.fault(disqualifier, "when", message, "always-holds")


def _holds_for_nobody(criterion: Criterion, agreement: Agreement) -> bool:
    def inner(part: Criterion) -> bool:
        return _holds_for_nobody(part, agreement)

    if criterion.all_of:
        return all(map(inner, criterion.all_of))
    if criterion.any_of:
        return any(map(inner, criterion.any_of))
    if criterion.none_of:
        return not any(map(inner, criterion.none_of))
    return _leaf(criterion, agreement, agreement.lists)


def _leaf(criterion: Criterion, agreement: Agreement, lists: Lists) -> bool:
    if criterion.score:
        return holds(criterion.score[1], 0, lists)
    if criterion.trait:
        return holds(criterion.trait[2], None, lists)
    if criterion.in_profile is not None:
        return in_profile(agreement, {})[0] == criterion.in_profile
    return False
