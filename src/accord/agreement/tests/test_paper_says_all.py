"""Nothing that is signed is left off the paper: whatever field of an agreement changes, the page says something else.

The spec itself is walked, so that a clause that learns a new key stands here until it is printed.
"""

import json
import re
from datetime import UTC, date, datetime, timedelta
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from accord.agreement.contracts import Version
from accord.agreement.load import load
from accord.agreement.paper.content import page
from accord.agreement.paper.labels import LAYOUTS
from accord.agreement.paper.printing import TEMPLATE
from accord.agreement.spec import (
    Agreement,
    Capacity,
    Criterion,
    Days,
    Did,
    Disqualifier,
    Duration,
    Group,
    Limit,
    OpenDay,
    Pilot,
    PublicHolidays,
    Route,
    Test,
    Until,
)
from accord.agreement.tests.marked import NORTHWIND
from accord.agreement.tests.walking import clauses, put
from accord.kernel.actor import PROCESS

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = Duration(text="9 days", micros=9 * 86_400_000_000)
TESTED = Test(
    equals="D", is_not="LI", at_least=2, at_most=8, more_than=1, less_than=9, any_of=("DE", "AT"), none_of=("FR", "IT"),
    starts_with="D", ends_with="E", contains="e", matches=("a", "b"), in_list="competitors", not_in_list="friends",
    known=True,
)  # fmt: skip
LEAVES = (
    Criterion(none_of=(Criterion(in_profile=True), Criterion(persona=("it-director", "sales-lead")))),
    Criterion(did=Did(touch="page", where={"path": Test(starts_with="/a")}, at_least=2, within=WEEK)),
    Criterion(any_of=(Criterion(known=("email", "company")), Criterion(decided="accepted"))),
)
FOR_SOME = Pilot(means="Shorter.", where=Criterion(in_profile=True), until=Until(text="2026-09-30"))
FOR_A_TEAM = Pilot(means="Shorter.", team="North", until=Until(text="2026-09-30"))
# What Northwind does not say itself.
BESIDES: tuple[tuple[tuple[Any, ...], Any], ...] = (
    (("pilot",), FOR_SOME),
    (("profile", "country"), TESTED),
    (("lists", "friends"), ("one.example", "two.example")),
    (("personas", 0, "biography"), "Twenty years in the house."),
    (("personas", 0, "demographics"), ("45 to 55", "a town")),
    (("personas", 0, "behaviours"), ("reads on the train", "asks")),
    (("personas", 0, "interests"), ("sailing", "chess")),
    (("scores", 0, "groups"), (Group(id="doubts", means="No.", limit=Limit(at_least=-40, at_most=9)),)),
    (("scores", 0, "rules", 0, "group"), "doubts"),
    (("scores", 0, "rules", 0, "expects"), "more"),
    (("scores", 1, "rules", 0, "linear"), WEEK),
    (("scores", 1, "rules", 0, "limit"), Limit(at_least=-5, at_most=15)),
    (("disqualify",), (Disqualifier(id="odd", means="Odd.", when=Criterion(all_of=LEAVES)),)),
    (
        ("routing",),
        (
            Route(id="known", means="Keeps it.", owner="account", if_nobody="wait", when=Criterion(in_profile=False)),
            Route(id="rest", team="sales", members=("a@x.example", "b@x.example"), skills=("cloud", "data"),
                  languages=("german", "french"), matching=("region", "language"), by="least_loaded",
                  capacity=Capacity(open=40, per_day=10), ramp_up=WEEK, hours="any", if_nobody="next"),
        ),
    ),
    (("calendars", 0, "means"), "The office"),
    (("calendars", 0, "time_zone"), "Europe/Berlin"),
    (
        ("calendars", 0, "holidays"),
        (
            PublicHolidays(country="DE", region="BE"),
            Days(first=date(2026, 5, 1), last=date(2026, 5, 4)),
        ),
    ),
    (("calendars", 0, "open"), (OpenDay(day=date(2026, 5, 9), hours=((540, 600),)),)),
    (("services", 2, "times"), 2),
    (("services", 3, "reassigned"), "continues"),
)  # fmt: skip
# Read from a text that is printed, or the text of what is printed.
TWICE = {
    ("Duration", "micros"), ("Allowance", "number"), ("Allowance", "unit"), ("Allowance", "is_working"),
    ("Counting", "text"), ("Weekly", "text"), ("Until", "day"), ("Until", "instant"),
}  # fmt: skip


OTHER = {"time_zone": "Asia/Tokyo", "currency": "USD"}


def whole(pilot: Pilot = FOR_SOME) -> Agreement:
    made = load(NORTHWIND, "northwind.yaml")
    for way, value in (*BESIDES, (("pilot",), pilot)):
        if isinstance(way[-1], str) and isinstance(_at(made, way[:-1]), dict):
            made = put(made, way[:-1], {**_at(made, way[:-1]), way[-1]: value})
        else:
            made = put(made, way, value)
    return made


def _at(value: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        value = getattr(value, step) if isinstance(value, BaseModel) else value[step]
    return value


def said(agreement: Agreement) -> str:
    """All words of the page; the drawing, which is an abridgement, does not count."""
    version = Version(2, 2, "a3" * 32, "n", "", agreement.title, agreement, PROCESS, MONDAY, MONDAY)
    shown = page(version, None, LAYOUTS["en"])
    return json.dumps({name: value for name, value in shown.items() if name != "drawing"}, ensure_ascii=False)


def fields() -> list[tuple[str, str, Agreement, tuple[Any, ...], Any]]:
    """Type, field, agreement, way and annotation of every field that says something, in all clauses."""
    return [
        (type(clause).__name__, name, made, (*way, name), field.annotation)
        for made in (whole(), whole(FOR_A_TEAM))
        for way, clause in clauses(made)
        for name, field in type(clause).model_fields.items()
        if _at(clause, (name,)) not in (None, (), {}) and (type(clause).__name__, name) not in TWICE
    ]


def others(name: str, value: Any, annotation: Any) -> list[Any]:
    """Other values for a field: all other words where it knows its words, one less of several, nothing where it may be
    left out."""
    if name in OTHER:
        return [OTHER[name]]
    found: list[Any] = [word for word in _words(annotation) if word != value]
    if type(None) in get_args(annotation):
        found.append(None)
    if found and _words(annotation):
        return found
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, (int, float)):
        return [*found, value + 1]
    if isinstance(value, str):
        return [*found, f"{value}x"]
    if isinstance(value, datetime | date):
        return [*found, value + timedelta(days=1)]
    if isinstance(value, dict):
        return [*found, dict(list(value.items())[1:])]
    is_of_a_form = isinstance(value, tuple) and any(isinstance(one, (int, Test)) for one in value)
    if is_of_a_form:  # a span of hours, a grade with its points, a trait with its test
        return [
            (*value[:at], f"{one}x" if isinstance(one, str) else one + 1, *value[at + 1 :])
            for at, one in enumerate(value)
            if isinstance(one, (str, int)) and one not in ("account", "person")
        ]
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return [(other, *value[1:]) for other in others("", value[0], None)]
    if isinstance(value, tuple):
        fewer = value[1:]
        return [*found, *([fewer] if fewer else []), *([value[::-1]] if value[::-1] != value else [])]
    return found


def _words(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if get_origin(annotation) in (Union, UnionType):
        return tuple(word for one in get_args(annotation) for word in _words(one))
    return ()


class TestPage:
    def test_is_tried_with_every_field_there_is(self):
        tried = {(kind, name) for kind, name, *_ in fields()} | TWICE
        known = {(type(one).__name__, name) for _, one in clauses(whole()) for name in type(one).model_fields}
        assert known - tried == set()

    def test_says_something_else_whatever_field_of_whatever_clause_changes(self):
        before, left_out = {}, set()
        for kind, name, made, way, annotation in fields():
            words = before.get(id(made)) or before.setdefault(id(made), said(made))
            for other in others(name, _at(made, way), annotation):
                if _is_possible(made, way, other) and said(put(made, way, other)) == words:
                    left_out.add((kind, name, str(other)))
        assert left_out == set()

    def test_is_printed_with_all_its_parts(self):
        version = Version(2, 2, "a3" * 32, "n", "", "t", whole(), PROCESS, MONDAY, MONDAY)
        shown, typeset = page(version, None, LAYOUTS["en"]), TEMPLATE.read_text(encoding="utf-8")
        assert [name for name in shown if not re.search(rf"\bit\.{name}\b", typeset)] == []


def _is_possible(made: Agreement, way: tuple[Any, ...], other: Any) -> bool:
    """Neither a criterion nor a pilot is about nothing; a route to an owner takes no turns, and the kinds of holidays
    have no order."""
    if way[0] == "routing" and way[-1] == "by":
        return _at(made, (*way[:-1], "owner")) is None
    if way[-1] == "holidays":
        return len(other) < len(_at(made, way))
    return other is not None or way[-1] not in ("when", "where", "team")
