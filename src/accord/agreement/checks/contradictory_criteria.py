"""What must hold together can hold together."""

from collections.abc import Iterator

from accord.agreement.checks.possible import why_impossible
from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Criterion, Test
from accord.agreement.walk import criteria

NEEDS: tuple[str, ...] = ()
CODE = "contradiction"


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    within = {id(part) for one in criteria(agreement) for part in one.all_of or ()}
    for criterion in criteria(agreement):
        if criterion.all_of and id(criterion) not in within:
            parts = list(_together(criterion))
            yield from _tests(parts, agreement, page)
            yield from _opposites(parts, page)
            yield from _excluded(parts, page)


def _together(criterion: Criterion) -> Iterator[Criterion]:
    for part in criterion.all_of or ():
        if part.all_of:
            yield from _together(part)
        else:
            yield part


def _tests(parts: list[Criterion], agreement: Agreement, page: Page) -> Iterator[Fault]:
    known = Test(known=True)
    about: dict[str, list[tuple[Test, Criterion]]] = {}
    for part in parts:
        if part.score:
            about.setdefault(f"score.{part.score[0]}", []).append((part.score[1], part))
        if part.trait:
            about.setdefault(_trait(part.trait[0], part.trait[1]), []).append((part.trait[2], part))
        for name in part.known or ():
            about.setdefault(name, []).append((known, part))
    for name, tests in about.items():
        if any(why_impossible((test,), agreement.lists) for test, _ in tests):
            continue
        found = why_impossible(tuple(test for test, _ in tests), agreement.lists)
        if found and len(tests) > 1:
            yield page.fault(found.test, found.operator, f"{name} cannot be all of this: {found.because}", CODE)


def _trait(subject: str, name: str) -> str:
    return name if subject == "person" else f"account.{name}"


def _opposites(parts: list[Criterion], page: Page) -> Iterator[Fault]:
    first: dict[str, Criterion] = {}
    for part in parts:
        for kind in ("in_profile", "persona", "decided"):
            said = getattr(part, kind)
            if said is None:
                continue
            before = first.setdefault(kind, part)
            other = getattr(before, kind)
            if said != other and not (kind == "persona" and set(said) & set(other)):
                yield page.fault(part, None, f"{_words(said)} and {_words(other)} cannot both be", CODE)


def _excluded(parts: list[Criterion], page: Page) -> Iterator[Fault]:
    asked = {part.model_dump_json() for part in parts}
    for part in parts:
        for excluded in part.none_of or ():
            if excluded.model_dump_json() in asked:
                yield page.fault(excluded, None, "the same is asked for and excluded", CODE)


def _words(said: object) -> str:
    if isinstance(said, bool):
        return "in the profile" if said else "outside the profile"
    return " or ".join(said) if isinstance(said, tuple) else str(said)
