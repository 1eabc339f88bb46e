"""The instant at which another version begins to judge: what both sides signed for it is put in force before anything
else is decided."""

from datetime import datetime

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.journey import locks
from accord.journey.models import Rescoring
from accord.steps.collect import api as collect


def hold_river(*, now: datetime, seconds: float | None = None) -> bool:
    """Wait for the river, no longer than `seconds` where they are given, and keep it until this transaction ends; what
    is due by then is in force. False where others kept it all the while."""
    is_ours = locks.hold_river(seconds=seconds)
    if is_ours:
        switch(now=now)
    return is_ours


def switch(*, now: datetime) -> bool:
    """Put in force, in the caller's transaction, what both sides signed and whose instant has come; False where there
    was nothing. Asked before every decision, so that no decision after that instant is by the version before."""
    if not agreements.is_due(now):
        return False
    locks.hold_river()
    while agreements.is_due(now):
        if version := agreements.take_effect(now=now):
            begin(version, now=now)
    return True


def begin(version: Version, *, now: datetime) -> None:
    """Note that a version is to be applied to everything known. A main version that was under way has become pointless;
    a pilot and the main version beside it do not disturb each other."""
    if not version.is_pilot:
        Rescoring.objects.filter(finished_at=None, is_pilot=False).update(finished_at=now)
    last = collect.last_number()
    Rescoring.objects.update_or_create(
        version_id=version.id,
        defaults={"last_touch": last, "started_at": now, "touches_upto": 0, "people_upto": 0, "noted_at": None,
                  "judged_at": None, "finished_at": None, "is_pilot": version.is_pilot},
    )  # fmt: skip
