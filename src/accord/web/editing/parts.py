"""What people change most, as tables of fields over the outline of a text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.agreement import describe
from accord.agreement.editing import Path, Plain, at, choices_of
from accord.agreement.spec import Agreement, Metric, Period, TouchRule
from accord.web.editing import asking
from accord.web.editing.asking import Asks
from accord.web.editing.fields import (
    LABELS,
    Field,
    Options,
    blank,
    box,
    entries,
    field,
    leaves,
    mapping,
    options,
    schema_fields,
)

PARTS: dict[str, str | Promise] = {
    "rules": gettext_lazy("Scoring"),
    "thresholds": gettext_lazy("Thresholds and criteria"),
    "ways": gettext_lazy("Stages and ways"),
    "routing": gettext_lazy("Hand-off and routes"),
    "promises": gettext_lazy("Promises"),
    "buyers": gettext_lazy("Buyers"),
    "goals": gettext_lazy("Goals"),
    "reasons": gettext_lazy("Reasons"),
}
SAYINGS = ("needs", "pains", "interests", "behaviours", "demographics")
SIDES = ("marketing", "sales")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a list. `more` and `asks` are what does not go into a column."""

    path: Path
    id: str
    cells: Sequence[Field | None] = ()
    words: str = ""
    more: Sequence[Field] = ()
    asks: Asks | None = None

    @property
    def remove(self) -> str:
        return box(self.path)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a list at `path`; `fresh` are the fields of one more row, and `fresh_asks` what it asks for. Or, without
    columns, single fields and what is asked for. `order`: the ids before which the only row may be put."""

    title: str
    path: Path = ()
    columns: Sequence[str] = ()
    rows: Sequence[Row] = ()
    single: Sequence[Field] = ()
    fresh: Sequence[Field] = ()
    asks: Sequence[Asks] = ()
    fresh_asks: Asks | None = None
    words: str = ""
    order: Field | None = None

    def fields(self) -> Iterator[Field]:
        """Of everything that there is already."""
        yield from self.single
        for row in self.rows:
            yield from (cell for cell in row.cells if cell)
            yield from row.more
        for asks in self.all_asks():
            yield from asks.fields()

    def all_asks(self) -> Iterator[Asks]:
        yield from self.asks
        yield from (row.asks for row in self.rows if row.asks)


def tables_of(part: str, plain: Plain, pact: Agreement | None) -> list[Table]:
    """The tables of one part. KeyError for a part that there is not."""
    makers = {
        "rules": _rules, "thresholds": _thresholds, "ways": _ways, "routing": _routing, "promises": _promises,
        "buyers": _buyers, "goals": _goals, "reasons": _reasons,
    }  # fmt: skip
    return list(makers[part](plain, pact))


def _rules(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    told = {rule.id: _told(rule) for score in (pact.scores if pact else ()) for rule in score.rules}
    for name, _score in mapping(at(plain, ("scores",))):
        here: Path = ("scores", name)
        rules: Path = (*here, "rules")
        found = entries(at(plain, rules))
        reads_touches = not found or any("touch" in one for one in found)
        limits = [field(plain, (*here, "limit", key), str(LABELS[key]), "number") for key in ("at_least", "at_most")]
        columns = (_("Points"), *(_touch_columns().values() if reads_touches else ()))
        rows = [_rule(plain, here, one, told.get(one["id"], ""), len(columns)) for one in found]
        groups = options(*(str(one["id"]) for one in entries(at(plain, (*here, "groups")))))
        fresh = _fresh_touch(rules, groups) if reads_touches else _fresh_trait(rules)
        asks = None if reads_touches else asking.criterion({}, (*rules, "", "when"))
        title = _("Score %(name)s") % {"name": name}
        yield Table(title, rules, columns, rows, limits, fresh, fresh_asks=asks)


def _touch_columns() -> dict[str, str]:
    words = {"count": _("Count"), "half_life": _("Half-life"), "expires_after": _("Gone after")}
    return words | {"limit": _("At most in all")}


def _fresh_touch(rules: Path, groups: Options) -> tuple[Field, ...]:
    named = (blank(rules, "id", _("Id")), blank(rules, "means", _("Means")))
    touch = blank(rules, "touch", _("Touch, or a path such as /pricing"), words="events")
    words = _touch_columns()
    rest = [blank(rules, key, words[key]) for key in ("count", "half_life", "expires_after")]
    group = [blank(rules, "group", _("Group"), "choice", groups)] if groups else []
    return (*named, touch, blank(rules, "points", _("Points"), "number"), *rest, *group)


def _fresh_trait(rules: Path) -> tuple[Field, ...]:
    named = (blank(rules, "id", _("Id")), blank(rules, "means", _("Means")))
    return (*named, blank(rules, "points", _("Points"), "number"))


def _told(rule: Any) -> str:
    return describe.touch(rule) if isinstance(rule, TouchRule) else describe.criterion(rule.when)


def _rule(plain: Plain, score: Path, rule: Mapping[str, Any], words: str, columns: int) -> Row:
    path: Path = (*score, "rules", rule["id"])
    cells: list[Field | None] = [field(plain, (*path, "points"), _("Points"), "number")]
    shown = ["points"]
    if "touch" in rule:
        named = _touch_columns()
        cells += [field(plain, (*path, key), named[key]) for key in ("count", "half_life", "expires_after")]
        cells += [field(plain, (*path, "limit", "at_most"), named["limit"], "number")]
        shown += ["count", "half_life", "expires_after", "limit"]
    cells += [None] * (columns - len(cells))
    more = _rule_more(plain, score, path, (*shown, "id", *([] if "touch" in rule else _OF_TOUCHES)))
    asks = asking.by_name(plain, (*path, "where")) if "touch" in rule else asking.criterion(plain, (*path, "when"))
    return Row(path, rule["id"], cells[:columns], words, more, asks)


_OF_TOUCHES = ("touch", "where", "count", "half_life", "linear", "expires_after", "since", "limit")


def _rule_more(plain: Plain, score: Path, path: Path, without: Sequence[str]) -> list[Field]:
    groups = options(*(str(one["id"]) for one in entries(at(plain, (*score, "groups")))))
    found = schema_fields(plain, path, without=without)
    return [
        field(plain, one.path, one.label, "choice", groups) if one.path[-1] == "group" else one
        for one in found
        if one.path[-1] != "group" or groups
    ]


def _thresholds(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    for name, score in mapping(at(plain, ("scores",))):
        if grades := [field(plain, ("scores", name, "grades", grade), grade, "number")
                      for grade, _least in mapping(at(score, ("grades",)))]:  # fmt: skip
            yield Table(_("Grades of %(name)s") % {"name": name}, single=grades)
    told = {stage.id: describe.enter(stage) for stage in pact.stages} if pact else {}
    for name, stage in mapping(at(plain, ("stages",))):
        path: Path = ("stages", name, "enter")
        title = _("Stage %(name)s asks for") % {"name": describe.stage_name(name)}
        entered = at(stage, ("enter",))
        if isinstance(entered, dict) and "by" in entered:
            yield Table(title, single=[
                field(plain, (*path, "by"), _("Decided by"), "choice", options(*SIDES)),
                field(plain, (*path, "requires"), _("With these answers"), "lines"),
            ])  # fmt: skip
        else:
            yield Table(title, asks=[asking.criterion(plain, path)], words=told.get(name, ""))
    disqualify: Path = ("disqualify",)
    for one in entries(at(plain, disqualify)):
        here: Path = (*disqualify, one["id"])
        asks = [asking.criterion(plain, (*here, "when"))]
        single = [field(plain, (*here, "means"), str(LABELS["means"]), "long")]
        yield Table(_("Not a buyer: %(name)s") % {"name": one["id"]}, disqualify, (), [Row(here, one["id"])], single,
                    asks=asks)  # fmt: skip
    fresh = (blank(disqualify, "id", _("Id")), blank(disqualify, "means", _("Means")))
    yield Table(_("One more that is not a buyer"), disqualify, fresh=fresh,
                fresh_asks=asking.criterion({}, (*disqualify, "", "when")))  # fmt: skip


def _ways(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    names = [name for name, _stage in mapping(at(plain, ("stages",)))]
    for name in names:
        path: Path = ("stages", name)
        others = [(one, describe.stage_name(one)) for one in names if one != name]
        ways = field(plain, (*path, "goes_to"), _("Goes to"), "many", others)
        told = schema_fields(plain, path, without=("enter", "goes_to"))
        yield Table(_("Stage %(name)s") % {"name": describe.stage_name(name)}, single=[*told, ways])


def _routing(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    stages = [(name, describe.stage_name(name)) for name, _stage in mapping(at(plain, ("stages",)))]
    at_field = field(plain, ("handoff", "at"), _("Offered to sales at"), "many", stages)
    yield Table(_("Hand-off"), single=[at_field])
    path: Path = ("routing",)
    ids = [str(one["id"]) for one in entries(at(plain, path))]
    for name in ids:
        here: Path = (*path, name)
        single = list(schema_fields(plain, here, without=("id",)))
        rest = [one for one in ids if one != name]
        order = Field((*here, "before"), _("Move before"), "", "choice", options(*rest)) if rest else None
        yield Table(_("Route %(name)s") % {"name": name}, path, (), [Row(here, name)], single,
                    asks=[asking.criterion(plain, (*here, "when"), _("For which leads"))], order=order)  # fmt: skip
    teams = [blank(path, "team", _("Team")), blank(path, "owner", _("Or the owner of"), "choice", _choices("owner"))]
    fresh = [blank(path, "id", _("Id")), *teams, blank(path, "by", _("Whose turn"), "choice", _choices("strategy")),
             Field((*path, "", "before"), _("Before"), ids[-1] if ids else "", "choice", options(*ids))]  # fmt: skip
    yield Table(_("One more route"), path, fresh=fresh, fresh_asks=asking.criterion({}, (*path, "", "when")),
                words=_("The first route that matches takes a lead; the last one takes every lead."))  # fmt: skip


def _choices(word: str) -> Options:
    return options(*choices_of(word))


def _promises(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    path: Path = ("services",)
    told = {one.id: describe.promise(one) for one in pact.services} if pact else {}
    for one in entries(at(plain, path)):
        here: Path = (*path, one["id"])
        clock = ("starts", "stops", "times", "within", "calendar", "reassigned", "snoozed", "pause", "then")
        other = ("at_least", "per", "and") if "starts" in one else clock
        single = list(schema_fields(plain, here, without=("id", *other)))
        yield Table(_("Promise %(name)s") % {"name": one["id"]}, path, (), [Row(here, one["id"])], single,
                    words=told.get(one["id"], ""))  # fmt: skip
    fresh = (
        blank(path, "id", _("Id")), blank(path, "owed_by", _("Owed by"), "choice", options(*SIDES)),
        blank(path, "starts", _("Starts with"), "choice", _choices("happening")),
        blank(path, "stops", _("Stops with"), "choice", _choices("happening")),
        blank(path, "within", _("Within, such as 4 working hours")),
    )  # fmt: skip
    yield Table(_("One more promise with a clock"), path, fresh=fresh)


def _buyers(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    yield Table(_("Ideal customer"), asks=[asking.by_name(plain, ("profile",), words="traits")])
    personas: Path = ("personas",)
    for one in entries(at(plain, personas)):
        path: Path = (*personas, one["id"])
        told = [field(plain, (*path, "name"), _("Name")), *leaves(one.get("title"), (*path, "title"), _("title"))]
        told += [field(plain, (*path, key), str(LABELS[key]), "long") for key in ("biography", "says")]
        told += [field(plain, (*path, key), str(LABELS[key]), "lines") for key in SAYINGS]
        yield Table(_("Persona %(name)s") % {"name": one["id"]}, personas, rows=[Row(path, one["id"])], single=told,
                    asks=[asking.operators((*path, "title"), _("Title"))])  # fmt: skip
    fresh = (blank(personas, "id", _("Id")), blank(personas, "name", _("Name")),
             blank(personas, "title", _("Words of the title"), "lines"))  # fmt: skip
    yield Table(_("One more persona"), personas, fresh=fresh)


def _goals(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    choices = {"metric": get_args(Metric), "period": get_args(Period), "owner": SIDES}
    labels = {
        "means": _("Means"),
        "metric": _("Metric"),
        "period": _("Period"),
        "target": _("Target"),
        "owner": _("Owner"),
        "incentive": _("Incentive"),
    }
    yield _table(_("Goals"), plain, ("goals",), labels, choices)


def _reasons(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    recycled = [str(one["id"]) for one in entries(at(plain, ("recycle_reasons",)))]
    choices = {"then": ("recycle", "disqualify"), "as": tuple(recycled)}
    means = {"means": _("Means")}
    then = {"then": _("Then"), "as": _("Recycled as")}
    yield _table(_("Reasons to reject"), plain, ("reject_reasons",), means | then, choices)
    rest = {"cool_down": _("Rests for"), "at_most": _("At most so often")}
    yield _table(_("Reasons to recycle"), plain, ("recycle_reasons",), means | rest, {})
    yield _table(_("Reasons to lose a deal"), plain, ("lost_reasons",), means, {})


def _table(
    title: str, plain: Plain, path: Path, labels: Mapping[str, str], choices: Mapping[str, Sequence[str]]
) -> Table:
    def made(row: Path | None, key: str) -> Field:
        kind = "choice" if key in choices else {"at_most": "number", "target": "amount"}.get(key, "text")
        known = options(*choices.get(key, ()))
        return blank(path, key, labels[key], kind, known) if row is None else field(plain, (*row, key), labels[key],
                                                                                    kind, known)  # fmt: skip

    rows = [Row((*path, one["id"]), one["id"], [made((*path, one["id"]), key) for key in labels])
            for one in entries(at(plain, path))]  # fmt: skip
    fresh = (blank(path, "id", _("Id")), *(made(None, key) for key in labels))
    return Table(title, path, tuple(labels.values()), rows, fresh=fresh)
