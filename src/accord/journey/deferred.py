"""Who is judged at once and who later: nobody waits for the colleagues of somebody at a very large company, nobody is
judged while a new version is still being applied to old touches, and what lies in the future counts when it comes."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Min

from accord.agreement.contracts import Version
from accord.journey.models import Due, Rescoring
from accord.kernel.touch import Placed
from accord.steps.identity import api as identity

AT_ONCE = 3000
WAIT = timedelta(seconds=5)  # until somebody is looked at again while old touches are noted for their version


def now_or_later(
    since: Mapping[int, datetime], placed: Iterable[Placed], *, version: Version, now: datetime, most: int = AT_ONCE
) -> dict[int, datetime]:
    """Those to judge now, `most` of them; the others are kept for `take_due`."""
    people = sorted(since)
    at_once = [] if is_noting(version) else people[:most]
    later(people[len(at_once) :], since, at=now)
    ahead = {(p.person_id, p.touch.occurred_at) for p in placed if p.touch.occurred_at > now}
    Due.objects.bulk_create([Due(person_id=i, since=at, at=at) for i, at in sorted(ahead)], batch_size=5000)
    return {person_id: since[person_id] for person_id in at_once}


def is_noting(version: Version) -> bool:
    """Whether old touches are still being noted for a version, so that nobody can be judged by it yet."""
    return Rescoring.objects.filter(version_id=version.id, noted_at=None).exists()


def is_waiting(person_id: int, *, now: datetime) -> bool:
    """Whether somebody is about to be judged, for what happened already."""
    return Due.objects.filter(person_id=person_id, since__lte=now, at__lte=now + 2 * WAIT).exists()


def later(person_ids: Iterable[int], since: Mapping[int, datetime], *, at: datetime) -> None:
    """Judge these people at `at` or soon after it."""
    Due.objects.bulk_create([Due(person_id=i, since=since[i], at=at) for i in person_ids], batch_size=5000)


def take_due(*, now: datetime, limit: int) -> dict[int, datetime]:
    """People whose time has come, and since when; they are not kept any more."""
    people = list(Due.objects.filter(at__lte=now).order_by("at", "id").values_list("person_id", flat=True)[:limit])
    if not people:
        return {}
    rows = Due.objects.filter(person_id__in=people, at__lte=now)
    first = dict(rows.values_list("person_id").annotate(first=Min("since")))
    rows.delete()
    meaning = identity.now_meaning(person_ids=first.keys())
    since: dict[int, datetime] = {}
    for asked, at in first.items():
        person_id = meaning[asked]
        since[person_id] = min(at, since.get(person_id, at))
    return since
