"""Entries of a list change places, and a value becomes an entry: their own text is carried, not written anew."""

from collections.abc import Sequence
from itertools import pairwise

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from accord.agreement.editing.nodes import Uneditable, end_of, place_in, start_of
from accord.agreement.editing.places import found_at, lines_of

Path = Sequence[str | int]


def moved(text: str, root: Node, path: Path, before: str | int) -> str:
    """The text with the entry at the path standing before another one of its list. Raises Uneditable."""
    parent = found_at(root, path[:-1])
    if not isinstance(parent, SequenceNode):
        raise Uneditable("only entries of a list have an order")
    old, new = place_in(parent, path[-1]), place_in(parent, before)
    if old is None or new is None:
        raise Uneditable("no such entry to be moved")
    order = [place for place in range(len(parent.value)) if place != old]
    order.insert(order.index(new) if new != old else old, old)
    spans = [_span(text, parent, one) for one in parent.value]
    between = [text[a[1] : b[0]] for a, b in pairwise(spans)] + [""]
    pieces = [_whole(text[slice(*spans[place])], parent) for place in order]
    made = "".join(piece + gap for piece, gap in zip(pieces, between, strict=True))
    return text[: spans[0][0]] + made + text[spans[-1][1] :]


def wrapped(text: str, root: Node, path: Path, key: str) -> str:
    """The text with `key: [what stood at the path]`. Raises Uneditable."""
    node = found_at(root, path)
    start, end = start_of(node), end_of(node, text)
    if not isinstance(node, (MappingNode, SequenceNode)) or node.flow_style:
        return f"{text[:start]}{{{key}: [{text[start:end]}]}}{text[end:]}"
    column = start - (text.rfind("\n", 0, start) + 1)
    inner = text[start:end].replace("\n", "\n    ")
    return f"{text[:start]}{key}:\n{' ' * (column + 2)}- {inner}{text[end:]}"


def _span(text: str, parent: SequenceNode, entry: Node) -> tuple[int, int]:
    return (start_of(entry), end_of(entry, text)) if parent.flow_style else lines_of(text, entry)


def _whole(piece: str, parent: SequenceNode) -> str:
    """The last line of a file may have no end."""
    return piece if parent.flow_style or piece.endswith("\n") else piece + "\n"
