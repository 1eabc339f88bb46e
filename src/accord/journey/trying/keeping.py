"""Results of replays that are kept: found again where nothing has changed since, and thinned out when they are old."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.journey.models import Tryout
from accord.journey.replay import api as replay
from accord.journey.trying.people import packed
from accord.kernel.actor import Actor
from accord.steps.collect import api as collect

KEPT, YOUNG = 100, timedelta(days=90)
Run = Callable[[], dict[str, Any]]


def again(
    *, text: str, name: str, since: datetime | None, until: datetime | None, against: Version | None
) -> Tryout | None:
    """The latest result of the same content over the same data beside the same version; None where anything is new.
    Without `until` it is one that was read up to its own instant: what time alone has brought since is not in it."""
    rows = Tryout.objects.filter(
        state="done",
        hash=agreements.content_hash(text),
        data=replay.data_now(agreements.load(text, name)),
        against_id=against.id if against else None,
        since=since,
        is_until_now=until is None,
    )
    if until is not None:
        rows = rows.filter(until=until)
    return rows.order_by("-pk").first()


def done_here(
    run: Run,
    *,
    text: str,
    name: str,
    by: Actor,
    now: datetime,
    since: datetime | None,
    until: datetime | None,
    against: Version | None,
) -> Tryout:
    """A replay that is carried out in this process, kept when it is done. Raises what it raises."""
    last = collect.last_number()
    found = kept_of(run, text, name)
    made = Tryout.objects.create(
        name=name[:255], title=agreements.load(text, name).title, text=text, hash=agreements.content_hash(text),
        against_id=against.id if against else None, since=since, until=min(until or now, now),
        is_until_now=until is None, by=str(by), asked_at=now, last_touch=last, state="done", done=1.0, step="done",
        finished_at=now, **found,
    )  # fmt: skip
    thin(now=now)
    made.refresh_from_db()
    return made


def kept_of(run: Run, text: str, name: str) -> dict[str, Any]:
    """The columns of what came of a replay; `data` is "" where something came in while it ran."""
    agreement = agreements.load(text, name)
    before = replay.data_now(agreement)
    report = run()
    handed = packed(replay.behind(report["handle"]), time_zone=agreement.time_zone)
    return {"report": report, "handed": handed, "data": before if replay.data_now(agreement) == before else ""}


def thin(*, now: datetime) -> int:
    """Forget results that are neither of a proposal nor young nor among the newest; returns how many."""
    rows = Tryout.objects.filter(proposal_id=None, finished_at__lt=now - YOUNG)
    newest = Tryout.objects.filter(proposal_id=None).order_by("-pk").values_list("pk", flat=True)[:KEPT]
    return rows.exclude(pk__in=list(newest)).delete()[0]
