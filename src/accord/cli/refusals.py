"""How commands say that something may not be."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from accord.agreement.contracts import AgreementFault, Fault
from accord.kernel.errors import AccordError


def plain(error: AccordError) -> dict[str, Any]:
    """A refusal for programs: its code in snake_case and its message; of a text with faults all of them beside it."""
    code = error.code.replace("-", "_")
    if not isinstance(error, AgreementFault):
        return {"error": {"code": code, "message": error.message}}
    more = f", and {len(error.faults) - 1} more" if len(error.faults) > 1 else ""
    said = {"code": code, "message": f"{error.faults[0]}{more}"}
    return {"error": said, "faults": [plain_fault(one) for one in error.faults]}


def plain_fault(fault: Fault) -> dict[str, object]:
    """A fault for programs."""
    return {name: getattr(fault, name) for name in ("file", "line", "column", "code", "message")}


@contextmanager
def faults_listed(*, as_json: bool) -> Iterator[None]:
    """For people, faults go to standard output, where `accord agreement check` has them too; exit 1."""
    try:
        yield
    except AgreementFault as faulty:
        if as_json:
            raise
        say(faulty.faults)
        raise typer.Exit(1) from None


def say(faults: tuple[Fault, ...]) -> None:
    """One line each, on standard output."""
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
