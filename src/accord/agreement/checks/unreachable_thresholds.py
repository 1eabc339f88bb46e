"""Every threshold lies within what the rules of its score can come to."""

from collections.abc import Iterator
from math import inf

from accord.agreement.checks.reach import Span, clamp, span_of
from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Score, Test
from accord.agreement.walk import criteria

NEEDS: tuple[str, ...] = ()


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    spans = {score.id: _span(score, page) for score in agreement.scores}
    for criterion in criteria(agreement):
        if criterion.score and criterion.score[0] in spans:
            name, test = criterion.score
            yield from _test(name, test, spans[name], page)
    for score in agreement.scores:
        for grade, least in score.grades:
            if least > spans[score.id][1]:
                message = f"nobody can get the grade {grade}: {score.id} comes to {spans[score.id][1]:,.0f} at most"
                yield page.fault(score, f"grade {grade}", message, "unreachable-threshold")


def _span(score: Score, page: Page) -> Span:
    # Of a score with a lost rule only the limit is certain.
    return clamp((-inf, inf), score.limit) if f"scores.{score.id}" in page.holes else span_of(score)


def _test(name: str, test: Test, span: Span, page: Page) -> Iterator[Fault]:
    low, high = span
    too_high = {"at_least": test.at_least, "more_than": test.more_than}
    too_low = {"at_most": test.at_most, "less_than": test.less_than}
    for operator, wanted in too_high.items():
        if wanted is not None and (wanted > high or (operator == "more_than" and wanted == high)):
            message = f"{name} comes to {high:,.0f} at most, so it is never {_said(operator, wanted)}"
            yield page.fault(test, operator, message, "unreachable-threshold")
    for operator, wanted in too_low.items():
        if wanted is not None and (wanted < low or (operator == "less_than" and wanted == low)):
            message = f"{name} comes to {low:,.0f} at least, so it is never {_said(operator, wanted)}"
            yield page.fault(test, operator, message, "unreachable-threshold")


def _said(operator: str, wanted: float) -> str:
    return f"{operator.replace('_', ' ')} {wanted:,.15g}"
