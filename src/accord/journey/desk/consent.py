"""What somebody has said of being written to and called, and of what may be done with what they do. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from accord.kernel.touch import Touch, TouchKind
from accord.kernel.traits import snake

Answer = Literal["not-no", "yes", "no"]
_ANSWERS: tuple[Answer, ...] = ("not-no", "yes", "no")  # said at once, the last of them counts
MOST_CATEGORIES = 12
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")

_MAIL_NO = (
    "unsubscribed", "unsubscribed_from_emails", "email_opt_out", "email_optout", "email_opted_out", "hs_email_optout",
    "has_opted_out_of_email", "do_not_email",
)  # fmt: skip
_MAIL_YES = ("email_opt_in", "email_consent", "marketing_consent", "marketing_opt_in", "accepts_marketing")
# trait → what it is about, and what it means where it is true and where it is false. Not to have refused is no consent.
TRAITS: Mapping[str, tuple[str, Answer, Answer]] = {
    **dict.fromkeys(_MAIL_NO, ("mail", "no", "not-no")),
    **dict.fromkeys(_MAIL_YES, ("mail", "yes", "no")),
    "do_not_call": ("calls", "no", "not-no"),
}
EVENTS: Mapping[str, Answer] = {
    "Unsubscribed": "no",
    "Email Unsubscribed": "no",
    "Email Marked as Spam": "no",
    "Email Subscribed": "yes",
}
_OF_MAIL = {snake(name): answer for name, answer in EVENTS.items()}


@dataclass(frozen=True, slots=True)
class Word:
    """What was said, when, and by which trait or event."""

    answer: Answer
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Consent:
    """`mail` and `calls` None: nothing was said. `data`: the categories of the consent banner, and since when so."""

    mail: Word | None = None
    calls: Word | None = None
    data: Mapping[str, bool] = field(default_factory=dict)
    data_at: datetime | None = None


def consent_of(touches: Iterable[Touch]) -> Consent:
    """What holds after these touches, oldest first. The last yes or no counts; a trait that says the same once more is
    no new word, for clients repeat what they know after it was withdrawn elsewhere."""
    words: dict[str, Word] = {}
    known: dict[str, bool] = {}
    data: Mapping[str, bool] = {}
    data_at = None
    for touch in touches:
        for about, word in _words(touch, known):
            if _counts(word, words.get(about)):
                words[about] = word
        wanted = _categories(touch.context)
        if wanted and wanted != data:
            data, data_at = wanted, touch.occurred_at
    return Consent(words.get("mail"), words.get("calls"), data, data_at)


def _counts(word: Word, before: Word | None) -> bool:
    """Not to have refused takes back what the same trait refused, and nothing else: a default of another tool says
    nothing of whoever unsubscribed in this one."""
    return word.answer != "not-no" or before is None or (before.answer == "no" and before.by == word.by)


def _words(touch: Touch, known: dict[str, bool]) -> list[tuple[str, Word]]:
    """What a touch says anew, a refusal last; `known` are the traits as they were said before, and follow."""
    said = sorted(_said(touch, known), key=lambda one: _ANSWERS.index(one[1]))
    return [(about, Word(answer, touch.occurred_at, by)) for about, answer, by in said]


def _said(touch: Touch, known: dict[str, bool]) -> Iterator[tuple[str, Answer, str]]:
    if touch.kind is TouchKind.TRACK and (event := _OF_MAIL.get(snake(touch.name))):
        yield "mail", event, touch.name
    if touch.kind is TouchKind.GROUP:  # its traits are the company's
        return
    for name in touch.traits.keys() & TRAITS.keys():
        value = _truth(touch.traits[name])
        if value is not None and known.get(name) is not value:
            known[name] = value
            about, where_true, where_false = TRAITS[name]
            yield about, where_true if value else where_false, name


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    text = str(value).strip().casefold() if isinstance(value, str | int) else ""
    return True if text in _TRUE else False if text in _FALSE else None


def _categories(context: Mapping[str, Any]) -> dict[str, bool]:
    """Segment's consent object, else RudderStack's lists; the first so many by name, refusals before the rest."""
    preferences = _inner(_inner(context, "consent"), "categoryPreferences")
    found = {name: value for name, value in preferences.items() if name and isinstance(value, bool)}
    if not found:
        managed = _inner(context, "consentManagement")
        for key, value in (("allowedConsentIds", True), ("deniedConsentIds", False)):
            names = managed.get(key)
            found |= {one: value for one in names if isinstance(one, str) and one} if isinstance(names, list) else {}
    return dict(sorted(found.items(), key=lambda one: (one[1], one[0]))[:MOST_CATEGORIES])


def _inner(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, dict) else {}
