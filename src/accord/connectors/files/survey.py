"""A first walk over the file: how many rows, its checksum, and which keys come more than once. Bounded memory."""

import hashlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from accord.connectors.files.contracts import Fault, Mapping
from accord.connectors.files.readers import Row, open_table
from accord.connectors.files.rows import Record, Understanding


@dataclass(frozen=True, slots=True)
class Survey:
    rows: int
    sha256: str
    repeated: frozenset[int]


def survey(path: Path, mapping: Mapping, understanding: Understanding) -> Survey:
    """Eight bytes a row are kept, no more."""
    hashes = array("Q")
    rows = 0
    for found in records(path, mapping, understanding):
        rows += 1
        if isinstance(found, Record):
            hashes.append(short_hash(found))
    return Survey(rows, checksum(path), _repeated(hashes))


def records(path: Path, mapping: Mapping, understanding: Understanding) -> Iterator[Record | Fault]:
    """Every row of the file, understood or refused."""
    with open_table(path, mapping) as table:
        for row in table.rows:
            yield understanding.record(row) if isinstance(row, Row) else row


def short_hash(record: Record) -> int:
    """Eight bytes of what makes rows one: their key, or for touches without an id all that they say."""
    plain = record.key.encode("utf-8", "surrogatepass") if record.key else record.digest
    return int.from_bytes(hashlib.blake2b(plain, digest_size=8).digest(), "big")


def checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _repeated(hashes: "array[int]") -> frozenset[int]:
    if len(hashes) < 2:
        return frozenset()
    ordered = np.sort(np.frombuffer(hashes, dtype=np.uint64))
    return frozenset(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
