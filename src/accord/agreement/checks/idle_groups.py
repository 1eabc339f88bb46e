"""A group limits the sum of some rules."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for score in (one for one in agreement.scores if not page.has_hole(f"scores.{one.id}")):
        used = {rule.group for rule in score.rules}
        for group in score.groups:
            if group.id not in used:
                yield page.fault(group, "id", f"no rule of {score.id} is in the group {group.id}", "unused-group")
