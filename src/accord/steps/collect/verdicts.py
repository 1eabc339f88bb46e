"""Verdicts on machine traffic: made by rule, kept, and changeable by a person, whose word stands."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from accord.kernel.actor import PROCESS, Actor
from accord.kernel.touch import Placed
from accord.steps.collect import machine, stored
from accord.steps.collect.contracts import Judged, MachineVerdict, StoredTouch
from accord.steps.collect.models import Verdict


def judge(*, placed: Sequence[Placed], now: datetime) -> Judged:
    """Judge touches just stored, together with the mail clicks around them, and keep what is a machine's.

    `turned` are earlier touches that these have shown to be a machine's: score their people again.
    """
    found = {p.touch_id: why for p in placed if (why := machine.crawler(p.touch))}
    found |= machine.scanned(_clicks_around(placed))
    kept = _keep(found, now)
    new = {p.touch_id for p in placed}
    machines = {i for i, v in verdicts_of(touch_ids=[*found, *new]).items() if v.is_machine} if found else set()
    judged = [replace(p, is_machine=True) if p.touch_id in machines else p for p in placed]
    return Judged(judged, tuple(sorted(kept - new)))


def _clicks_around(placed: Sequence[Placed]) -> Iterable[StoredTouch]:
    clicks = [p for p in placed if machine.is_mail_click(p.touch)]
    if not clicks:
        return []
    around: dict[int, StoredTouch] = {}
    for at_days in _days(clicks).values():  # late clicks may lie far apart; a day at a time keeps the read small
        since = min(p.touch.occurred_at for p in at_days) - 2 * machine.WINDOW
        until = max(p.touch.occurred_at for p in at_days) + 2 * machine.WINDOW
        aliases = list({p.alias_id for p in at_days})
        near = stored.clicks_near(alias_ids=aliases, names=list(machine.CLICKS), since=since, until=until)
        around.update((c.touch_id, c) for c in near)
    return around.values()


def _days(clicks: Sequence[Placed]) -> dict[int, list[Placed]]:
    days: dict[int, list[Placed]] = {}
    for click in clicks:
        days.setdefault(click.touch.occurred_at.toordinal(), []).append(click)
    return days


def _keep(found: dict[int, str], now: datetime) -> set[int]:
    """Write verdicts where there is none yet; the numbers of those written."""
    known = set(Verdict.objects.filter(touch_id__in=list(found)).values_list("touch_id", flat=True)) if found else set()
    fresh = {i: why for i, why in found.items() if i not in known}
    rows = [Verdict(touch_id=i, is_machine=True, why=why, by=str(PROCESS), at=now) for i, why in fresh.items()]
    Verdict.objects.bulk_create(rows, ignore_conflicts=True)
    return set(fresh)


def verdicts_of(*, touch_ids: Sequence[int]) -> dict[int, MachineVerdict]:
    """Touch number → verdict, where there is one; a touch without one is a person's."""
    rows = Verdict.objects.filter(touch_id__in=list(touch_ids))
    return {v.touch_id: MachineVerdict(v.touch_id, v.is_machine, v.why, v.by, v.at) for v in rows}


def set_verdict(*, touch_ids: Sequence[int], is_machine: bool, actor: Actor, reason: str, now: datetime) -> None:
    """A person's word on touches; it stands against every later rule. Score their people again."""
    rows = [Verdict(touch_id=i, is_machine=is_machine, why=reason, by=str(actor), at=now) for i in touch_ids]
    Verdict.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["touch_id"], update_fields=["is_machine", "why", "by", "at"]
    )
