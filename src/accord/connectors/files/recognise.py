"""Which of our fields a column is, by its heading: our names first, then each vendor's table."""

from accord.connectors.files import canonical, hubspot, salesforce
from accord.connectors.files.contracts import Kind, Mapping, Vendor
from accord.kernel.traits import snake

VENDORS = (hubspot.VENDOR, salesforce.VENDOR)

OURS = Vendor("", "", (), canonical.COLUMNS, ())


def recognise(kind: Kind, columns: tuple[str, ...]) -> Mapping:
    """The mapping that the headings alone suggest. Of two columns for one field the one named first in the table
    has it; the other stays what any other column is."""
    vendor = _vendor(kind, columns)
    plain = {column: _plain(column, vendor) for column in columns}
    mapped = _assigned(vendor.columns[kind], plain)
    mapped |= {column: "" for column, name in plain.items() if name in vendor.left_out}
    mapped |= _without_prefix(kind, vendor, plain, mapped)
    return Mapping(columns=mapped, vendor=vendor.name)


def _without_prefix(kind: Kind, vendor: Vendor, plain: dict[str, str], mapped: dict[str, str]) -> dict[str, str]:
    """Other columns become traits under the vendor's name without the prefix of its export."""
    if kind == "deals" or not vendor.prefix:
        return {}
    taken = {*mapped.values(), *canonical.FIELDS[kind]}
    return {c: name for c, name in plain.items() if c not in mapped and name not in taken}


def _plain(column: str, vendor: Vendor) -> str:
    return snake(column).lstrip("_").removeprefix(vendor.prefix)


def _assigned(table: dict[str, str], plain: dict[str, str]) -> dict[str, str]:
    taken: dict[str, str] = {}
    mapped: dict[str, str] = {}
    for name, target in table.items():
        column = next((c for c, p in plain.items() if p == name and c not in mapped), None)
        if column is None or (target and target in taken):
            continue
        mapped[column] = target
        if target:
            taken[target] = column
    return mapped


def _vendor(kind: Kind, columns: tuple[str, ...]) -> Vendor:
    """The vendor whose marks stand in the headings and whose table knows more of them than ours does."""

    def known(vendor: Vendor) -> int:
        return sum(bool(vendor.columns[kind].get(_plain(column, vendor))) for column in columns)

    def marked(vendor: Vendor) -> int:
        names = [snake(column).lstrip("_") for column in columns]
        return sum(name.startswith(vendor.marks) for name in names) if vendor.marks else 0

    likely = [vendor for vendor in VENDORS if marked(vendor)]
    return max([OURS, *likely], key=lambda vendor: known(vendor) + marked(vendor))
