"""Whether one value passes a test: the same answer for scores, stages, profile and personas."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from accord.agreement.spec import Test

Lists = Mapping[str, Sequence[str]]


def holds(test: Test, value: Any, lists: Lists) -> bool:
    """All operators of the test hold for the value. None, "" and [] count as missing.

    Of several values (a list) one is enough for what is asked for, and none may be what is excluded.
    """
    several = value if isinstance(value, (list, tuple)) else (value,)
    given = [one for one in several if not is_missing(one)]
    return (
        (test.known is None or test.known == bool(given))
        and not _is_excluded(test, given, lists)
        and (not _asks(test) or any(_passes(test, one, lists) for one in given))
    )


def is_missing(value: Any) -> bool:
    """Nothing, an empty text, or an empty list or mapping."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {}, ())


def _is_excluded(test: Test, given: list[Any], lists: Lists) -> bool:
    excluded = [*([test.is_not] if test.is_not is not None else []), *(test.none_of or ())]
    if test.not_in_list is not None:
        excluded += lists.get(test.not_in_list, ())
    return any(same(one, other) for one in given for other in excluded)


def _asks(test: Test) -> bool:
    return any(
        wanted is not None
        for wanted in (
            test.equals,
            test.any_of,
            test.in_list,
            test.at_least,
            test.at_most,
            test.more_than,
            test.less_than,
            test.starts_with,
            test.ends_with,
            test.contains,
            test.matches,
        )
    )


def _passes(test: Test, one: Any, lists: Lists) -> bool:
    return _is_among(test, one, lists) and _is_within(test, one) and _reads_like(test, one)


def _is_among(test: Test, one: Any, lists: Lists) -> bool:
    return (
        (test.equals is None or same(one, test.equals))
        and (test.any_of is None or any(same(one, other) for other in test.any_of))
        and (test.in_list is None or any(same(one, other) for other in lists.get(test.in_list, ())))
    )


def _is_within(test: Test, one: Any) -> bool:
    if test.at_least is test.at_most is test.more_than is test.less_than is None:
        return True
    number = as_number(one)
    return number is not None and (
        (test.at_least is None or number >= test.at_least)
        and (test.at_most is None or number <= test.at_most)
        and (test.more_than is None or number > test.more_than)
        and (test.less_than is None or number < test.less_than)
    )


def _reads_like(test: Test, one: Any) -> bool:
    if test.starts_with is test.ends_with is test.contains is None and test.matches is None:
        return True
    if isinstance(one, (dict, list)):
        return False
    words = plain(one)
    return (
        (test.starts_with is None or words.startswith(plain(test.starts_with)))
        and (test.ends_with is None or words.endswith(plain(test.ends_with)))
        and (test.contains is None or plain(test.contains) in words)
        and (test.matches is None or bool(_phrases(test.matches).search(words)))
    )


def same(one: Any, other: Any) -> bool:
    """Equal without regard to case; a number equals a text that says the same number, never true or false."""
    if isinstance(one, bool) or isinstance(other, bool):
        return plain(one) == plain(other)
    if isinstance(one, (int, float)) or isinstance(other, (int, float)):
        left, right = as_number(one), as_number(other)
        return left is not None and left == right
    return plain(one) == plain(other)


def plain(value: Any) -> str:
    """A value as text without case and outer blanks; true and false as they are written in an agreement."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip().casefold()


def as_number(value: Any) -> int | float | None:
    """A number, or the number that a text says ("1,200" and "1 200" too); None where there is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, str) and len(value) <= 40 and _NUMBER.fullmatch(value.strip()):
        return float(_GAPS.sub("", value))
    return None


_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:[, \u00a0\u202f_][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?")
_GAPS = re.compile(r"[, \u00a0\u202f_]")


@lru_cache(maxsize=1024)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A phrase stands in a text as whole words; in scripts written without blanks, anywhere."""
    ways = []
    for phrase in phrases:
        words = r"\s+".join(re.escape(word) for word in plain(phrase).split())
        before = r"(?<!\w)" if _has_word_ends(plain(phrase)[:1]) else ""
        after = r"(?!\w)" if _has_word_ends(plain(phrase)[-1:]) else ""
        ways.append(before + words + after)
    return re.compile("|".join(ways))


def _has_word_ends(letter: str) -> bool:
    return letter.isalnum() and not "\u2e80" <= letter <= "\u9fff" and not "\uac00" <= letter <= "\ud7af"
