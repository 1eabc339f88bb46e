"""Grades begin with the highest, and each asks for less than the one before."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for score in agreement.scores:
        for (before, higher), (grade, least) in zip(score.grades, score.grades[1:], strict=False):
            if least >= higher:
                message = f"the grade {grade} asks for {least}, no less than {before} with {higher} before it"
                yield page.fault(score, f"grade {grade}", message, "grades-not-descending")
