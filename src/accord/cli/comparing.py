"""`accord agreement diff`"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accord.cli.door import AsJson, console, open_database, print_json
from accord.kernel.errors import Refused

if TYPE_CHECKING:
    from accord.agreement.spec import Agreement

Which = Annotated[str, typer.Argument(help="A version's number, `current`, or a file.")]


class NoAgreement(Refused):
    """There is no such version, and no such file."""

    code = "no_agreement"


def diff(old: Which, new: Which, as_json: AsJson = False) -> None:
    """What NEW says otherwise than OLD, as sentences."""
    from accord.agreement.diff import differences

    found = differences(_agreement(old), _agreement(new))
    if as_json:
        print_json([{name: getattr(one, name) for name in ("section", "path", "kind", "sentence")} for one in found])
        return
    for one in found:
        console.print(one.sentence, markup=False, highlight=False, soft_wrap=True)
    if not found:
        console.print("Both say the same.")


def _agreement(which: str) -> "Agreement":
    if which != "current" and not which.isdecimal():
        from accord.agreement.load import load

        return load(_text(Path(which)), which)
    open_database()
    from accord.agreement import api as agreements

    if which == "current":
        found = agreements.current()
    else:
        found = next((one for one in agreements.versions() if one.number == int(which)), None)
    if found is None:
        raise NoAgreement("No agreement is in force." if which == "current" else f"There is no version {which}.")
    return found.agreement


def _text(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NoAgreement(f"{file}: {error.strerror}") from None
