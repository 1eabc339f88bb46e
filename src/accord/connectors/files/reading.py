"""A file with its mapping: recognised, overruled by what was given, and checked against the columns."""

from itertools import islice
from pathlib import Path

from rapidfuzz import process

from accord.connectors.files import canonical
from accord.connectors.files.contracts import Fault, Inspection, Kind, Mapping
from accord.connectors.files.mapping import merged, missing_columns
from accord.connectors.files.readers import Row, open_table
from accord.connectors.files.recognise import recognise
from accord.connectors.files.rows import Record, Understanding
from accord.connectors.files.values import word_key
from accord.kernel.errors import Refused

PREVIEW = 20
SAMPLED = 2000


class MissingColumns(Refused):
    """The mapping names columns that the file does not have."""

    code = "missing_columns"


def columns_of(path: Path, given: Mapping) -> tuple[str, ...]:
    """The headings of the file; none of JSON lines. Raises Unreadable."""
    with open_table(path, given) as table:
        return table.columns


def understand(kind: Kind, path: Path, given: Mapping | None, currency: str, products: dict[str, str]) -> Understanding:
    """How the file is read. Raises Unreadable and MissingColumns."""
    with open_table(path, given) as table:
        columns = table.columns
    if given is not None and columns and (missing := missing_columns(given, columns)):
        raise MissingColumns(f"the file has no column {', '.join(missing)}; it has {', '.join(columns)}")
    mapping = merged(recognise(kind, columns), given) if columns else given or Mapping()
    spelt = {word_key(wrong): right for wrong, right in mapping.product_names.items()}
    return Understanding(kind, columns, mapping, currency, {**products, **spelt})


def inspect(kind: Kind, path: Path, given: Mapping | None, currency: str, products: dict[str, str]) -> Inspection:
    """The file before it is imported. Raises Unreadable and MissingColumns."""
    reading = understand(kind, path, given, currency, products)
    with open_table(path, given) as table:
        rows = list(islice(table.rows, SAMPLED))
        judged = [reading.record(row) if isinstance(row, Row) else row for row in rows]
        return Inspection(
            kind=kind, format=table.format, encoding=table.encoding, delimiter=table.delimiter, columns=table.columns,
            mapping=reading.mapping, fields=canonical.FIELDS[kind], preview=_preview(rows),
            problems=_problems(judged), suggestions=_suggestions(judged),
        )  # fmt: skip


def _preview(rows: list[Row | Fault]) -> tuple[tuple[str, ...], ...]:
    return tuple(row.cells for row in rows if isinstance(row, Row) and row.message is None)[:PREVIEW]


def _problems(judged: list[Record | Fault]) -> tuple[str, ...]:
    """What the first rows already show, each thing once."""
    found: dict[str, None] = {}
    for item in judged:
        if isinstance(item, Fault):
            found[f"line {item.line}: {item.column + ': ' if item.column else ''}{item.reason}"] = None
        else:
            found.update((message, None) for _, message in item.odd)
    return tuple(found)[:PREVIEW]


def _suggestions(judged: list[Record | Fault]) -> tuple[str, ...]:
    """Products spelt almost alike; joining them is for the map's `product_names` to say."""
    names = sorted({r.content["product"] for r in judged if isinstance(r, Record) and "product" in r.content})
    found = []
    for number, name in enumerate(names):
        near = process.extractOne(name, names[:number], score_cutoff=90)
        if near is not None:
            found.append(f"{name} looks like {near[0]}; if it is, say so under product_names")
    return tuple(found)
