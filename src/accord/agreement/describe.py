"""Clauses as plain English sentences that somebody can read aloud. Gives text, never markup."""

from accord.agreement.spec import (
    Agreement,
    ByPeople,
    Counting,
    Criterion,
    Did,
    Disqualifier,
    Duration,
    Limit,
    RecycleReason,
    RejectReason,
    Score,
    Stage,
    TouchMatch,
    TouchRule,
    TraitRule,
)
from accord.agreement.wording import list_of, value_words, words_of

_NUMERALS = ("no times", "once", "twice", "three times", "four times", "five times", "six times")
_DECIDED = {
    "accepted": "a rep accepts them",
    "deal_opened": "a deal is opened",
    "deal_won": "a deal is won",
    "deal_lost": "a deal is lost",
    "recycled": "they are recycled",
    "disqualified": "they are disqualified",
}
_PLACES = {"page": "visits a page", "screen": "opens a screen"}
_PLACES_THEN = {"page": "visited a page", "screen": "opened a screen"}
_TRAITS = {"employees": "number of employees", "email_kind": "kind of e-mail address", "email": "e-mail address"}


def points(number: int) -> str:
    """`+10` or `−20`."""
    return f"+{number}" if number >= 0 else f"−{abs(number)}"


def times(number: int) -> str:
    """`once`, `three times`, `40 times`."""
    return _NUMERALS[number] if 0 <= number < len(_NUMERALS) else f"{number:,} times"


def duration(length: Duration) -> str:
    """The length of time as written."""
    return length.text


def limit(bounds: Limit) -> str:
    """`at most 40`, `between −50 and 60`."""
    low, high = bounds.at_least, bounds.at_most
    if low is not None and high is not None:
        return f"between {value_words(low)} and {value_words(high)}"
    return f"at most {value_words(high)}" if low is None else f"at least {value_words(low)}"


def counting(count: Counting) -> str:
    """`at most three times in 7 days`; empty where every touch counts."""
    if count.distinct:
        return f"once for each {_property(count.distinct)}"
    if count.at_most is None:
        return ""
    if count.window:
        return f"at most {times(count.at_most)} in {_length(count.window)}"
    return "only the first time" if count.at_most == 1 else f"only the first {times(count.at_most)}"


def touch(match: TouchMatch) -> str:
    """`visits a page whose path starts with /pricing`."""
    return _PLACES.get(match.touch, f"does “{match.touch}”") + _where(match)


def did(what: Did) -> str:
    """`did “Demo Requested” at least three times within 30 days`."""
    done = _PLACES_THEN.get(what.touch, f"did “{what.touch}”")
    often = "" if what.at_least == 1 else f" at least {times(what.at_least)}"
    lately = f" within {what.within.text}" if what.within else ""
    return f"{done}{_where(what)}{often}{lately}"


def criterion(one: Criterion) -> str:
    """`fit is at least 20, and engagement is at least 40`."""
    if one.all_of:
        return ", and ".join(_inner(part) for part in one.all_of)
    if one.any_of:
        return ", or ".join(_inner(part) for part in one.any_of)
    if one.none_of:
        return "none of this: " + "; ".join(_inner(part) for part in one.none_of)
    return _leaf(one)


def rule(one: TraitRule | TouchRule) -> str:
    """`visits a page whose path starts with /pricing: +10, at most three times in 7 days, halves every 30 days`."""
    if isinstance(one, TraitRule):
        return f"{criterion(one.when)}: {points(one.points)}"
    said = [
        points(one.points),
        counting(one.count),
        f"halves every {_length(one.half_life)}" if one.half_life else "",
        f"fades to nothing within {_length(one.linear)}" if one.linear else "",
        f"gone after {_length(one.expires_after)}" if one.expires_after else "",
        f"looks back {_length(one.since)}" if one.since else "",
        f"{limit(one.limit)} in all" if one.limit else "",
    ]
    return f"{touch(one)}: {', '.join(part for part in said if part)}"


def score(one: Score) -> str:
    """`engagement is between 0 and 100; reading is at most 40`."""
    bounds = [f"{one.id} is {limit(one.limit)}" if one.limit else f"{one.id} has no limits"]
    bounds += [f"{group.id} is {limit(group.limit)}" for group in one.groups]
    bounds += [f"{grade} from {value_words(least)}" for grade, least in one.grades]
    return "; ".join(bounds)


def enter(stage: Stage) -> str:
    """When a lead enters a stage."""
    if isinstance(stage.enter, ByPeople):
        answers = f", once they know {list_of(stage.enter.requires)}" if stage.enter.requires else ""
        return f"{stage.enter.by} decides{answers}"
    return f"when {criterion(stage.enter)}"


def disqualifier(one: Disqualifier) -> str:
    """What shuts somebody out."""
    return f"{(one.means or one.id.replace('-', ' ')).rstrip('.')}: {criterion(one.when)}"


def reject_reason(one: RejectReason) -> str:
    """What becomes of a lead rejected for this reason."""
    return f"{one.means} Then it is {f'recycled as {one.recycle_as}' if one.then == 'recycle' else 'disqualified'}."


def recycle_reason(one: RecycleReason) -> str:
    """How long the lead rests, and how often it may come back."""
    rest = f" It rests for {_length(one.cool_down)}." if one.cool_down else ""
    often = f" At most {times(one.at_most)}." if one.at_most else ""
    return f"{one.means}{rest}{often}"


def profile(agreement: Agreement) -> str:
    """The ideal customer in one sentence."""
    tests = [f"{_trait('account', name)} {words_of(test)}" for name, test in agreement.profile.items()]
    return list_of(tests) if tests else "any company"


def _where(match: TouchMatch) -> str:
    tests = [f"{_property(path)} {words_of(test)}" for path, test in match.where.items()]
    return f" {'whose' if match.touch in _PLACES else 'where'} {list_of(tests)}" if tests else ""


def _inner(part: Criterion) -> str:
    said = criterion(part)
    return f"({said})" if part.all_of or part.any_of or part.none_of else said


def _leaf(one: Criterion) -> str:
    if one.score:
        return f"{one.score[0]} {words_of(one.score[1])}"
    if one.trait:
        return f"{_trait(one.trait[0], one.trait[1])} {words_of(one.trait[2])}"
    if one.known:
        names = [_known(name) for name in one.known]
        return f"{list_of(names)} {'is' if len(names) == 1 else 'are'} known"
    if one.did:
        return f"they {did(one.did)}"
    if one.persona:
        return f"they are {list_of(one.persona, 'or')}"
    if one.decided:
        return _DECIDED[one.decided]
    return "the company is in the profile" if one.in_profile else "the company is outside the profile"


def _known(name: str) -> str:
    subject, dot, trait = name.partition(".")
    return _trait(subject, trait) if dot else _trait("person", name)


def _trait(subject: str, name: str) -> str:
    plain = _TRAITS.get(name, name.replace("_", " "))
    return f"the company's {plain}" if subject == "account" else plain


def _property(path: str) -> str:
    return path.replace("_", " ").replace(".", " ")


def _length(length: Duration) -> str:
    return {"1 day": "a day", "1 week": "a week", "1 hour": "an hour"}.get(length.text, length.text)
