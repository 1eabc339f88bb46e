"""Texts in which « marks the places where faults are expected."""

import re
from pathlib import Path

from accord.agreement.contracts import Fault
from accord.agreement.load import examine

EXAMPLES = Path(__file__).parents[4] / "examples"
NORTHWIND = (EXAMPLES / "northwind.yaml").read_text(encoding="utf-8")
ROUTES = NORTHWIND[NORTHWIND.index("routing:\n") : NORTHWIND.index("reject_reasons:")].rstrip() + "\n"


def changed(*changes: tuple[str, str]) -> str:
    """The Northwind agreement with pieces of it replaced; each piece stands in it exactly once."""
    text = NORTHWIND
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in northwind.yaml"
        text = text.replace(old, new)
    return text


def places(marked: str) -> list[tuple[int, int]]:
    """Line and column of every mark, without the marks."""
    found = []
    for number, line in enumerate(marked.split("\n"), start=1):
        for index, mark in enumerate(re.finditer("«", line)):
            found.append((number, mark.start() - index + 1))
    return found


def faults_in(marked: str, name: str = "northwind.yaml") -> list[Fault]:
    return list(examine(marked.replace("«", ""), name)[1])


def assert_faults(marked: str, *codes: str) -> list[Fault]:
    """Exactly these faults, at exactly the marks, in order of place; gives them for a look at their words."""
    found = faults_in(marked)
    assert [(f.code, (f.line, f.column)) for f in found] == list(zip(codes, places(marked), strict=True)), found
    return found
