"""An agreement in a file, read the same way by every command."""

from pathlib import Path

from accord.agreement.contracts import AgreementFault
from accord.kernel.errors import Refused


class NoFile(Refused):
    """The file cannot be read."""

    code = "no_file"


def bytes_of(file: Path) -> bytes:
    """What the file holds. Raises NoFile."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise NoFile(f"{file}: {error.strerror}") from None


def text_of(file: Path) -> str:
    """What the file says. Raises NoFile, and AgreementFault with the place where it is not UTF-8."""
    held = bytes_of(file)
    try:
        return held.decode("utf-8")
    except UnicodeDecodeError:
        from accord.agreement.load import examine

        raise AgreementFault(examine(held, str(file))[1]) from None
