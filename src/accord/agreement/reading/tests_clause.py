"""A test of one value, in full (`{at_least: 50}`) or in short (`free`, `[DE, AT]`)."""

from typing import Any

from accord.agreement.reading import values
from accord.agreement.reading.nodes import Mapping, Node, Sequence
from accord.agreement.reading.page import Fields, Page
from accord.agreement.spec import Test

NUMBERS = ("at_least", "at_most", "more_than", "less_than")
TEXTS = ("starts_with", "ends_with", "contains")
LISTS = ("any_of", "none_of")
OPERATORS = ("is", "is_not", *NUMBERS, *LISTS, *TEXTS, "matches", "in_list", "not_in_list", "known")


def read_test(page: Page, node: Node, what: str) -> Test | None:
    """A test; None where nothing of it could be read."""
    said: dict[str, Any] = {}
    places = {}
    if isinstance(node, Mapping):
        fields = Fields(page, node, what)
        said = _operators(page, fields)
        fields.done()
        places = fields.places
        if not node.pairs:
            page.lose(node.place, f"{what} tests nothing; say for example {{at_least: 50}}", "empty")
    elif isinstance(node, Sequence):
        said = {"any_of": _scalars(page, node, what)}
    else:
        said = {"is": values.scalar(page, node, what)}
    said = {name: value for name, value in said.items() if value is not None and value != ()}
    if not said:
        page.holes.add(page.section)
        return None
    made = Test(**said)
    page.places.put(made, node.place, places)
    return made


def read_tests(page: Page, node: Node | None, what: str) -> dict[str, Test]:
    """A mapping from property paths to tests."""
    found: dict[str, Test] = {}
    if node is None:
        return found
    if not isinstance(node, Mapping):
        values.wrong(page, node, what, "a mapping from property to test")
        return found
    for key, value in node.pairs:
        path = values.text(page, key, f"a property in {what}")
        if path and (test := read_test(page, value, f"the test of {path}")):
            found[path] = test
    return found


def _operators(page: Page, fields: Fields) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name in OPERATORS:
        node = fields.take(name)
        if node is None:
            continue
        if name in NUMBERS:
            said[name] = values.number(page, node, name)
        elif name in TEXTS:
            said[name] = values.text(page, node, name)
        elif name in LISTS:
            said[name] = _scalars(page, node, name)
        elif name == "matches":
            said[name] = values.texts(page, node, name)
        elif name in ("in_list", "not_in_list"):
            said[name] = values.reference(page, node, name, "list")
        elif name == "known":
            said[name] = values.flag(page, node, name)
        else:
            said[name] = values.scalar(page, node, name)
    return said


def _scalars(page: Page, node: Node, what: str) -> tuple[Any, ...]:
    found = (values.scalar(page, item, what) for item in values.items(page, node, what, one_will_do=True))
    return tuple(one for one in found if one is not None)
