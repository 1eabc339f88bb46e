"""Scores with their groups, grades and rules."""

from typing import cast, get_args

from accord.agreement.reading import values
from accord.agreement.reading.criteria import read_criterion
from accord.agreement.reading.nodes import Mapping, Node, Place
from accord.agreement.reading.page import Fields, Page
from accord.agreement.reading.tests_clause import read_tests
from accord.agreement.reading.words import counting, duration
from accord.agreement.spec import Counting, Expects, Group, Limit, Score, TouchRule, TraitRule

SOON_IN_SCORE = ("of", "combine", "roles", "grid", "model", "motion")
SOON_IN_RULE = ("tags", "topic", "tag", "product", "funnel_stage", "per_account")


def read_scores(page: Page, node: Node | None) -> tuple[Score, ...]:
    """The scores, in the order written."""
    found = []
    for name, place, value in values.named(page, node, "scores"):
        page.declare("score", name, place)
        page.section = f"scores.{name}"
        if score := _score(page, name, place, value):
            found.append(score)
        page.section = "scores"
    return tuple(found)


def read_limit(page: Page, node: Node | None, what: str) -> Limit | None:
    """Bounds of a sum."""
    fields = values.fields(page, node, what)
    if fields is None:
        return None
    low = values.integer(page, fields.take("at_least"), "at_least", most=values.MOST_SUM)
    high = values.integer(page, fields.take("at_most"), "at_most", most=values.MOST_SUM)
    fields.done()
    if low is None and high is None:
        page.lose(fields.place, f"{what} limits nothing; say {{at_most: 40}}", "empty")
        return None
    made = Limit(at_least=low, at_most=high)
    page.places.put(made, fields.place, fields.places)
    return made


def _score(page: Page, name: str, place: Place, node: Node) -> Score | None:
    fields = values.fields(page, node, f"the score {name}", place=place)
    if fields is None:
        return None
    means = values.text(page, fields.take("means"), "means")
    limit = read_limit(page, fields.take("limit"), "limit")
    graded = fields.take("grades")
    grades = _grades(page, graded)
    groups = _groups(page, name, fields.take("groups"))
    rules = [_rule(page, name, item) for item in values.items(page, fields.need("rules"), "rules")]
    fields.done(soon=SOON_IN_SCORE)
    made = Score(
        id=name, means=means, limit=limit, grades=grades, groups=groups, rules=tuple(rule for rule in rules if rule)
    )
    at = {f"grade {key.text}": value.place for key, value in graded.pairs} if isinstance(graded, Mapping) else {}
    page.places.put(made, place, fields.places | at)
    return made


def _grades(page: Page, node: Node | None) -> tuple[tuple[str, int], ...]:
    if node is None:
        return ()
    if not isinstance(node, Mapping):
        values.wrong(page, node, "grades", "a mapping such as {A: 45, B: 25}")
        return ()
    found = [(key.text, values.integer(page, value, f"the grade {key.text}")) for key, value in node.pairs]
    return tuple((name, least) for name, least in found if least is not None)


def _groups(page: Page, score: str, node: Node | None) -> tuple[Group, ...]:
    found = []
    for item in values.items(page, node, "groups"):
        fields = values.fields(page, item, "a group")
        if fields is None:
            continue
        name = values.ident(page, fields.need("id"), "the id of a group")
        means = values.text(page, fields.take("means"), "means")
        limit = read_limit(page, fields.need("limit"), "limit")
        fields.done()
        if name:
            page.declare(f"group:{score}", name, fields.places["id"])
        if name and limit:
            made = Group(id=name, means=means, limit=limit)
            page.places.put(made, fields.place, fields.places)
            found.append(made)
    return tuple(found)


def _rule(page: Page, score: str, node: Node) -> TraitRule | TouchRule | None:
    fields = values.fields(page, node, "a rule")
    if fields is None:
        return None
    name = values.ident(page, fields.need("id"), "the id of a rule")
    if name:
        page.declare("rule", name, fields.places["id"])
    means = values.text(page, fields.take("means"), "means")
    group = values.reference(page, fields.take("group"), "group", f"group:{score}")
    points = values.integer(page, fields.need("points"), "points", most=values.MOST_POINTS)
    expects = _expects(page, fields.take("expects"), points)
    when, touch = fields.take("when"), fields.take("touch")
    if when is None and touch is None:
        page.lose(fields.place, "a rule needs “touch” (what they did) or “when” (what they are)", "missing-key")
    if when is not None and touch is not None:
        page.lose(fields.key("when"), "a rule has “touch” or “when”, not both", "contradiction")
    made: TraitRule | TouchRule | None = None
    if touch is not None:
        made = _touch_rule(page, fields, touch, (name or "", means, group, points or 0, expects))
    elif when is not None and (criterion := read_criterion(page, when, "when")):
        made = TraitRule(
            id=name or "nameless", means=means, group=group, when=criterion, points=points or 0, expects=expects
        )
    if touch is None:
        _refuse_touch_keys(page, fields)
    fields.done(soon=SOON_IN_RULE)
    if made is None or not name or points is None:
        page.holes.add(page.section)
        return None
    page.places.put(made, fields.place, fields.places)
    return made


def _touch_rule(
    page: Page, fields: Fields, touch: Node, said: tuple[str, str | None, str | None, int, Expects | None]
) -> TouchRule | None:
    name, means, group, points, expects = said
    matched = values.text(page, touch, "touch")
    where = read_tests(page, fields.take("where"), "where")
    count = values.spoken(page, fields.take("count"), "count", counting) or Counting()
    lengths = {key: values.spoken(page, fields.take(key), key, duration) for key in LENGTHS}
    limit = read_limit(page, fields.take("limit"), "limit")
    if not matched:
        return None
    return TouchRule(
        id=name or "nameless",
        means=means,
        group=group,
        points=points,
        expects=expects,
        touch=matched,
        where=where,
        count=count,
        limit=limit,
        **lengths,
    )


def _expects(page: Page, node: Node | None, points: int | None) -> Expects | None:
    """Whether more of it means better leads or worse; it cannot contradict the points."""
    said = values.choice(page, node, "expects", get_args(Expects))
    if node is None or said is None:
        return None
    if points and (points > 0) != (said == "more"):
        page.blame(node.place, f"the rule expects {said} of it, but gives {points} points", "contradiction")
    return cast(Expects, said)


LENGTHS = ("half_life", "linear", "expires_after", "since")


def _refuse_touch_keys(page: Page, fields: Fields) -> None:
    for key in ("where", "count", *LENGTHS, "limit"):
        if fields.take(key) is not None:
            message = f"“{key}” belongs to a rule with “touch”; points for what somebody is neither count nor age"
            page.blame(fields.key(key), message, "unknown-key")
