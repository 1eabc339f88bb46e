"""A test as the end of a sentence: "is at least 50", "starts with /pricing"."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from accord.agreement.spec import LostReason, RecycleReason, RejectReason, Test, TouchRule, TraitRule
from accord.agreement.spec.services import Promise


def words_of(test: Test) -> str:
    """All that the test asks for, joined by "and"."""
    said = [_bounds(test), *(_one(name, getattr(test, name)) for name in _WORDS), _listed(test), _known(test)]
    return list_of([part for part in said if part])


def list_of(words: Sequence[Any], last: str = "and") -> str:
    """`a, b and c`."""
    plain = [value_words(word) for word in words]
    return f"{', '.join(plain[:-1])} {last} {plain[-1]}" if len(plain) > 1 else "".join(plain)


def value_words(value: Any) -> str:
    """A value as people write it: 5,000 and not 5000.0; yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return (f"{value:,.15g}" if value != int(value) else f"{int(value):,}").replace("-", "−")
    return str(value)


def trait_words(subject: str, name: str) -> str:
    """`job title`, `the company's number of employees`."""
    plain = _TRAITS.get(name, name.replace("_", " "))
    return f"the company's {plain}" if subject == "account" else plain


def known_words(name: str) -> str:
    """The trait that `known: [NAME]` asks for."""
    subject, dot, trait = name.partition(".")
    return trait_words(subject, trait) if dot else trait_words("person", name)


def property_words(path: str) -> str:
    """A property of a touch by its path: `context campaign name`."""
    return path.replace("_", " ").replace(".", " ")


def stage_words(stage: str) -> str:
    """`MQL`, `recycled`: some stages have abbreviations for names."""
    return stage.upper() if _ABBREVIATED.fullmatch(stage) else stage


def rule_words(rule: TouchRule | TraitRule) -> str:
    """What the agreement calls the rule, else its id as words."""
    return rule.means or id_words(rule.id)


def promise_words(promise: Promise) -> str:
    """What the agreement calls a service, else its id as words."""
    return promise.means or id_words(promise.id)


def id_words(name: str) -> str:
    """`first-touch` as words."""
    return name.replace("-", " ").replace("_", " ")


def reason_words(reason: str, among: Iterable[RejectReason | RecycleReason | LostReason]) -> str:
    """What the agreement calls the reason of that id; one that is not among them as it is."""
    return next((one.means for one in among if one.id == reason), reason)


def spoken(words: str) -> str:
    """Small numbers as people say them: `at most three times in seven days`. What is quoted stays as it is."""
    return _SMALL.sub(lambda found: _NUMERALS[int(found[1])] + found[2] if found[1] else found[0], words)


def sentence(words: str) -> str:
    """Words as a sentence: a capital in front, one full stop behind."""
    return words[:1].upper() + words[1:].rstrip(".") + "."


_TRAITS = {"employees": "number of employees", "email_kind": "kind of e-mail address", "email": "e-mail address"}
_NUMERALS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ABBREVIATED = re.compile(r"[a-z]{1,2}ql|sal")
_SMALL = re.compile(r"“[^”]*”|(?<![\w.,−/-])([2-9]|1[0-2])( (?:working )?(?:second|minute|hour|day|week)s)(?!\w)")
_WORDS = {
    "equals": "is {}",
    "is_not": "is not {}",
    "more_than": "is more than {}",
    "less_than": "is less than {}",
    "any_of": "is {}",
    "none_of": "is none of {}",
    "starts_with": "starts with {}",
    "ends_with": "ends with {}",
    "contains": "contains “{}”",
    "matches": "has the words {}",
}
_JOINED = {"any_of": "or", "none_of": "and", "matches": "or"}


def _one(name: str, wanted: Any) -> str:
    if wanted is None:
        return ""
    if name == "none_of" and len(wanted) == 1:
        return f"is not {value_words(wanted[0])}"
    return _WORDS[name].format(list_of(wanted, _JOINED[name]) if name in _JOINED else value_words(wanted))


def _bounds(test: Test) -> str:
    low, high = test.at_least, test.at_most
    if low is not None and high is not None:
        return f"is between {value_words(low)} and {value_words(high)}"
    if low is None and high is None:
        return ""
    return f"is at most {value_words(high)}" if low is None else f"is at least {value_words(low)}"


def _listed(test: Test) -> str:
    within = f"is in the list {test.in_list}" if test.in_list else ""
    outside = f"is not in the list {test.not_in_list}" if test.not_in_list else ""
    return list_of([part for part in (within, outside) if part])


def _known(test: Test) -> str:
    return "" if test.known is None else "is known" if test.known else "is not known"
