"""What a lake holds, as its `manifest.json` says: nothing that is not listed here counts. Pure."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from accord.kernel.instants import iso

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class File:
    """A sealed file: `path` within the lake, instants in ISO 8601 (UTC), and the range of the touches' numbers."""

    path: str
    month: str
    rows: int
    bytes: int
    sha256: str
    first_at: str
    last_at: str
    first_touch: int
    last_touch: int


@dataclass(frozen=True, slots=True)
class Retired:
    """A file that another one has replaced; it stays for a while, for whoever reads it still."""

    path: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`months` says up to which number of a touch each sealed month holds all of its touches; what has a higher number,
    or is of a month that is not here, lies in the database. All numbers up to `floor` are sealed.

    `looked` is the number up to which sealing has looked, `before` the first open month then, and `marks` stands for
    the verdicts and withdrawals that the files know of.
    """

    lake: str
    generation: int = 0
    sealed_at: str = ""
    floor: int = 0
    looked: int = 0
    before: str = ""
    marks: str = ""
    months: dict[str, int] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    retired: tuple[Retired, ...] = ()

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    def of(self, month: str) -> list[File]:
        """The files of a month."""
        return [file for file in self.files if file.month == month]

    def with_files(self, new: Iterable[File], *, instead_of: Iterable[File], at: datetime) -> "Manifest":
        """The same with files in the place of others, which are retired."""
        gone = {file.path for file in instead_of}
        files = [file for file in self.files if file.path not in gone] + list(new)
        listed = {file.path for file in files}
        retired = {one.path: one for one in self.retired} | {path: Retired(path, iso(at)) for path in gone}
        files.sort(key=lambda file: (file.month, file.first_touch, file.path))
        return replace(
            self, files=tuple(files), retired=tuple(one for path, one in retired.items() if path not in listed)
        )

    def as_json(self) -> bytes:
        body = {"format": FORMAT, **asdict(self), "months": dict(sorted(self.months.items()))}
        return json.dumps(body, indent=1).encode()


def from_json(text: bytes) -> Manifest:
    """Raises ValueError, KeyError or TypeError where it is no manifest of this format."""
    body: dict[str, Any] = json.loads(text)
    if body.pop("format") != FORMAT:
        raise ValueError("another format")
    files = tuple(File(**one) for one in body.pop("files"))
    return Manifest(files=files, retired=tuple(Retired(**one) for one in body.pop("retired")), **body)
