"""What is different in the scores: their limits, grades, groups and rules."""

from collections.abc import Iterator, Sequence
from functools import partial

from accord.agreement import describe
from accord.agreement.diff.contracts import Said
from accord.agreement.diff.criteria import criterion
from accord.agreement.diff.fields import Changes, FieldWords, fields, key_order, keyed, plain_field, rows, text_field
from accord.agreement.diff.words import exact, instead, told_apart
from accord.agreement.spec import Counting, Duration, Group, Limit, Score, TouchMatch, TouchRule, TraitRule
from accord.agreement.wording import value_words

Rule = TraitRule | TouchRule


def scores(old: Sequence[Score], new: Sequence[Score]) -> Iterator[Said]:
    """Score by score."""
    yield from rows(
        "scores",
        old,
        new,
        noun="score",
        came=lambda one: (
            f"there is a new score, {one.id}: " + "; ".join([describe.score(one), *map(describe.rule, one.rules)])
        ),
        went=lambda one: f"there is no score {one.id} any more, nor any of its {len(one.rules)} rules",
        changed=_score,
    )


def _score(path: str, old: Score, new: Score) -> Iterator[Said]:
    who = f"the score {new.id}"
    words: FieldWords = {
        "means": text_field(who),
        "limit": _limit(f"{who} is"),
        "grades": partial(_grades, new.id),
        "groups": partial(_groups, new.id),
        "rules": partial(_rules, new.id),
    }
    yield from fields(path, who, old, new, words)


def _limit(beginning: str) -> Changes:
    def said(path: str, old: Limit | None, new: Limit | None) -> Iterator[Said]:
        now = describe.limit(new) if new else "without limits"
        before = describe.limit(old) if old else "without limits"
        yield Said(path, "changed", f"{beginning} now {instead(now, before)}")

    return said


def _grades(score: str, path: str, old: Sequence[tuple[str, int]], new: Sequence[tuple[str, int]]) -> Iterator[Said]:
    before, after = dict(old), dict(new)
    yield from keyed(
        path,
        before,
        after,
        came=lambda grade, least: f"{score} has a new grade, {grade}, from {value_words(least)}",
        went=lambda grade, _: f"{score} no longer has the grade {grade}",
        changed=lambda at, a, b: iter(
            [
                Said(
                    at,
                    "changed",
                    f"grade {at.rpartition('.')[2]} of {score} now begins at {instead(value_words(b), value_words(a))}",
                )
            ]
        ),
    )
    yield from key_order(path, before, after, "grade")


def _groups(score: str, path: str, old: Sequence[Group], new: Sequence[Group]) -> Iterator[Said]:
    def changed(at: str, a: Group, b: Group) -> Iterator[Said]:
        who = f"the group {b.id} of {score}"
        yield from fields(at, who, a, b, {"means": text_field(who), "limit": _limit(f"{who} is")})

    yield from rows(
        path,
        old,
        new,
        noun="group",
        came=lambda one: f"{score} has a new group, {one.id}: {describe.limit(one.limit)}",
        went=lambda one: f"{score} no longer has the group {one.id}",
        changed=changed,
    )


def _rules(score: str, path: str, old: Sequence[Rule], new: Sequence[Rule]) -> Iterator[Said]:
    yield from rows(
        path,
        old,
        new,
        noun="rule",
        came=lambda one: f"{score} has a new rule, {one.id}: {_whole(one)}",
        went=lambda one: f"{score} no longer has the rule {one.id}: {describe.rule(one)}",
        changed=_rule,
    )


def _whole(one: Rule) -> str:
    return describe.rule(one) + describe.aside(one)


def _rule(path: str, old: Rule, new: Rule) -> Iterator[Said]:
    name = f"the rule {new.id}"
    if isinstance(old, TraitRule) and isinstance(new, TraitRule):
        who = f"if {describe.criterion(new.when)}, that"
        words = _common(who, name) | {
            "points": plain_field(lambda a, b: f"{who} now counts {instead(value_words(b), value_words(a))}"),
            "when": lambda at, a, b: criterion(at, name, a, b),
        }
        yield from fields(path, name, old, new, words)
    elif isinstance(old, TouchRule) and isinstance(new, TouchRule):
        yield from _touch_rule(path, name, old, new)
    else:
        yield Said(
            path,
            "changed",
            f"{name} is now: {_whole(new)}; before: {_whole(old)}",
        )


def _common(who: str, name: str) -> dict[str, Changes]:
    return {
        "means": text_field(name),
        "group": plain_field(lambda a, b: f"{who} now counts in {instead(_group(b), _group(a))}"),
    }


def _group(group: str | None) -> str:
    return f"the group {group}" if group else "no group"


def _touch_rule(path: str, name: str, old: TouchRule, new: TouchRule) -> Iterator[Said]:
    who = describe.doing(new)
    often = describe.counting(new.count)
    tail = f", {often}" if often else ""
    words = _common(who, name) | {
        "points": plain_field(lambda a, b: f"{who} now counts {instead(value_words(b), value_words(a))}{tail}"),
        "count": plain_field(lambda a, b: f"{who} now counts {_instead_often(b, a)}"),
        "half_life": _length(who, "halves every", "halves"),
        "linear": _length(who, "fades to nothing within", "fades"),
        "expires_after": _length(who, "is worth nothing after", "expires"),
        "since": _length(who, "is looked for in the last", "is limited in how far one looks back"),
        "limit": _limit(f"all that {name} gives is"),
        "touch": _matched(path, name, old, new),
        "where": _matched(path, name, old, new) if old.touch == new.touch else _already_said,
    }
    yield from fields(path, name, old, new, words)


def _instead_often(new: Counting, old: Counting) -> str:
    now, before = (describe.counting(one) or "every time" for one in (new, old))
    return instead(
        *told_apart(now, before, new.text if new.text != old.text else new, old.text if new.text != old.text else old)
    )


def _length(who: str, verb: str, ceases: str) -> Changes:
    def said(old: Duration | None, new: Duration | None) -> str:
        if new is None:
            return f"{who} no longer {ceases}"
        if old is None:
            return f"{who} now {verb} {describe.length_of(new)}"
        now, before = told_apart(describe.length_of(new), describe.length_of(old), new, old)
        return f"{who} now {verb} {instead(now, before)}"

    return plain_field(said)


def _matched(rule: str, name: str, old: TouchMatch, new: TouchMatch) -> Changes:
    """What is counted, told of the whole rule."""
    now, before = told_apart(describe.touch(new), describe.touch(old), exact(new.where), exact(old.where))

    def said(path: str, a: object, b: object) -> Iterator[Said]:
        yield Said(rule, "changed", f"{name} now counts whoever {instead(now, f'whoever {before}')}")

    return said


def _already_said(path: str, old: object, new: object) -> Iterator[Said]:
    yield from ()
