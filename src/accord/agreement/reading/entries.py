"""Lists of clauses that have ids."""

from accord.agreement.reading import values
from accord.agreement.reading.nodes import Node
from accord.agreement.reading.page import Fields, Page


def each(page: Page, node: Node | None, section: str, kind: str) -> list[tuple[Fields, str | None]]:
    """The keys of each entry with its id, which is declared; None where it has no fit one."""
    found = []
    for item in values.items(page, node, section):
        fields = values.fields(page, item, f"a {kind}")
        if fields is None:
            continue
        name = values.ident(page, fields.need("id"), f"the id of a {kind}")
        if name:
            page.declare(kind, name, fields.places["id"])
        else:
            page.holes.add(page.section)
        found.append((fields, name))
    return found
