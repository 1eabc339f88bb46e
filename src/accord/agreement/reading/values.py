"""Single values with their checks; each gives None where the value is not what it should be."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar
from zoneinfo import available_timezones

from accord.agreement.reading.nodes import Lost, Mapping, Node, Place, Scalar, Sequence
from accord.agreement.reading.page import Fields, Page, did_you_mean
from accord.agreement.reading.words import Unclear

T = TypeVar("T")
Value = str | int | float | bool

LARGEST = 2**53 - 1  # beyond it a number is no longer the same in every engine and client
MOST_POINTS = 1_000_000
MOST_SUM = 1_000_000_000
LONGEST_TEXT = 2_000
_INTEGER = re.compile(r"[-+]?[0-9][0-9_]*")
_NUMBER = re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]{1,3})?")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_KINDS = {Scalar: "a single value", Sequence: "a list", Mapping: "a mapping"}


def is_empty(node: Node) -> bool:
    """Nothing was written after the key."""
    return isinstance(node, Scalar) and node.is_plain and node.text in ("", "~", "null")


def wrong(page: Page, node: Node, what: str, wanted: str) -> None:
    """A fault of type: names what was wanted and what is there."""
    if isinstance(node, Lost):
        page.holes.add(page.section)
        return
    there = (
        "nothing" if is_empty(node) else f"“{_short(node.text)}”" if isinstance(node, Scalar) else _KINDS[type(node)]
    )
    page.lose(node.place, f"{what} is {wanted}, not {there}", "wrong-type")


def text(page: Page, node: Node | None, what: str) -> str | None:
    """Words of any kind, at most 2,000 characters."""
    if node is None:
        return None
    if not isinstance(node, Scalar) or is_empty(node) or not node.text.strip():
        wrong(page, node, what, "a text")
        return None
    if len(node.text) > LONGEST_TEXT:
        page.lose(node.place, f"{what} is longer than {LONGEST_TEXT:,} characters", "too-long")
        return None
    return node.text.strip()


def ident(page: Page, node: Node | None, what: str) -> str | None:
    """An id: small letters, digits, - and _."""
    written = text(page, node, what)
    if node is None or written is None:
        return None
    if not _ID.fullmatch(written):
        message = f"{what} “{_short(written)}” may only have a-z, 0-9, - and _, and begins with a letter or digit"
        page.lose(node.place, message, "bad-id")
        return None
    return written


def reference(page: Page, node: Node | None, what: str, kind: str) -> str | None:
    """An id that must be declared somewhere in the document."""
    written = ident(page, node, what)
    if node is not None and written is not None:
        page.refer(kind, written, node.place)
    return written


def integer(page: Page, node: Node | None, what: str, *, most: int = LARGEST) -> int | None:
    """A whole number within ±most."""
    if node is None:
        return None
    if not isinstance(node, Scalar) or not node.is_plain or not _INTEGER.fullmatch(node.text):
        wrong(page, node, what, "a whole number")
        return None
    if len(node.text) > 30 or abs(value := int(node.text)) > most:
        page.lose(node.place, f"{what} is out of range: at most {most:,} either way", "out-of-range")
        return None
    return value


def scalar(page: Page, node: Node | None, what: str) -> Value | None:
    """A text, number, or true/false, by the way it is written."""
    if node is None:
        return None
    if not isinstance(node, Scalar) or is_empty(node):
        wrong(page, node, what, "a text, a number, true or false")
        return None
    if not node.is_plain:
        return text(page, node, what)
    if node.text in ("true", "false", "True", "False"):
        return node.text.lower() == "true"
    if _INTEGER.fullmatch(node.text) and not re.match(r"[-+]?0[0-9]", node.text):
        return integer(page, node, what)
    if _NUMBER.fullmatch(node.text) and not re.match(r"[-+]?0[0-9]", node.text):
        return number(page, node, what)
    return text(page, node, what)


def number(page: Page, node: Node | None, what: str) -> float | int | None:
    """A number within the range that every engine holds exactly."""
    if node is None:
        return None
    if not isinstance(node, Scalar) or not node.is_plain or not _NUMBER.fullmatch(node.text):
        wrong(page, node, what, "a number")
        return None
    if _INTEGER.fullmatch(node.text):
        return integer(page, node, what)
    if not abs(value := float(node.text)) <= LARGEST:
        page.lose(node.place, f"{what} is out of range: at most {LARGEST:,} either way", "out-of-range")
        return None
    return value


def flag(page: Page, node: Node | None, what: str) -> bool | None:
    """true or false."""
    if node is None:
        return None
    if not isinstance(node, Scalar) or not node.is_plain or node.text not in ("true", "false", "True", "False"):
        wrong(page, node, what, "true or false")
        return None
    return node.text.lower() == "true"


def choice(page: Page, node: Node | None, what: str, known: tuple[str, ...]) -> str | None:
    """One word out of a few."""
    written = text(page, node, what)
    if node is None or written is None:
        return None
    if written not in known:
        page.lose(node.place, f"{what} cannot be “{_short(written)}”{did_you_mean(written, known)}", "unknown-word")
        return None
    return written


def spoken(page: Page, node: Node | None, what: str, say: Callable[[str], T]) -> T | None:
    """A value of one of the little languages, such as a duration."""
    if node is None:
        return None
    if not isinstance(node, Scalar) or is_empty(node):
        wrong(page, node, what, "a text")
        return None
    try:
        return say(node.text)
    except Unclear as unclear:
        page.lose(node.place, f"{what}: {unclear}", "bad-words")
        return None


def zone(page: Page, node: Node | None) -> str | None:
    """An IANA zone."""
    written = text(page, node, "time_zone")
    if node is None or written is None:
        return None
    known = _zones()
    if written not in known:
        hint = did_you_mean(written, known) if len(written) < 60 else ""
        page.lose(node.place, f"there is no time zone “{written[:60]}”{hint if 'mean' in hint else ''}", "unknown-word")
        return None
    return written


def items(page: Page, node: Node | None, what: str, *, one_will_do: bool = False) -> list[Node]:
    """The nodes of a list; with `one_will_do`, a single value is a list of one."""
    if node is None:
        return []
    if isinstance(node, Sequence):
        if not node.items:
            page.lose(node.place, f"{what} is empty", "empty")
        return node.items
    if one_will_do and isinstance(node, Scalar) and not is_empty(node):
        return [node]
    wrong(page, node, what, "a list")
    return []


def texts(page: Page, node: Node | None, what: str) -> tuple[str, ...]:
    """A list of texts, or a single one."""
    found = (text(page, item, what) for item in items(page, node, what, one_will_do=True))
    return tuple(one for one in found if one is not None)


def fields(page: Page, node: Node | None, what: str, *, place: Place | None = None) -> Fields | None:
    """The keys of a mapping."""
    if node is None:
        return None
    if not isinstance(node, Mapping):
        wrong(page, node, what, "a mapping")
        return None
    return Fields(page, node, what, place=place)


def named(page: Page, node: Node | None, what: str) -> Iterator[tuple[str, Place, Node]]:
    """The entries of a mapping whose keys are ids, such as scores and stages."""
    if node is None:
        return
    if not isinstance(node, Mapping):
        wrong(page, node, what, "a mapping from ids")
        return
    if not node.pairs:
        page.lose(node.place, f"{what} is empty", "empty")
    for key, value in node.pairs:
        if ident(page, key, f"the id in {what}") is not None:
            yield key.text, key.place, value


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # reads a folder of some hundred files


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57] + "…"
