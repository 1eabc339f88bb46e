"""`accord agreement diff`"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accord.cli import versions
from accord.cli.agreement_file import bytes_of
from accord.cli.door import AsJson, console, open_database, print_json

if TYPE_CHECKING:
    from accord.agreement.spec import Agreement

Which = Annotated[str, typer.Argument(help="A version's number, `current`, or a file.")]


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

        return load(bytes_of(Path(which)), which)
    open_database()
    return versions.find(which).agreement
