"""Profile and personas against reality: whom we said we sell to, and who bought. Pure: buyers in, numbers out."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from accord.agreement.conditions import as_number, holds
from accord.agreement.persona import persona_of
from accord.agreement.profile import in_profile
from accord.agreement.spec import Agreement, Test
from accord.reporting.buyers import Buyer
from accord.reporting.shares import Interval, Share, can_tell, ratio

LEAST_WON, LEAST_ALL = 5, 20
MOST_VALUES, MOST_TITLES = 15, 10
NOBODY = ""
Finding = Literal["lacks", "excludes", "doubtful"]
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Fitting:
    """Companies of one outcome: how many fit the profile, and which of its tests the others miss."""

    fits: Share
    misses: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PersonaLine:
    """Contacts of one persona ("": of none). `sure` is the mean share of the words of their titles that the persona's
    test speaks of; `lift` is how many times as likely they buy as all others, None where too few were decided."""

    persona: str
    won: Share
    sure: float
    lift: Interval | None


@dataclass(frozen=True, slots=True)
class Common:
    """A value of a company's trait that the won have more often than the lost, or less. `finding`: the profile lacks
    it, excludes it though it buys, or asks for it though it does not (doubtful)."""

    trait: str
    value: str
    won: Share
    lost: Share
    times: Interval
    finding: Finding


@dataclass(frozen=True, slots=True)
class Contact:
    person_id: int
    persona: str
    sure: float
    title: str
    is_won: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reality:
    at: datetime
    version: int
    won: Fitting
    lost: Fitting
    personas: tuple[PersonaLine, ...]
    strangers: tuple[tuple[str, int], ...]
    common: tuple[Common, ...]
    contacts: tuple[Contact, ...]

    def as_dict(self, *, with_contacts: bool = False) -> dict[str, Any]:
        """The JSON of `accord report profile`."""
        told: dict[str, Any] = {
            "at": self.at,
            "version": self.version,
            "profile": {"won": _fitting(self.won), "lost": _fitting(self.lost)},
            "personas": [
                {"persona": one.persona or None, "won": one.won.yes, "decided": one.won.all, "sure": round(one.sure, 3),
                 "win_rate": _interval(one.won.interval()), "lift": _interval(one.lift)}
                for one in self.personas
            ],
            "titles_of_no_persona": [{"title": title, "contacts": many} for title, many in self.strangers],
            "in_common": [
                {"trait": one.trait, "value": one.value, "won": [one.won.yes, one.won.all],
                 "lost": [one.lost.yes, one.lost.all], "times": _interval(one.times), "finding": one.finding}
                for one in self.common
            ],
        }  # fmt: skip
        if with_contacts:
            told["contacts"] = [
                [one.person_id, one.persona, round(one.sure, 3), one.title, one.is_won] for one in self.contacts
            ]
        return told


def reality(agreement: Agreement, buyers: Sequence[Buyer], *, version: int, at: datetime) -> Reality:
    """What became of whom, against profile and personas."""
    contacts = tuple(_contact(agreement, one) for one in buyers)
    strangers = Counter(one.title for one in contacts if not one.persona and one.title)
    return Reality(
        at=at,
        version=version,
        won=_fit(agreement, [one for one in buyers if one.is_won]),
        lost=_fit(agreement, _only_lost(buyers)),
        personas=tuple(_personas(agreement, contacts)),
        strangers=tuple(strangers.most_common(MOST_TITLES)),
        common=tuple(_common(agreement, buyers)),
        contacts=contacts,
    )


def sureness(agreement: Agreement, persona_id: str, title: str) -> float:
    """The share of the title's words that the phrases of the persona stand for: 3 of 3 of “Head of IT”, 1 of 3 of “VP
    Marketing Operations”. Whole where the test is no phrase."""
    words = _WORD.findall(title.casefold())
    test = next(one.title for one in agreement.personas if one.id == persona_id)
    if not test.matches or not words:
        return 1.0
    found = [
        len(_WORD.findall(phrase.casefold())) for phrase in test.matches if holds(Test(matches=(phrase,)), title, {})
    ]
    return min(1.0, max(found, default=len(words)) / len(words))


def _contact(agreement: Agreement, one: Buyer) -> Contact:
    title = str(one.person.get("job_title") or "").strip()
    persona = persona_of(agreement, title) or NOBODY
    sure = sureness(agreement, persona, title) if persona else 0.0
    return Contact(one.person_id, persona, sure, title, one.is_won)


def _only_lost(buyers: Sequence[Buyer]) -> list[Buyer]:
    """Companies of which nobody bought."""
    bought = {one.company for one in buyers if one.is_won}
    return [one for one in buyers if one.company not in bought]


def _fit(agreement: Agreement, buyers: Sequence[Buyer]) -> Fitting:
    companies = {one.company: one.account for one in buyers}
    judged = [in_profile(agreement, traits) for traits in companies.values()]
    misses = Counter(name for fits, missed in judged if not fits for name in missed)
    return Fitting(Share(sum(fits for fits, _ in judged), len(judged)), dict(misses.most_common()))


def _personas(agreement: Agreement, contacts: Sequence[Contact]) -> list[PersonaLine]:
    lines = []
    for name in [*(one.id for one in agreement.personas), NOBODY]:
        ours = [one for one in contacts if one.persona == name]
        others = [one for one in contacts if one.persona != name]
        won, rest = (Share(sum(one.is_won for one in part), len(part)) for part in (ours, others))
        sure = sum(one.sure for one in ours) / len(ours) if ours else 0.0
        lines.append(PersonaLine(name, won, sure, ratio(won, rest) if can_tell(won, rest) else None))
    return lines


def _common(agreement: Agreement, buyers: Sequence[Buyer]) -> list[Common]:
    won = {one.company: one.account for one in buyers if one.is_won}
    lost = {one.company: one.account for one in _only_lost(buyers)}
    found = [
        told
        for trait, tests in _values([*won.values(), *lost.values()]).items()
        for words, test in tests
        if (told := _told(agreement, trait, words, test, list(won.values()), list(lost.values())))
    ]
    return sorted(found, key=lambda one: -abs(one.times.value - 1) if one.times.value < 1 else -one.times.value)


def _told(
    agreement: Agreement,
    trait: str,
    words: str,
    test: Test,
    won: Sequence[Mapping[str, Any]],
    lost: Sequence[Mapping[str, Any]],
) -> Common | None:
    yes, no = (Share(sum(holds(test, one.get(trait), {}) for one in part), len(part)) for part in (won, lost))
    if yes.yes + no.yes < LEAST_ALL or (yes.yes < LEAST_WON and no.yes < LEAST_ALL) or not yes.all or not no.all:
        return None
    times, asked = ratio(yes, no), agreement.profile.get(trait)
    with_it = [one for one in (*won, *lost) if holds(test, one.get(trait), {})]
    let_in = asked is not None and 2 * sum(holds(asked, one.get(trait), agreement.lists) for one in with_it) > len(
        with_it
    )
    finding: Finding | None = None
    if times.low > 1 and not let_in:
        finding = "lacks" if asked is None else "excludes"
    elif times.high < 1 and let_in:
        finding = "doubtful"
    return Common(trait, words, yes, no, times, finding) if finding else None


def _values(companies: Sequence[Mapping[str, Any]]) -> dict[str, list[tuple[str, Test]]]:
    """For each trait its frequent values, or its quarters where it is a number."""
    seen: dict[str, list[Any]] = defaultdict(list)
    for traits in companies:
        for name, value in traits.items():
            if isinstance(value, str | int | float):
                seen[name].append(value)
    found: dict[str, list[tuple[str, Test]]] = {}
    for name, values in sorted(seen.items()):
        numbers = sorted(number for value in values if (number := as_number(value)) is not None)
        if len(numbers) >= 0.8 * len(values) and len(set(numbers)) >= 8:
            found[name] = _quarters(numbers)
        else:
            often = Counter(str(value).strip() for value in values).most_common(MOST_VALUES)
            found[name] = [(value, Test(any_of=(value,))) for value, many in often if many >= LEAST_WON and value]
    return found


def _quarters(numbers: Sequence[float]) -> list[tuple[str, Test]]:
    cuts = sorted({float(f"{numbers[len(numbers) * part // 4]:.1e}") for part in (1, 2, 3)})
    pairs = zip([None, *cuts], [*cuts, None], strict=True)
    return [(_range(low, high), Test(at_least=low, less_than=high)) for low, high in pairs]


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return f"< {high:,.0f}"
    return f"≥ {low:,.0f}" if high is None else f"{low:,.0f} – {high:,.0f}"


def _fitting(one: Fitting) -> dict[str, Any]:
    return {"fit": one.fits.yes, "companies": one.fits.all, "share": _interval(one.fits.interval()),
            "misses": dict(one.misses)}  # fmt: skip


def _interval(one: Interval | None) -> dict[str, float] | None:
    return one.as_dict() if one else None
