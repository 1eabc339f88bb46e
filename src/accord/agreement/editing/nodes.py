"""The text as nodes that know where they begin and end, and as plain mappings, lists and words."""

from collections.abc import Iterator, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from accord.kernel.errors import Refused

Plain = str | list["Plain"] | dict[str, "Plain"]
DEEPEST = 40


class Uneditable(Refused):
    """The text cannot be changed value by value."""

    code = "uneditable"


def compose(text: str) -> MappingNode:
    """The root of the text. Raises Uneditable where it is no YAML or no mapping."""
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except (
        YAMLError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        KeyError,
        AssertionError,
        RecursionError,
    ) as error:
        raise Uneditable("the text is not YAML; mend it in the text first") from error
    if not isinstance(root, MappingNode):
        raise Uneditable("an agreement is a mapping; begin with “agreement: TITLE”")
    return root


def plain_of(node: Node, depth: int = 1) -> Plain:
    """Mappings, lists and words; everything single is words as written."""
    if depth > DEEPEST:
        raise Uneditable(f"nested deeper than {DEEPEST} levels")
    if isinstance(node, MappingNode):
        return {words_of(key): plain_of(value, depth + 1) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [plain_of(one, depth + 1) for one in node.value]
    return words_of(node)


def words_of(node: Node) -> str:
    return str(node.value) if isinstance(node, ScalarNode) else ""


def at(plain: Plain, path: Sequence[str | int]) -> Any:
    """What stands at a path of an outline; None where it leads nowhere."""
    here: Any = plain
    for step in path:
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list):
            here = _entry(here, step)
        else:
            return None
    return here


def _entry(entries: list[Any], step: str | int) -> Any:
    if isinstance(step, int):
        return entries[step] if 0 <= step < len(entries) else None
    return next((one for one in entries if isinstance(one, dict) and one.get("id") == step), None)


def child(node: Node, step: str | int) -> Node | None:
    """The value of a key, or the entry of a list by its id or position."""
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if words_of(key) == step), None)
    if isinstance(node, SequenceNode):
        place = place_in(node, step)
        return node.value[place] if place is not None else None
    return None


def place_in(node: Node, step: str | int) -> int | None:
    """The position of a key or an entry."""
    if isinstance(node, MappingNode):
        return next((at for at, (key, _) in enumerate(node.value) if words_of(key) == step), None)
    if isinstance(step, int):
        return step if 0 <= step < len(node.value) else None
    return next((at for at, one in enumerate(node.value) if _has_id(one, step)), None)


def _has_id(node: Node, wanted: str) -> bool:
    return isinstance(node, MappingNode) and any(
        words_of(key) == "id" and words_of(value) == wanted for key, value in node.value
    )


def start_of(node: Node) -> int:
    return int(node.start_mark.index)


def end_of(node: Node, text: str) -> int:
    """Behind its last letter; the parser lets blocks end where the next thing begins."""
    if isinstance(node, ScalarNode) and node.style not in ("|", ">"):
        return int(node.end_mark.index)
    if isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style:
        return max((end_of(one, text) for one in _parts(node)), default=start_of(node))
    return start_of(node) + len(text[start_of(node) : int(node.end_mark.index)].rstrip())


def _parts(node: Node) -> Iterator[Node]:
    for one in node.value:
        yield from one if isinstance(one, tuple) else (one,)
