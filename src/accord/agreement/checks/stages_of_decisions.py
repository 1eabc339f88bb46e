"""A decision leads to one stage; what recycle and reject reasons need is there."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Clause, Criterion

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for stage in agreement.stages:
        decided = stage.enter.decided if isinstance(stage.enter, Criterion) else None
        if decided and decided in first:
            message = f"“{decided}” leads to {first[decided]} already; one decision leads to one stage"
            yield page.fault(stage, "enter", message, "ambiguous")
        elif decided:
            first[decided] = stage.id
    for clause, needed in _needed(agreement):
        if needed not in first and not page.has_hole("stages"):
            message = f"this needs a stage with “enter: {needed}”, and there is none"
            yield page.fault(clause, None, message, "missing-stage")


def _needed(agreement: Agreement) -> Iterator[tuple[Clause, str]]:
    by_result = {"recycle": "recycled", "disqualify": "disqualified"}
    wanted: list[tuple[Clause, str]] = [(disqualifier, "disqualified") for disqualifier in agreement.disqualify]
    wanted += [(reason, by_result[reason.then]) for reason in agreement.reject_reasons]
    wanted += [(reason, "recycled") for reason in agreement.recycle_reasons]
    told: set[str] = set()
    for clause, decided in wanted:
        if decided not in told:
            told.add(decided)
            yield clause, decided
