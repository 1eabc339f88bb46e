"""From characters to nodes, by way of the events of ruamel.yaml."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as ev
from ruamel.yaml.error import MarkedYAMLError

from accord.agreement.reading.nodes import Lines, Lost, Mapping, Node, Place, Scalar, Sequence

MOST_CHARACTERS = 262_144
DEEPEST = 40
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

Blame = Callable[[Place, str, str], None]


class Stop(Exception):
    """The text cannot be read any further; the fault is already noted."""


def text_of(raw: str | bytes, blame: Blame) -> str:
    """The characters of a file, without a byte order mark. Stops where they are not UTF-8 or not printable."""
    text = (raw if isinstance(raw, str) else _decoded(raw, blame)).removeprefix("\ufeff")
    if len(text) > MOST_CHARACTERS:
        blame((1, 1), f"the document has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read", "too-large")
        raise Stop
    if odd := _UNPRINTABLE.search(text):
        place = Lines(text).place(odd.start())
        blame(place, f"the character U+{ord(odd.group()):04X} may not stand in an agreement", "encoding")
        raise Stop
    return text


def _decoded(raw: bytes, blame: Blame) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        blame(Lines(before + "?").place(len(before)), "this byte is not UTF-8; save the file as UTF-8", "encoding")
        raise Stop from None


def compose(text: str, blame: Blame) -> Node | None:
    """The root node; None where the document is empty. Stops at the first error of syntax."""
    return _Composer(text, blame).document()


class _Composer:
    def __init__(self, text: str, blame: Blame) -> None:
        self._lines = Lines(text)
        self._blame = blame
        self._at = 0
        self._events = self._parse(text)

    def _parse(self, text: str) -> Iterator[Any]:
        try:
            for event in YAML(typ="safe", pure=True).parse(text):
                self._at = event.end_mark.index
                yield event
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._stop(mark.index if mark else self._at, _plainly(error, text, mark.index if mark else 0))
        except (ValueError, TypeError, AttributeError, IndexError, KeyError, AssertionError) as error:
            # ruamel.yaml lets these out of its scanner for some malformed escapes, directives and tags.
            self._stop(self._at, f"this is not YAML ({error})")

    def _stop(self, index: int, message: str, code: str = "syntax") -> None:
        self._blame(self._lines.place(index), message, code)
        raise Stop

    def document(self) -> Node | None:
        root: Node | None = None
        seen = 0
        for event in self._events:
            if isinstance(event, ev.DocumentStartEvent):
                seen += 1
                if seen > 1:
                    self._stop(event.start_mark.index, "a file holds one agreement; a second document begins here")
            elif isinstance(event, (ev.ScalarEvent, ev.CollectionStartEvent, ev.AliasEvent)):
                root = self._node(event, 1)
        return None if isinstance(root, Scalar) and root.is_plain and root.text in ("", "~", "null") else root

    def _node(self, event: Any, depth: int) -> Node:
        place = self._lines.place(event.start_mark.index)
        if depth > DEEPEST:
            self._stop(event.start_mark.index, f"nested deeper than {DEEPEST} levels", "too-deep")
        if isinstance(event, ev.AliasEvent):
            self._blame(place, f"write it out instead of *{event.anchor}: an agreement is read aloud", "alias")
            return Lost("", False, place)
        if event.anchor is not None:
            self._blame(place, f"no anchors (&{event.anchor}): an agreement is read aloud", "alias")
        if event.tag is not None and str(event.tag) != "!":
            self._blame(place, f"no tags ({event.tag}): write the plain value", "tag")
        if isinstance(event, ev.ScalarEvent):
            return Scalar(event.value, event.style is None and event.tag is None, place)
        if isinstance(event, ev.SequenceStartEvent):
            return self._sequence(place, depth)
        return self._mapping(place, depth)

    def _sequence(self, place: Place, depth: int) -> Sequence:
        made = Sequence(place)
        while not isinstance(event := next(self._events), ev.SequenceEndEvent):
            made.items.append(self._node(event, depth + 1))
        return made

    def _mapping(self, place: Place, depth: int) -> Mapping:
        made = Mapping(place)
        first: dict[str, Place] = {}
        while not isinstance(event := next(self._events), ev.MappingEndEvent):
            key, value = self._node(event, depth + 1), self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                self._blame(key.place, "a key is a word, not a list or a mapping", "wrong-type")
            elif key.text in first:
                line, column = first[key.text]
                self._blame(key.place, f"“{key.text}” stands twice; first at {line}:{column}", "duplicate-key")
            else:
                first[key.text] = key.place
                made.pairs.append((key, value))
        return made


def _plainly(error: MarkedYAMLError, text: str, index: int) -> str:
    if text[index : index + 1] == "\t":
        return "a tab cannot stand here; indent with spaces"
    parts = (error.context, error.problem)
    return "this is not YAML: " + ", ".join(str(part).strip() for part in parts if part)
