"""One supervisor a home: a lock that the system lets go of when its holder dies."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import IO

from accord.kernel.errors import Refused


class AlreadyRunning(Refused):
    """Another supervisor runs on this home."""

    code = "already_running"


class Lock:
    def __init__(self, home: Path, address: str) -> None:
        self._path = home / "supervisor.lock"
        self._address = address
        self._file: IO[str] | None = None

    def __enter__(self) -> "Lock":
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            told = _read(self._file)
            self._file.close()
            raise AlreadyRunning(f"Accord already runs on {self._path.parent}: {told}") from None
        self._file.truncate(0)
        self._file.write(f"process {os.getpid()}, {self._address}")
        self._file.flush()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    @staticmethod
    def holder(home: Path) -> str | None:
        """What the holder wrote about itself; None where nobody holds the lock."""
        path = home / "supervisor.lock"
        if not path.exists():
            return None
        with path.open("r", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return _read(file)
        return None


def _read(file: IO[str]) -> str:
    file.seek(0)
    return file.read().strip() or "it has not said where"
