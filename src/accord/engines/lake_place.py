"""Where a lake lies: a folder, or anything Arrow reaches by URL (s3://, gs://, file://). A file appears whole or not.

On a disk it is written under another name, forced to the disk, and renamed. An object storage shows an object when its
upload is complete.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyarrow import fs

from accord.kernel.errors import Refused, Unavailable

_HALF = ".half-"


class NoSuchPlace(Refused):
    """The address of the lake is none that can be opened."""

    code = "lake_place"


class PlaceAway(Unavailable):
    """The place of the lake does not answer, or does not let us in."""

    code = "lake_away"


class Place:
    """Files by path within the lake, with `/` between folders."""

    def __init__(self, files: Any, root: str) -> None:
        self.files = files
        self.root = root.rstrip("/")
        self._is_disk = isinstance(files, fs.LocalFileSystem)

    def read(self, path: str) -> bytes | None:
        """The whole file; None where there is none. Raises PlaceAway."""
        try:
            with self.files.open_input_stream(self._at(path)) as stream:
                return bytes(stream.read())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise PlaceAway(f"the lake cannot be read: {error}", retry_after=60) from None

    def open(self, path: str) -> Any:
        """For reading in any order. Raises FileNotFoundError."""
        return self.files.open_input_file(self._at(path))

    def size(self, path: str) -> int | None:
        info = self.files.get_file_info(self._at(path))
        return int(info.size) if info.type == fs.FileType.File else None

    def write(self, path: str, content: Any) -> None:
        """Put a file there whole, in the place of any other; on the disk when this returns."""
        if self._is_disk:
            self._write_to_disk(Path(self._at(path)), content)
            return
        with self.files.open_output_stream(self._at(path)) as stream:
            stream.write(content)

    def remove(self, path: str) -> None:
        if self.size(path) is not None:
            self.files.delete_file(self._at(path))

    def listed(self, folder: str) -> Iterator[str]:
        """The paths of all files below a folder."""
        chosen = fs.FileSelector(self._at(folder), recursive=True, allow_not_found=True)
        for info in self.files.get_file_info(chosen):
            if info.type == fs.FileType.File:
                yield info.path[len(self.root) + 1 :]

    def _at(self, path: str) -> str:
        return f"{self.root}/{path}"

    def _write_to_disk(self, target: Path, content: Any) -> None:
        made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(f"{_HALF}{os.getpid()}-{target.name}")
        with half.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        half.replace(target)
        for folder in {target.parent, *(folder.parent for folder in made)}:
            _force(folder)


def _force(folder: Path) -> None:
    """Make the names in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def place(address: str) -> Place:
    """A folder by its path, or whatever a URL names. Raises NoSuchPlace."""
    if "://" not in address:
        return Place(fs.LocalFileSystem(), str(Path(address).absolute()))
    try:
        files, root = fs.FileSystem.from_uri(address)
    except (ValueError, OSError, NotImplementedError) as error:
        raise NoSuchPlace(f"ACCORD_LAKE: {address!r} cannot be opened: {error}") from None
    if not root:
        raise NoSuchPlace(f"ACCORD_LAKE: {address!r} names no bucket")
    return Place(files, root)
