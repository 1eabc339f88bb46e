"""From text to agreement: all faults at once, each at its place."""

from accord.agreement.checks import find_faults
from accord.agreement.contracts import AgreementFault, Fault
from accord.agreement.reading.document import read
from accord.agreement.spec import Agreement


def load(text: str | bytes, name: str) -> Agreement:
    """The agreement that a text says. Raises AgreementFault with everything that is wrong with it."""
    agreement, faults = examine(text, name)
    if agreement is None or faults:
        raise AgreementFault(faults)
    return agreement


def examine(text: str | bytes, name: str, *, with_checks: bool = True) -> tuple[Agreement | None, tuple[Fault, ...]]:
    """The agreement as far as it could be read, and all that is wrong with it in order of place."""
    reading = read(text, name)
    found = list(reading.page.faults)
    if reading.agreement is not None and with_checks:
        found += find_faults(reading.agreement, reading.page)
    return reading.agreement, tuple(sorted(set(found)))
