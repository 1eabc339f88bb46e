"""No persona has the very test of one before it: nobody would ever be the second."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for persona in agreement.personas:
        title = persona.title.model_dump_json()
        if title in first:
            message = f"nobody is ever {persona.id}: {first[title]} has the same title test and stands before it"
            yield page.fault(persona, "title", message, "doubled-rule")
        first.setdefault(title, persona.id)
