"""Rows of any file we can read, one at a time: CSV, XLSX, XLS, ODS, JSON lines; gzip around any of them."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook

from accord.connectors.files.contracts import Fault, Mapping
from accord.connectors.files.encoding import SAMPLE, delimiter_of, encoding_of
from accord.connectors.files.recognisable import WORKBOOKS, is_encoding, is_json, trouble
from accord.kernel.errors import Refused

LONGEST_FIELD = 1 << 20
LONGEST_LINE = 4 << 20
csv.field_size_limit(LONGEST_FIELD)


class Unreadable(Refused):
    """The file cannot be read as a table."""

    code = "unreadable_file"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its first line in the file and its cells, as many as the file has columns; or the JSON of the line."""

    line: int
    cells: tuple[str, ...] = ()
    message: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` yields a Row, or the Fault of a line that cannot be read; it can be walked once."""

    format: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    rows: Iterator[Row | Fault]


@contextmanager
def open_table(path: Path, mapping: Mapping | None = None) -> Iterator[Table]:
    """The table in the file. Raises Unreadable where there is none."""
    mapping = mapping or Mapping()
    with _bytes_of(path) as stream:
        try:
            head = stream.peek(SAMPLE)[:SAMPLE]
            encoding = _encoding(path, head, stream, mapping)
            yield _table(head, stream, mapping, encoding)
        except (OSError, EOFError, CalamineError, UnicodeError, csv.Error) as cause:
            raise Unreadable(f"{path.name} cannot be read: {cause}") from cause


@contextmanager
def _bytes_of(path: Path) -> Iterator[io.BufferedReader]:
    try:
        with path.open("rb", buffering=0) as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            source: Any = gzip.GzipFile(fileobj=raw) if packed else raw
            yield io.BufferedReader(source, SAMPLE)
    except IsADirectoryError:
        raise Unreadable(f"{path.name} is a folder; name a file in it") from None
    except (FileNotFoundError, PermissionError) as cause:
        raise Unreadable(f"{path.name} cannot be opened: {cause.strerror}") from cause


def _encoding(path: Path, head: bytes, stream: io.BufferedReader, mapping: Mapping) -> str:
    """The one given, or seen. Raises Unreadable for a file that is no table at all."""
    if mapping.encoding and not is_encoding(mapping.encoding):
        raise Unreadable(f"there is no encoding {mapping.encoding}")
    encoding = mapping.encoding or encoding_of(head)
    is_packed = isinstance(stream.raw, gzip.GzipFile)
    if why := trouble(path.name, head, encoding, is_packed=is_packed):
        raise Unreadable(f"{path.name} cannot be read: {why}")
    return encoding


def _table(head: bytes, stream: io.BufferedReader, mapping: Mapping, encoding: str) -> Table:
    if head.startswith(WORKBOOKS):
        return _workbook(stream, mapping)
    if is_json(head):
        return Table("jsonl", "utf-8", "", (), _messages(stream))
    return _csv(head, stream, mapping, encoding)


def _csv(head: bytes, stream: IO[bytes], mapping: Mapping, encoding: str) -> Table:
    text = head.decode(encoding, errors="replace")
    delimiter = mapping.delimiter or delimiter_of(text)
    lines = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    columns = _headings(next(reader, []))
    return Table("csv", encoding, delimiter, columns, _csv_rows(reader, columns))


def _csv_rows(reader: Any, columns: tuple[str, ...]) -> Iterator[Row | Fault]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as cause:
            yield Fault(line, "", "", f"the line cannot be read: {cause}")
            continue
        if any(cells):
            yield _fitted(line, cells, columns)


def _fitted(line: int, cells: list[str], columns: tuple[str, ...]) -> Row | Fault:
    if (len(cells) != len(columns) and any(cells[len(columns) :])) or len(cells) < len(columns):
        return Fault(line, "", "", f"{len(cells)} fields where the header has {len(columns)}")
    return Row(line, tuple(cell.strip().replace("\x00", "") for cell in cells[: len(columns)]))


def _headings(cells: list[str]) -> tuple[str, ...]:
    """Headings are unique: a second "Name" is "Name 2"."""
    seen: dict[str, int] = {}
    names = []
    for number, cell in enumerate(cells, 1):
        name = cell.strip().lstrip("\ufeff").replace("\x00", "") or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    if not any(cell.strip() for cell in cells):
        raise Unreadable("the file is empty: there is no row of headings")
    return tuple(names)


def _messages(stream: IO[bytes]) -> Iterator[Row | Fault]:
    line = 0
    while chunk := stream.readline(LONGEST_LINE):
        line += 1
        if len(chunk) == LONGEST_LINE and not chunk.endswith(b"\n"):
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield Fault(line, "", "", "the line is longer than 4 MB")
        elif chunk.strip():
            yield _message(line, chunk)


def _message(line: int, chunk: bytes) -> Row | Fault:
    try:
        message = json.loads(chunk.decode("utf-8-sig" if line == 1 else "utf-8"))
    except (ValueError, RecursionError) as cause:
        return Fault(line, "", "", f"not JSON: {cause}"[:200])
    if not isinstance(message, dict):
        return Fault(line, "", "", "not a JSON object")
    return Row(line, message=message)


def _workbook(stream: IO[bytes], mapping: Mapping) -> Table:
    book = CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
    names = [mapping.sheet] if mapping.sheet else book.sheet_names
    for name in names:
        if name not in book.sheet_names:
            raise Unreadable(f"there is no sheet {name}; there are {', '.join(book.sheet_names)}")
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height:
            rows = sheet.iter_rows()
            columns = _headings([_text(cell) for cell in next(rows)])
            return Table("workbook", "", "", columns, _sheet_rows(rows, columns))
    raise Unreadable("every sheet is empty")


def _sheet_rows(rows: Iterator[Any], columns: tuple[str, ...]) -> Iterator[Row | Fault]:
    for line, cells in enumerate(rows, 2):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield _fitted(line, texts + [""] * (len(columns) - len(texts)), columns)


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
