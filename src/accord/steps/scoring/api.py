"""Verbs of scoring."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement
from accord.engines import fold
from accord.kernel.instants import from_micros, to_micros
from accord.kernel.touch import Placed, Touch
from accord.steps.scoring import table
from accord.steps.scoring.anew import recounted
from accord.steps.scoring.compile import Program, program, program_of
from accord.steps.scoring.contracts import (
    DidIndex,
    Difference,
    Explanation,
    Fall,
    Moment,
    ScoreCard,
    Scored,
    Subject,
    TouchRow,
)
from accord.steps.scoring.criteria import turns_of
from accord.steps.scoring.decoding import Conditions, conditions, criterion_key, is_about_traits
from accord.steps.scoring.explain import explain_sheet, sheet_of
from accord.steps.scoring.history import History
from accord.steps.scoring.live import Outlook, moments_of, outlook
from accord.steps.scoring.models import Score, Signal
from accord.steps.scoring.signals import Matcher, value_at
from accord.steps.scoring.tallying import Tallying

__all__ = ["Conditions", "Matcher", "conditions", "criterion_key", "is_about_traits", "program", "turns_of"]

_EVER = from_micros(-(2**55))
_matchers: dict[str, Matcher] = {}
MATCHERS = 2  # the main version and a pilot; each remembers many judgements


def warm(*, version: Version) -> None:
    """Load what is compiled, so that the first touch does not wait: half a second, twenty at the very first time."""
    fold.warm(program_of(version).plan)


def note(*, placed: Iterable[Placed], version: Version) -> int:
    """Store which rules of the version the touches match; machine traffic matches none. Noting twice is harmless."""
    return table.write_signals(placed, _matcher(version), version.id)


def forget(*, touch_ids: Sequence[int]) -> None:
    """Drop what these touches match: their verdict has turned to machine traffic. `note` brings them back."""
    table.forget_signals(touch_ids)


def forget_other_versions(*, versions: Collection[Version]) -> None:
    """Drop the signals and cached scores of every version but these, after theirs were noted and everybody was
    scored."""
    kept = [version.id for version in versions]
    Signal.objects.exclude(version_id__in=kept).delete()
    Score.objects.exclude(version_id__in=kept).delete()


def forget_version(*, version_id: int) -> None:
    """Drop the signals of one version, when nobody is judged by it any more."""
    Signal.objects.filter(version_id=version_id).delete()


def forget_other_scores(*, person_ids: Collection[int], versions: Collection[Version]) -> None:
    """Drop what these people have cached by other versions than these: scores that the new version does not know."""
    Score.objects.filter(person_id__in=person_ids).exclude(version_id__in=[one.id for one in versions]).delete()


def forget_people(*, person_ids: Sequence[int]) -> None:
    """Drop the cached scores of people who were merged into others."""
    Score.objects.filter(person_id__in=person_ids).delete()


def moments(
    *, subjects: Sequence[Subject], since: Mapping[int, datetime], until: datetime, version: Version
) -> dict[int, list[Moment]]:
    """The scores of each person at each instant from `since` (by person; absent: from the beginning) to `until` at
    which a touch or a trait moved them or time alone turned something that a criterion reads, in order."""
    found = _histories(subjects, until, version)
    starts = {history.subject.person_id: since.get(history.subject.person_id, _EVER) for history in found}
    return moments_of(program_of(version), found, starts, until)


def recount(
    *,
    subject: Subject,
    touches: Iterable[TouchRow],
    instants: Iterable[datetime],
    until: datetime,
    agreement: Agreement,
) -> list[Moment]:
    """`moments` of one person from the beginning by any agreement, from the touches themselves, and one of time alone
    at each of `instants`. Leave machine traffic out of `touches`."""
    return recounted(program(agreement), subject, list(touches), instants, until)


def score(
    *,
    subjects: Sequence[Subject],
    since: Mapping[int, datetime],
    now: datetime,
    version: Version,
    as_of_now: bool = False,
) -> Scored:
    """`moments` and `refresh` in one, reading everything once; `as_of_now` adds a last moment of time alone."""
    compiled = program_of(version)
    found = _histories(subjects, now, version)
    starts = {history.subject.person_id: since.get(history.subject.person_id, _EVER) for history in found}
    moments = moments_of(compiled, found, starts, now)
    seen = outlook(compiled, found, now)
    table.write_scores([row for one in seen for row in _rows(compiled, one, now, version.id)])
    units = {one.person_id: dict(zip(compiled.score_ids, one.units, strict=True)) for one in seen}
    if as_of_now:
        for history in found:
            did = DidIndex(to_micros(now), history.done(compiled))
            person_id = history.subject.person_id
            moments[person_id] = [*moments[person_id], Moment(now, None, "", units[person_id], did)]
    return Scored(moments, units)


def as_of(*, subjects: Sequence[Subject], at: datetime, version: Version) -> dict[int, Moment]:
    """The scores of these people and what they did, at one instant, by a version whose signals are noted."""
    compiled = program_of(version)
    histories = _histories(subjects, at, version)
    found = {}
    for history, seen in zip(histories, outlook(compiled, histories, at), strict=True):
        units = dict(zip(compiled.score_ids, seen.units, strict=True))
        found[seen.person_id] = Moment(at, None, "", units, DidIndex(to_micros(at), history.done(compiled)))
    return found


def refresh(*, subjects: Sequence[Subject], at: datetime, version: Version) -> None:
    """Write the cached scores of these people as they are at an instant."""
    compiled = program_of(version)
    found = outlook(compiled, _histories(subjects, at, version), at)
    table.write_scores([row for one in found for row in _rows(compiled, one, at, version.id)])


def scores_of(*, person_ids: Collection[int]) -> dict[int, dict[str, ScoreCard]]:
    """The cached scores of people by person and score; a person never scored has an empty dict."""
    found: dict[int, dict[str, ScoreCard]] = {person_id: {} for person_id in person_ids}
    for row in Score.objects.filter(person_id__in=person_ids):
        found[row.person_id][row.score_id] = _card(row)
    return found


def due(*, now: datetime, limit: int) -> list[int]:
    """People of whom time alone has turned something that a criterion reads, longest due first."""
    rows = Score.objects.filter(next_change_at__lte=now).order_by("next_change_at", "person_id")
    return list(dict.fromkeys(rows.values_list("person_id", flat=True)[:limit]))


def older(*, person_ids: Collection[int], than: datetime, limit: int) -> dict[int, datetime]:
    """Those of these people whose cached scores are of an instant before `than`, and that instant; the oldest first."""
    rows = Score.objects.filter(person_id__in=person_ids, as_of__lt=than).values_list("person_id", "as_of")
    found: dict[int, datetime] = {}
    for person_id, at in rows.order_by("as_of", "person_id")[: limit * 8]:
        if len(found) < limit:
            found.setdefault(person_id, at)
    return found


def next_due() -> datetime | None:
    """The instant at which `due` will next name somebody."""
    return (
        Score.objects.filter(next_change_at__isnull=False)
        .order_by("next_change_at")
        .values_list("next_change_at", flat=True)
        .first()
    )


def explain(*, subject: Subject, touches: Iterable[TouchRow], at: datetime, agreement: Agreement) -> Explanation:
    """Every score of a person at any instant by any agreement, with its reasons, from the touches themselves.

    Leave machine traffic out of `touches`. The contributions and cuts of each score sum to it exactly.
    """
    compiled = program(agreement)
    sheet = sheet_of(compiled, (row.touch for row in touches), subject.changes, at)
    return explain_sheet(compiled, sheet, subject.person_id, at)


def path_of(touch: Touch) -> str | None:
    """The path of a page as rules read it: the property, or that of the page's URL."""
    found = value_at(touch, "path")
    return found if isinstance(found, str) else None


def tallying(*, agreement: Agreement) -> Tallying:
    """What each rule gives, of many people by one agreement: call it with touches (machine traffic left out), trait
    changes and an instant."""
    return Tallying(program(agreement))


def check(
    *, subjects: Sequence[Subject], touches: Mapping[int, Sequence[TouchRow]], version: Version
) -> list[Difference]:
    """Where the cached scores are not what the touches (by person, machine traffic left out) say."""
    compiled = program_of(version)
    cached = scores_of(person_ids=[subject.person_id for subject in subjects])
    return [
        difference
        for subject in subjects
        for difference in _differences(compiled, subject, touches.get(subject.person_id, ()), cached[subject.person_id])
    ]


def _differences(
    compiled: Program, subject: Subject, touches: Sequence[TouchRow], cards: Mapping[str, ScoreCard]
) -> list[Difference]:
    found = []
    for place, name in enumerate(compiled.score_ids):
        card = cards.get(name)
        if card is None:
            found.append(Difference(subject.person_id, name, None, None))
            continue
        sheet = sheet_of(compiled, (row.touch for row in touches), subject.changes, card.as_of)
        units = sheet.units(place, to_micros(card.as_of))
        if units != card.units:
            found.append(Difference(subject.person_id, name, card.units, units))
    return found


def _histories(subjects: Sequence[Subject], until: datetime, version: Version) -> list[History]:
    compiled = program_of(version)
    aliases = [alias_id for subject in subjects for alias_id in subject.alias_ids]
    by_alias = table.signals_of(aliases, version.id, until)
    end = to_micros(until)
    return [
        History.of(compiled, subject, (row for alias in subject.alias_ids for row in by_alias.get(alias, ())), end)
        for subject in subjects
    ]


def _matcher(version: Version) -> Matcher:
    if version.hash not in _matchers:
        while len(_matchers) >= MATCHERS:
            _matchers.pop(next(iter(_matchers)))
        _matchers[version.hash] = Matcher(program_of(version))
    return _matchers[version.hash]


def _rows(compiled: Program, seen: Outlook, at: datetime, version_id: int) -> list[table.ScoreRow]:
    return [
        table.ScoreRow(
            person_id=seen.person_id,
            score_id=name,
            version_id=version_id,
            units=int(seen.units[place]),
            as_of=at.isoformat(),
            next_change_at=_instant(seen.turns[place]),
            falls_below=[[int(fall.units), fall.at.isoformat() if fall.at else None] for fall in seen.falls[place]],
            top=[[rule, int(count), int(units)] for rule, count, units in seen.top[place]],
        )
        for place, name in enumerate(compiled.score_ids)
    ]


def _instant(micros: int | None) -> str | None:
    return None if micros is None else from_micros(micros).isoformat()


def _card(row: Score) -> ScoreCard:
    return ScoreCard(
        person_id=row.person_id,
        score_id=row.score_id,
        units=row.units,
        as_of=row.as_of,
        next_change_at=row.next_change_at,
        falls_below=tuple(Fall(units, datetime.fromisoformat(at) if at else None) for units, at in row.falls_below),
        top=tuple((rule, count, units) for rule, count, units in row.top),
        version_id=row.version_id,
    )
