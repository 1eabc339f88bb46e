"""Where a change touches the text: a value, a line, a piece between braces."""

from collections.abc import Sequence

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from accord.agreement.editing.nodes import Uneditable, child, end_of, place_in, start_of
from accord.agreement.editing.words import Value, written

Path = Sequence[str | int]


def replaced(text: str, root: Node, path: Path, value: Value) -> str:
    """The text with that value at the path; missing keys on the way are made."""
    parent, rest = _deepest(root, path)
    if not rest:
        return _with_value(text, parent, _key_of(root, path), value)
    is_empty = isinstance(parent, ScalarNode) and not parent.value
    if not (is_empty or isinstance(parent, MappingNode)) or not all(isinstance(step, str) for step in rest):
        raise Uneditable(f"nothing stands at {_said(path)}")
    for step in reversed(rest[1:]):
        value = {str(step): value}
    if not isinstance(parent, MappingNode):
        return replaced(text, root, path[: -len(rest)], {str(rest[0]): value})
    return _with_key(text, parent, str(rest[0]), written(value))


def added(text: str, root: Node, path: Path, value: Value, before: str | int | None = None) -> str:
    """The text with one more entry in the list at the path, before another or at its end."""
    node, rest = _deepest(root, path)
    if rest:
        return _with_list(text, root, path, value)
    if isinstance(node, ScalarNode):
        return replaced(text, root, path, [*([str(node.value)] if node.value else []), value])  # one value will do
    if not isinstance(node, SequenceNode):
        raise Uneditable(f"no list stands at {_said(path)}")
    place = place_in(node, before) if before is not None else None
    if place is not None and node.flow_style:
        start = start_of(node.value[place])
        return f"{text[:start]}{written(value)}, {text[start:]}"
    if place is not None:
        start, _ = lines_of(text, node.value[place])
        return f"{text[:start]}{' ' * _dash_column(text, node.value[place])}- {written(value)}\n{text[start:]}"
    if node.flow_style or not node.value:
        return _into_braces(text, node, written(value))
    return _line_after(text, end_of(node, text), " " * _dash_column(text, node.value[0]) + f"- {written(value)}")


def removed(text: str, root: Node, path: Path) -> str:
    """The text without what stands at the path."""
    if _deepest(root, path)[1]:
        raise Uneditable(f"nothing stands at {_said(path)}")
    parent, _ = _deepest(root, path[:-1])
    if len(parent.value) == 1 and len(path) > 1:
        return removed(text, root, path[:-1])
    place = place_in(parent, path[-1])
    assert place is not None
    spans = [_span(one, text) for one in parent.value]
    start, end = spans[place]
    assert isinstance(parent, (MappingNode, SequenceNode))
    if parent.flow_style:
        return _cut_between(text, spans, place)
    is_first_of_entry = place == 0 and isinstance(parent, MappingNode) and _follows_dash(text, start)
    if is_first_of_entry:
        return text[:start] + text[spans[1][0] :]
    first = _line_start(text, _dash(text, start) if isinstance(parent, SequenceNode) else start)
    return text[:first] + text[_line_end(text, end) + 1 :]


def lines_of(text: str, entry: Node) -> tuple[int, int]:
    """Where the lines of a block's entry begin and end, with the comments right above it."""
    dash = _dash(text, start_of(entry))
    start, column = _line_start(text, dash), _column(text, dash)
    while start:
        above = text[_line_start(text, start - 1) : start - 1]
        if not above.strip().startswith("#") or len(above) - len(above.lstrip()) < column:
            break
        start = _line_start(text, start - 1)
    return start, _line_end(text, end_of(entry, text)) + 1


def found_at(root: Node, path: Path) -> Node:
    """What stands at a path. Raises Uneditable where it leads nowhere."""
    node, rest = _deepest(root, path)
    if rest:
        raise Uneditable(f"nothing stands at {_said(path)}")
    return node


def _deepest(root: Node, path: Path) -> tuple[Node, list[str | int]]:
    """As far as the path leads, and what is left of it."""
    here = root
    for at, step in enumerate(path):
        found = child(here, step)
        if found is None:
            return here, list(path[at:])
        here = found
    return here, []


def _key_of(root: Node, path: Path) -> Node | None:
    parent, _ = _deepest(root, path[:-1])
    if isinstance(parent, MappingNode):
        return next((key for key, _ in parent.value if str(key.value) == path[-1]), None)
    return None


def _with_value(text: str, node: Node, key: Node | None, value: Value) -> str:
    start, end = start_of(node), end_of(node, text)
    quote = node.style if isinstance(node, ScalarNode) and node.style in ("'", '"') else None
    said = written(value, quote)
    if start == end and key is not None:  # a key with nothing behind it
        colon = text.index(":", end_of(key, text))
        return f"{text[: colon + 1]} {said}{text[colon + 1 :]}"
    is_block = isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style
    if is_block and key is not None:  # what began on a line of its own goes behind its key
        colon = text.index(":", end_of(key, text))
        if not text[colon + 1 : _line_end(text, colon)].strip():
            return f"{text[: colon + 1]} {said}{text[end:]}"
        return f"{text[: colon + 1]} {said}{text[colon + 1 : _line_end(text, colon)]}{text[end:]}"
    return text[:start] + said + text[end:]


def _with_key(text: str, node: MappingNode, key: str, value: str) -> str:
    pair = f"{written(key)}: {value}"
    if node.flow_style or not node.value:
        return _into_braces(text, node, pair)
    column = _column(text, start_of(node.value[0][0]))
    return _line_after(text, end_of(node, text), " " * column + pair)


def _with_list(text: str, root: Node, path: Path, value: Value) -> str:
    """A list that was not there; at the top it begins on lines of its own, as sections do."""
    if len(path) > 1:
        return replaced(text, root, path, [value])
    return f"{text.rstrip()}\n{path[0]}:\n  - {written(value)}\n"


def _into_braces(text: str, node: MappingNode | SequenceNode, words: str) -> str:
    """One more in a mapping or list in braces, behind the last."""
    if not node.value:
        at = start_of(node) + 1
        return text[:at] + words + text[at:]
    at = _span(node.value[-1], text)[1]
    return f"{text[:at]}, {words}{text[at:]}"


def _span(entry: Node | tuple[Node, Node], text: str) -> tuple[int, int]:
    first, last = entry if isinstance(entry, tuple) else (entry, entry)
    return start_of(first), max(end_of(last, text), end_of(first, text))


def _cut_between(text: str, spans: Sequence[tuple[int, int]], place: int) -> str:
    if place + 1 < len(spans):
        return text[: spans[place][0]] + text[spans[place + 1][0] :]
    start = spans[place - 1][1] if place else spans[place][0]
    return text[:start] + text[spans[place][1] :]


def _line_after(text: str, at: int, line: str) -> str:
    end = _line_end(text, at)
    return f"{text[:end]}\n{line}{text[end:]}"


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _column(text: str, at: int) -> int:
    return at - _line_start(text, at)


def _dash(text: str, at: int) -> int:
    """The dash of the entry that begins there."""
    return text.rindex("-", 0, at)


def _dash_column(text: str, entry: Node) -> int:
    return _column(text, _dash(text, start_of(entry)))


def _follows_dash(text: str, at: int) -> bool:
    return text[_line_start(text, at) : at].strip().startswith("-")


def _said(path: Path) -> str:
    return ".".join(map(str, path))
