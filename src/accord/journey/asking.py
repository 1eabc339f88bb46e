"""What routes ask of a lead: whether their conditions hold, whose it is already, where it is from, what it speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement
from accord.kernel.touch import TraitChange
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Ready
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import Facts
from accord.steps.scoring import api as scoring
from accord.steps.scoring.contracts import Moment, Subject

REGIONS = ("country", "region", "state", "territory")
LANGUAGES = ("language", "locale", "lang")
_NAMES = {
    "ar": "arabic", "de": "german", "en": "english", "es": "spanish", "fr": "french", "it": "italian",
    "ja": "japanese", "ko": "korean", "nl": "dutch", "pl": "polish", "pt": "portuguese", "ru": "russian",
    "sv": "swedish", "tr": "turkish", "uk": "ukrainian", "zh": "chinese",
}  # fmt: skip

Traits = Mapping[str, Mapping[str, Any]]


def facts_of(ready: Sequence[Ready], *, version: Version, at: datetime) -> list[Ready]:
    """The same leads with what the routes of a version ask for, as known at an instant. Where no route asks for
    anything, nothing is read. The version's signals must be noted."""
    if not asks(version.agreement):
        return list(ready)
    subjects = _subjects(ready, at)
    moments: Mapping[int, Moment] = {}
    if any(route.when is not None for route in version.agreement.routing):
        moments = scoring.as_of(subjects=list(subjects.values()), at=at, version=version)
    return with_facts(ready, subjects, moments, agreement=version.agreement, at=at)


def facts_by(ready: Sequence[Ready], *, agreement: Agreement, at: datetime) -> list[Ready]:
    """`facts_of` by any agreement, from the touches themselves: what somebody did is looked for anew."""
    if not asks(agreement):
        return list(ready)
    subjects = _subjects(ready, at)
    moments = {}
    if any(route.when is not None for route in agreement.routing):
        moments = {i: _recounted(subject, agreement, at) for i, subject in subjects.items()}
    return with_facts(ready, subjects, moments, agreement=agreement, at=at)


def _recounted(subject: Subject, agreement: Agreement, at: datetime) -> Moment:
    touches = collect.touches_of(alias_ids=subject.alias_ids, until=at) if subject.alias_ids else []
    verdicts = collect.verdicts_of(touch_ids=[row.touch_id for row in touches])
    counted = [row for row in touches if not (v := verdicts.get(row.touch_id)) or not v.is_machine]
    found = scoring.recount(subject=subject, touches=counted, instants=[at], until=at, agreement=agreement)
    return max(found, key=lambda moment: moment.at)


def asks(agreement: Agreement) -> bool:
    """Whether any route asks for anything of a lead."""
    return any(route.when is not None or route.owner is not None or route.matching for route in agreement.routing)


def with_facts(
    ready: Sequence[Ready],
    subjects: Mapping[int, Subject],
    moments: Mapping[int, Moment],
    *,
    agreement: Agreement,
    at: datetime,
) -> list[Ready]:
    """`facts_of` from what was read: people with their traits through time, and their scores and deeds at `at`."""
    traits = {person_id: _traits(subject.changes, at) for person_id, subject in subjects.items()}
    owners = owners_of(ready, agreement, at)
    return [
        replace(
            one,
            unmet=_unmet(agreement, _facts(agreement, traits[one.person_id], moments.get(one.person_id))),
            owners=owners.get(one.lead_id, {}),
            regions=_regions(traits[one.person_id]),
            languages=_languages(traits[one.person_id]),
        )
        for one in ready
    ]


def owners_of(ready: Sequence[Ready], agreement: Agreement, at: datetime) -> dict[int, dict[str, int]]:
    """Lead → the owners that the routes ask for, by the agreement's word."""
    wanted = {route.owner for route in agreement.routing}
    found: dict[int, dict[str, int]] = {one.lead_id: {} for one in ready}
    if "account" in wanted:
        of_accounts = identity.account_owners(account_ids={one.account_id for one in ready if one.account_id}, at=at)
        for one in ready:
            if (member := of_accounts.get(one.account_id or 0)) is not None:
                found[one.lead_id]["account"] = member
    if "previous" in wanted:
        before = handoff.had_before({one.person_id for one in ready}, at=at)
        for one in ready:
            if (member := before.get(one.person_id)) is not None:
                found[one.lead_id]["previous"] = member
    if "duplicate" in wanted:
        _add_duplicates(ready, found)
    return found


def _add_duplicates(ready: Sequence[Ready], found: dict[int, dict[str, int]]) -> None:
    """Somebody of the same name at the same account, with an open lead that has an owner; the latest of them."""
    alike = identity.namesakes(person_ids={one.person_id for one in ready})
    theirs = lifecycle.leads_of({other for others in alike.values() for other in others}) if alike else {}
    for one in ready:
        leads = [lead for other in alike.get(one.person_id, ()) for lead in theirs.get(other, ())]
        owned = [lead for lead in leads if lead.closed_at is None and lead.owner_member_id is not None]
        if owned:
            latest = max(owned, key=lambda lead: (lead.opened_at, lead.id))
            found[one.lead_id]["duplicate"] = latest.owner_member_id or 0


def _subjects(ready: Sequence[Ready], at: datetime) -> dict[int, Subject]:
    person_ids = sorted({one.person_id for one in ready})
    aliases = identity.aliases_of(person_ids=person_ids)
    changes = identity.histories(person_ids=person_ids, until=at)
    return {i: Subject(i, tuple(aliases[i]), tuple(changes.get(i, ()))) for i in person_ids}


def _traits(changes: Sequence[TraitChange], at: datetime) -> Traits:
    known: dict[str, dict[str, Any]] = {"person": {}, "account": {}}
    for change in sorted(changes):
        if change.at <= at:
            known[change.subject][change.name] = change.value
    return known


def _facts(agreement: Agreement, traits: Traits, moment: Moment | None) -> Facts:
    person, account = traits["person"], traits["account"]
    if moment is None:
        return lifecycle.facts(agreement=agreement, scores={}, person=person, account=account)
    scores = moment.scores
    return lifecycle.facts(agreement=agreement, scores=scores, person=person, account=account, done=moment.did)


def _unmet(agreement: Agreement, facts: Facts) -> dict[str, str]:
    judged = {
        route.id: lifecycle.judged(route.when, facts, agreement)
        for route in agreement.routing
        if route.when is not None
    }
    return {
        name: "; ".join(missing.words for missing in one.missing) or "its condition does not hold"
        for name, one in judged.items()
        if not one.holds
    }


def _regions(traits: Traits) -> frozenset[str]:
    """Where the company is; where that is not known, where the person is."""
    of_account = _words(traits["account"], REGIONS)
    return of_account or _words(traits["person"], REGIONS)


def _languages(traits: Traits) -> frozenset[str]:
    """As said, as a code, and by its English name: `de-at` is `de` and `german` too."""
    said = _words(traits["person"], LANGUAGES) or _words(traits["account"], LANGUAGES)
    codes = {word.replace("_", "-").partition("-")[0] for word in said}
    return said | codes | {_NAMES[code] for code in codes if code in _NAMES}


def _words(traits: Mapping[str, Any], names: Sequence[str]) -> frozenset[str]:
    values = (traits.get(name) for name in names)
    return frozenset(" ".join(value.split()).casefold() for value in values if isinstance(value, str) and value.strip())
