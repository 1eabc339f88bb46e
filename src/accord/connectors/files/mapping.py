"""MAP.yaml: how a file's columns are read, checked with file, line and column, all faults at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz import process
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from accord.connectors.files.canonical import FIELDS
from accord.connectors.files.contracts import Kind, Mapping
from accord.kernel.errors import Refused

TABLES = ("columns", "constants", "product_names", "value_map")
TEXTS = ("date_format", "encoding", "delimiter", "sheet")
TRAITS = ("people", "accounts", "touches")


@dataclass(frozen=True, slots=True)
class MapFault:
    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class MapRefused(Refused):
    """The mapping file says something that cannot be followed."""

    code = "mapping"

    def __init__(self, faults: tuple[MapFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def load_map(
    text: str, name: str, kind: Kind, *, columns_of: Callable[[Mapping], tuple[str, ...]] | None = None
) -> Mapping:
    """The mapping in the text. Raises MapRefused with every fault; `columns_of` tells the headings of the file it is
    for, so that columns which the file lacks are among them."""
    try:
        document = YAML().load(text)
    except MarkedYAMLError as cause:
        mark = cause.problem_mark
        raise MapRefused((MapFault(name, mark.line + 1, mark.column + 1, str(cause.problem)),)) from cause
    except (YAMLError, ValueError) as cause:
        raise MapRefused((MapFault(name, 1, 1, f"not YAML: {cause}"),)) from cause
    if document is None:
        return Mapping()
    reading = _Reading(name, kind)
    mapping = reading.mapping(document)
    if columns_of is not None and isinstance(document, CommentedMap):
        reading.lacking(document.get("columns"), columns_of(mapping))
    if reading.faults:
        raise MapRefused(tuple(sorted(reading.faults, key=lambda fault: (fault.line, fault.column))))
    return mapping


def merged(recognised: Mapping, given: Mapping | None) -> Mapping:
    """What was recognised, overruled by what was given: a given column takes its field from a recognised one."""
    if given is None:
        return recognised
    taken = set(given.columns.values()) | set(given.constants)
    kept = {c: f for c, f in recognised.columns.items() if c not in given.columns and (not f or f not in taken)}
    return replace(given, columns={**kept, **given.columns}, vendor=given.vendor or recognised.vendor)


def missing_columns(mapping: Mapping, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Columns that the mapping names and the file lacks."""
    return tuple(column for column in mapping.columns if column not in columns)


def from_dict(plain: dict[str, Any]) -> Mapping:
    """The mapping that `as_dict` wrote."""
    return Mapping(**plain)


class _Reading:
    """One walk over the document that collects faults."""

    def __init__(self, name: str, kind: Kind) -> None:
        self.name, self.kind, self.faults = name, kind, list[MapFault]()

    def fault(self, at: tuple[int, int], message: str) -> None:
        self.faults.append(MapFault(self.name, at[0] + 1, at[1] + 1, message))

    def mapping(self, document: Any) -> Mapping:
        if not isinstance(document, CommentedMap):
            self.fault((0, 0), "a mapping is expected: columns: {their column: our field}")
            return Mapping()
        found: dict[str, Any] = {}
        for key, value in document.items():
            if key in TABLES:
                found[key] = self.table(document, key, value)
            elif key in TEXTS:
                found[key] = self.text(document, key, value)
            else:
                self.unknown(document, str(key), (*TABLES, *TEXTS), "key")
        return Mapping(**{key: value for key, value in found.items() if value})

    def lacking(self, node: Any, columns: tuple[str, ...]) -> None:
        """The columns that are named and the file does not have."""
        if not columns or not isinstance(node, CommentedMap):
            return
        for column in (c for c in node if str(c) not in columns):
            near = process.extractOne(str(column), columns, score_cutoff=60)
            hint = f"; did you mean {near[0]}?" if near else f"; it has {', '.join(columns)}"
            self.fault(node.lc.key(column), f"the file has no column {column}{hint}")

    def unknown(self, node: CommentedMap, word: str, known: tuple[str, ...], what: str) -> None:
        near = process.extractOne(word, known, score_cutoff=60)
        hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"
        self.fault(node.lc.key(word) if word in node else (node.lc.line, node.lc.col), f"unknown {what} {word}{hint}")

    def text(self, node: CommentedMap, key: str, value: Any) -> str | None:
        if isinstance(value, str):
            return value
        self.fault(node.lc.value(key), f"{key} is a text")
        return None

    def table(self, node: CommentedMap, key: str, value: Any) -> dict[str, Any]:
        if key == "product_names" and isinstance(value, list):
            return {str(name): str(name) for name in value}
        if not isinstance(value, CommentedMap):
            self.fault(node.lc.value(key), f"{key} is a table")
            return {}
        if key == "value_map":
            return {str(f): self.table(value, str(f), words) for f, words in value.items() if self.field(value, f)}
        if key == "columns":
            return {
                str(c): "" if f in (None, "ignore", "") else str(f) for c, f in value.items() if self.target(value, c)
            }
        if key == "constants":
            return {str(f): str(v) for f, v in value.items() if self.field(value, f)}
        return {str(a): str(b) for a, b in value.items()}

    def target(self, node: CommentedMap, column: Any) -> bool:
        field = node[column]
        if field in (None, "ignore", "") or (self.kind in TRAITS and isinstance(field, str)):
            return True
        if field in FIELDS[self.kind]:
            return True
        near = process.extractOne(str(field), FIELDS[self.kind], score_cutoff=60)
        hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(FIELDS[self.kind])}"
        self.fault(node.lc.value(column), f"unknown field {field} of {self.kind}{hint}")
        return False

    def field(self, node: CommentedMap, field: Any) -> bool:
        if field in FIELDS[self.kind] or (self.kind in TRAITS and isinstance(field, str)):
            return True
        self.unknown(node, str(field), FIELDS[self.kind], "field")
        return False
