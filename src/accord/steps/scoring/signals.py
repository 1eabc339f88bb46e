"""Which rules a touch matches. A condition is judged once per distinct tuple of the values it reads."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

from accord.agreement.conditions import holds
from accord.agreement.spec import TouchMatch, TouchRule
from accord.kernel.touch import Touch, TouchKind
from accord.steps.scoring.compile import Program

REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Match:
    """A touch matches the rule at that place of the program; `value` stands for the property it counts by."""

    rule: int
    value: int


class Matcher:
    """The touch rules of one program, by what they match; remembers judgements."""

    def __init__(self, program: Program) -> None:
        self._lists = program.agreement.lists
        self._by_touch: dict[str, list[tuple[int, TouchMatch]]] = {}
        for place, rule in program.touch_rules():
            self._by_touch.setdefault(_wanted(rule), []).append((place, rule))
        self._paths = {
            name: sorted({path for _, rule in rules for path in _read(rule)}) for name, rules in self._by_touch.items()
        }
        self._seen: dict[tuple[Any, ...], tuple[Match, ...]] = {}

    def of(self, touch: Touch) -> tuple[Match, ...]:
        """The rules that this touch matches, in the order of the program."""
        name = kind_of(touch)
        if name not in self._by_touch:
            return ()
        values = [value_at(touch, path) for path in self._paths[name]]
        key = (name, *(_plain(value) for value in values))
        found = self._seen.get(key)
        if found is None:
            found = tuple(self._judge(name, dict(zip(self._paths[name], values, strict=True))))
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[key] = found
        return found

    def _judge(self, name: str, values: dict[str, Any]) -> Iterator[Match]:
        for place, rule in self._by_touch[name]:
            if all(holds(test, values[path], self._lists) for path, test in rule.where.items()):
                distinct = _distinct(rule)
                yield Match(place, 0 if distinct is None else code_of(values[distinct]))


def kind_of(touch: Touch) -> str:
    """What a rule's `touch` is compared with: "page", "screen", or the tracked event's name behind a colon."""
    return f":{touch.name.strip().casefold()}" if touch.kind is TouchKind.TRACK else touch.kind.value


def _wanted(rule: TouchMatch) -> str:
    return rule.touch if rule.touch in ("page", "screen") else f":{rule.touch.strip().casefold()}"


def _distinct(rule: TouchMatch) -> str | None:
    return rule.count.distinct if isinstance(rule, TouchRule) else None


def _read(rule: TouchMatch) -> set[str]:
    distinct = _distinct(rule)
    return set(rule.where) | ({distinct} if distinct is not None else set())


def value_at(touch: Touch, path: str) -> Any:
    """The property at a path; "context.…" reads the context, "path" of a touch is that of its URL where not given."""
    if path.startswith("context."):
        return _walk(touch.context, path.removeprefix("context."))
    found = _walk(touch.properties, path)
    return _url_path(touch) if found is None and path == "path" else found


def _walk(values: Any, path: str) -> Any:
    if not isinstance(values, dict):
        return None
    if path in values:
        return values[path]
    head, _, rest = path.partition(".")
    return _walk(values.get(head), rest) if rest else None


def _url_path(touch: Touch) -> str | None:
    given = _walk(touch.context, "page.path")
    if isinstance(given, str):
        return given
    for url in (touch.properties.get("url"), _walk(touch.context, "page.url")):
        if isinstance(url, str):
            try:
                return urlsplit(url).path or "/"
            except ValueError:
                continue
    return None


def _plain(value: Any) -> tuple[str, Any]:
    """A key that tells 1 from true and "1", and holds lists and maps too."""
    if value is None or isinstance(value, str | int | float):
        return type(value).__name__, value
    return "json", json.dumps(value, sort_keys=True, default=str)


def code_of(value: Any) -> int:
    """64 bits that stand for a value; texts without regard to case, as in every condition."""
    folded = value.strip().casefold() if isinstance(value, str) else value
    text = json.dumps(folded, sort_keys=True, default=str, ensure_ascii=False)
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
