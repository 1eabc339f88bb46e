"""A lead read with its transitions and walked anew; writes nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from accord.agreement.contracts import Version
from accord.kernel.touch import TraitChange
from accord.steps.lifecycle.anew import Anew, Entry, again, differences, rests_until
from accord.steps.lifecycle.cards import BY_PEOPLE
from accord.steps.lifecycle.contracts import Moment, Otherwise, TransitionCard
from accord.steps.lifecycle.facts import sights
from accord.steps.lifecycle.models import OUT_OF_USE, Lead


def instants_of(made: Sequence[TransitionCard], versions: Mapping[int, Version]) -> list[datetime]:
    """Besides its moments, the instants at which the lead is to be judged: those at which the process moved it, and
    the ends of cool-downs."""
    ends = [rests_until(versions[one.agreement_id].agreement, one) for one in made if _is_by_people(one)]
    return [one.effective_at for one in made if not _is_by_people(one)] + [end for end in ends if end is not None]


def otherwise(
    lead_id: int,
    made: Sequence[TransitionCard],
    *,
    moments: Sequence[tuple[Version, Moment]],
    changes: Sequence[TraitChange],
    versions: Mapping[int, Version],
) -> tuple[Otherwise, ...]:
    """Where the stages recorded are not those that the moments, each judged by its version, would have brought."""
    anew = _walked(lead_id, made, moments=moments, changes=changes, versions=versions)
    return tuple(differences(lead_id, made, anew)) if anew else ()


def entered_anew(
    lead_id: int | None,
    made: Sequence[TransitionCard],
    *,
    moments: Sequence[tuple[Version, Moment]],
    changes: Sequence[TraitChange],
    versions: Mapping[int, Version],
) -> tuple[Entry, ...]:
    """Every stage that the moments, each judged by its version, and the decisions of people bring."""
    anew = _walked(lead_id, made, moments=moments, changes=changes, versions=versions)
    return tuple(anew.entries) if anew else ()


def _walked(
    lead_id: int | None,
    made: Sequence[TransitionCard],
    *,
    moments: Sequence[tuple[Version, Moment]],
    changes: Sequence[TraitChange],
    versions: Mapping[int, Version],
) -> Anew | None:
    """None for a lead that is out of use; without a number, a lead that is not opened yet."""
    lead = Lead.objects.filter(pk=lead_id).first() if lead_id is not None else Lead()
    if lead is None or lead.closed_as in OUT_OF_USE:
        return None
    ordered = sorted(moments, key=lambda one: one[1].at)
    seen = sights([moment for _, moment in ordered], changes)
    judged = ((version.agreement, sight) for (version, _), sight in zip(ordered, seen, strict=True))
    by_people = [(versions[one.agreement_id].agreement, one) for one in made if _is_by_people(one)]
    return again(by_people, judged, decided=lead.decided, may_open=lead_id is None or _is_first(lead))


def standing(made: Sequence[TransitionCard]) -> list[TransitionCard]:
    """Without those taken back, and those that took them back."""
    return [one for one in made if not one.is_undone and one.undoes is None]


def _is_by_people(one: TransitionCard) -> bool:
    return one.actor.kind in BY_PEOPLE


def _is_first(lead: Lead) -> bool:
    """Only the first lead of a motion is opened by the process."""
    earlier = Lead.objects.filter(person_id=lead.person_id, motion=lead.motion, pk__lt=lead.pk)
    return not earlier.exclude(closed_as__in=OUT_OF_USE).exists()
