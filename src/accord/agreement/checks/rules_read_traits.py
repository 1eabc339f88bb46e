"""Points for what somebody is depend on traits alone, and no decision disqualifies by itself."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, TraitRule
from accord.agreement.walk import tree

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for score in agreement.scores:
        for rule in score.rules:
            for part in tree(rule.when) if isinstance(rule, TraitRule) else ():
                if part.score or part.did or part.decided:
                    message = f"{rule.id} reads what somebody does or what was decided; points for that need “touch”"
                    yield page.fault(part, None, message, "not-a-trait")
    for disqualifier in agreement.disqualify:
        for part in tree(disqualifier.when):
            if part.decided:
                message = f"{disqualifier.id} cannot hang on “{part.decided}”: name a trait, a score or what they did"
                yield page.fault(part, None, message, "not-a-trait")
