"""Traits that Accord itself gives have few values: a test for another one would never hold."""

from collections.abc import Iterator

from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page, did_you_mean
from accord.agreement.spec import Agreement, Test
from accord.agreement.walk import criteria

NEEDS: tuple[str, ...] = ()
WORDS = {("person", "email_kind"): ("business", "free", "disposable", "role", "invalid")}
OPERATORS = (("equals", "is"), ("is_not", "is_not"), ("any_of", "any_of"), ("none_of", "none_of"))


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for criterion in criteria(agreement):
        if criterion.trait and criterion.trait[:2] in WORDS:
            subject, name, test = criterion.trait
            yield from _strange(f"{subject}.{name}", WORDS[subject, name], test, page)


def _strange(trait: str, words: tuple[str, ...], test: Test, page: Page) -> Iterator[Fault]:
    for field, operator in OPERATORS:
        named = getattr(test, field)
        if named is None:
            continue
        for value in named if isinstance(named, tuple) else (named,):
            if str(value).casefold() not in words:
                hint = did_you_mean(str(value), words)
                yield page.fault(test, operator, f"{trait} is never “{str(value)[:60]}”{hint}", "unknown-word")
