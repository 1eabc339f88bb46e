"""Clauses as plain English sentences that somebody can read aloud. Gives text, never markup."""

import re
from datetime import datetime
from decimal import Decimal

from accord.agreement.spec import (
    Agreement,
    Budget,
    ByPeople,
    Counting,
    Criterion,
    Did,
    Disqualifier,
    Duration,
    Goal,
    Limit,
    Pilot,
    Planned,
    RecycleReason,
    RejectReason,
    Score,
    Service,
    Stage,
    TouchMatch,
    TouchRule,
    TraitRule,
    Volume,
)
from accord.agreement.wording import (
    known_words,
    list_of,
    property_words,
    stage_words,
    trait_words,
    value_words,
    words_of,
)
from accord.kernel.money import Money

_OFTEN = ("no times", "once", "twice", "three times", "four times", "five times", "six times")
_DECIDED = {
    "accepted": "a rep accepts them",
    "deal_opened": "a deal is opened",
    "deal_won": "a deal is won",
    "deal_lost": "a deal is lost",
    "recycled": "they are recycled",
    "disqualified": "they are disqualified",
}
_METRICS = {
    "won_amount": "deals won for at least {}",
    "won_count": "at least {} deals won",
    "sourced_pipeline": "deals opened on leads for at least {}",
    "mql_count": "at least {} leads become MQL",
    "new_customers": "at least {} companies buy for the first time",
    "recurring_revenue": "recurring revenue of at least {}",
    "market_share": "a market share of at least {}",
    "churn": "churn of {}",
    "lifetime_value": "a lifetime value of at least {}",
}
_BEGINS = {
    "handed_off": "the hand-off",
    "accepted": "acceptance",
    "rejected": "rejection",
    "recycled": "the recycle",
    "re_engaged": "coming back",
    "activity": "an activity",
    "meeting": "a meeting",
    "feedback": "feedback",
    "moved": "a new stage",
    "won": "the deal won",
    "lost": "the deal lost",
    "requested": "the request",
    "answered": "the answer",
}
_STOPS = {
    "handed_off": "handed off",
    "re_engaged": "re-engaged",
    "activity": "an activity of the rep",
    "meeting": "a meeting",
    "feedback": "feedback on the meeting",
    "moved": "moved to another stage",
    "requested": "asked for",
} | {word: word for word in ("accepted", "rejected", "recycled", "won", "lost", "answered")}
_DEEDS = {
    "remind": "a reminder",
    "at risk": "shown at risk",
    "tell manager": "the manager is told",
    "reroute": "given to somebody else",
    "pool": "back into the pool",
}
_PLACES = {"page": "visits a page", "screen": "opens a screen"}
_PLACES_DOING = {"page": "visiting a page", "screen": "opening a screen"}
_ONE_FOLDER = re.compile(r"/([a-z][a-z-]*)/?")
_PLACES_THEN = {"page": "visited a page", "screen": "opened a screen"}


def points(number: int) -> str:
    """`+10` or `−20`."""
    return f"+{number}" if number >= 0 else f"−{abs(number)}"


def times(number: int) -> str:
    """`once`, `three times`, `40 times`."""
    return _OFTEN[number] if 0 <= number < len(_OFTEN) else f"{number:,} times"


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
        return f"once for each {property_words(count.distinct)}"
    if count.at_most is None:
        return ""
    if count.window:
        return f"at most {times(count.at_most)} in {length_of(count.window)}"
    often = {1: "time", 2: "two times"}.get(count.at_most) or times(count.at_most)
    return f"only the first {often}"


def touch(match: TouchMatch) -> str:
    """`visits a page whose path starts with /pricing`."""
    return _PLACES.get(match.touch, f"does “{match.touch}”") + _where(match)


def doing(match: TouchMatch) -> str:
    """`visiting the pricing page`, `“Demo Requested”`: what is counted, as the beginning of a sentence."""
    tests = list(match.where.items())
    if match.touch == "page" and len(tests) == 1 and tests[0][0] == "path":
        said = tests[0][1].model_dump(exclude_none=True)
        if (
            len(said) == 1
            and said.keys() <= {"starts_with", "equals"}
            and (page := _ONE_FOLDER.fullmatch(str(*said.values())))
        ):
            return f"visiting the {page[1].replace('-', ' ')} page"
    return _PLACES_DOING.get(match.touch, f"“{match.touch}”") + _where(match)


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
        f"halves every {length_of(one.half_life)}" if one.half_life else "",
        f"fades to nothing within {length_of(one.linear)}" if one.linear else "",
        f"gone after {length_of(one.expires_after)}" if one.expires_after else "",
        f"looks back {length_of(one.since)}" if one.since else "",
        f"{limit(one.limit)} in all" if one.limit else "",
    ]
    return f"{touch(one)}: {', '.join(part for part in said if part)}"


def aside(one: TraitRule | TouchRule) -> str:
    """What a rule's own sentence does not say: `, in the group reading, expected of better leads`."""
    group = f", in the group {one.group}" if one.group else ""
    expected = f", expected of {'better' if one.expects == 'more' else 'worse'} leads" if one.expects else ""
    return group + expected


def score(one: Score) -> str:
    """`engagement is between 0 and 100; reading is at most 40`."""
    bounds = [f"{one.id} is {limit(one.limit)}" if one.limit else f"{one.id} has no limits"]
    bounds += [
        f"{group.id} is {limit(group.limit)}{f' ({group.means})' if group.means else ''}" for group in one.groups
    ]
    bounds += [f"{grade} from {value_words(least)}" for grade, least in one.grades]
    return "; ".join(bounds)


def stage_name(stage: str) -> str:
    """`MQL` for mql, `recycled`."""
    return stage_words(stage)


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
    becomes = f" as {one.recycle_as}" if one.recycle_as else ""
    return f"{one.means} Then it is {f'recycled{becomes}' if one.then == 'recycle' else 'disqualified'}."


def recycle_reason(one: RecycleReason) -> str:
    """How long the lead rests, and how often it may come back."""
    rest = f" It rests for {length_of(one.cool_down)}." if one.cool_down else ""
    often = f" At most {times(one.at_most)}." if one.at_most else ""
    return f"{one.means}{rest}{often}"


def goal(one: Goal) -> str:
    """What is wanted, and what hangs on it: `sales: churn of at most 3% every quarter; the bonus hangs on it`."""
    return f"{wanted(one)}; {one.incentive.rstrip('.')}" if one.incentive else wanted(one)


def wanted(one: Goal) -> str:
    """`sales: deals won for at least 2,000,000 EUR every quarter`."""
    return f"{one.owner}: {_METRICS[one.metric].format(target(one))} every {one.period}"


def target(one: Goal) -> str:
    """The goal's target as people write it: `2,000,000 EUR`, `300`, `12.5%`, `at most 3%`."""
    return f"at most {quantity(one, one.target)}" if one.is_less_better else quantity(one, one.target)


def quantity(one: Goal, value: int) -> str:
    """A value of the goal's unit as people write it: `2,000,000 EUR`, `300`, `12.5%`."""
    if one.unit == "share":
        return f"{Decimal(value) / 100}%"
    if one.currency is None:
        return f"{value:,}"
    return amount(value, one.currency)


def amount(minor: int, currency: str) -> str:
    """An amount as people write it: `2,000,000 EUR`, `12.50 EUR`."""
    found = Money(minor, currency).amount
    return f"{found.to_integral_value() if found == found.to_integral_value() else found:,} {currency}"


def planned(one: Planned) -> str:
    """`2027-Q1: Two fairs; 120,000 EUR (marketing 90,000 EUR and sales 30,000 EUR); review on 2027-02-15 10:00`."""
    said = [(one.means or "").rstrip(".")]
    said += [budget(one.budget)] if one.budget else []
    said += (
        [f"review{'s' * (len(one.reviews) > 1)} on {list_of([hour(at) for at in one.reviews])}"] if one.reviews else []
    )
    return f"{one.id}: {'; '.join(part for part in said if part)}"


def budget(one: Budget) -> str:
    """`120,000 EUR`, with the parts of both sides where it is said by side."""
    parts = list_of([f"{side} {amount(minor, one.currency)}" for side, minor in one.sides.items()])
    return f"{amount(one.minor, one.currency)} ({parts})" if parts else amount(one.minor, one.currency)


def hour(at: datetime) -> str:
    """`2026-11-16 10:00`."""
    return f"{at:%Y-%m-%d %H:%M}"


def pilot(one: Pilot) -> str:
    """`where the company's industry is logistics, until 2026-09-30`."""
    return f"{scope(one)}, until {one.until.text}"


def scope(one: Pilot) -> str:
    """Whom a pilot judges: `where the company's industry is logistics`."""
    return f"where {criterion(one.where)}" if one.where else f"whose lead is in the hands of the team {one.team}"


def profile(agreement: Agreement) -> str:
    """The ideal customer in one sentence."""
    tests = [f"{trait_words('account', name)} {words_of(test)}" for name, test in agreement.profile.items()]
    return list_of(tests) if tests else "any company"


def promise(one: Service | Volume) -> str:
    """`sales: accepted or rejected within 4 working hours of the hand-off`, `marketing: at least 300 leads …`."""
    if isinstance(one, Volume):
        rate = f", at least {one.acceptance}% of them accepted" if one.acceptance else ""
        reach = f"{value_words(one.at_least)} leads reach {stage_words(one.of)}"
        return f"{one.owed_by}: at least {reach} every {one.per}{rate}"
    often = f"{times(one.times)} " if one.times > 1 else ""
    return f"{one.owed_by}: {stops(one)} {often}within {one.within.text} of {_BEGINS[one.starts]}"


def stops(one: Service) -> str:
    """What keeps the promise: `accepted or rejected`."""
    return list_of([_STOPS[word] for word in one.stops], "or")


def service(one: Service | Volume) -> str:
    """The promise with what follows: `…; half the time used: remind; all of it: tell the manager`."""
    said = [promise(one)]
    if isinstance(one, Service):
        said += [f"by the calendar {one.calendar}"] if one.calendar not in (None, "owner") else []
        said += ["in the owner's hours"] if one.calendar == "owner" else []
        said += ["goes on with another owner"] if one.reassigned == "continues" else []
        said += ["pauses while the lead is snoozed"] if one.snoozed == "pauses" else []
        said += [f"pauses of at most {length_of(one.pause)} in all"] if one.pause else []
        said += [f"{_DEEDS[rung.do]} at {rung.percent}%" for rung in one.then]
    return "; ".join(said)


def _where(match: TouchMatch) -> str:
    tests = [f"{property_words(path)} {words_of(test)}" for path, test in match.where.items()]
    return f" {'whose' if match.touch in _PLACES else 'where'} {list_of(tests)}" if tests else ""


def _inner(part: Criterion) -> str:
    said = criterion(part)
    return f"({said})" if part.all_of or part.any_of or part.none_of else said


def _leaf(one: Criterion) -> str:
    if one.score:
        return f"{one.score[0]} {words_of(one.score[1])}"
    if one.trait:
        return f"{trait_words(one.trait[0], one.trait[1])} {words_of(one.trait[2])}"
    if one.known:
        names = [known_words(name) for name in one.known]
        return f"{list_of(names)} {'is' if len(names) == 1 else 'are'} known"
    if one.did:
        return f"they {did(one.did)}"
    if one.persona:
        return f"they are {list_of(one.persona, 'or')}"
    if one.decided:
        return _DECIDED[one.decided]
    return "the company is in the profile" if one.in_profile else "the company is outside the profile"


def length_of(length: Duration) -> str:
    """After "every" and "in": `a day`, `30 days`."""
    return {"1 day": "a day", "1 week": "a week", "1 hour": "an hour"}.get(length.text, length.text)
