"""What is in hand of a lead that a merge closes, put away so that parting the two people brings it back."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from accord.journey import clocking
from accord.kernel.actor import PROCESS
from accord.ledger import api as ledger
from accord.steps.handoff import api as handoff
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import Changed

MERGED_AWAY = "LeadMergedAway"


def put_away(lead_ids: Collection[int], *, now: datetime) -> None:
    """A merge closed these leads just now: their hand-offs and clocks end, and the ledger keeps how they stood. Call it
    with the leads held."""
    clocking.keep_up(lead_ids, now=now)
    before = {lead_id: (handoff.open_one(lead_id), sla.as_they_are(lead_id)) for lead_id in lead_ids}
    handoff.withdraw(lead_ids, actor=PROCESS, now=now, reason="merged")
    clocking.ended(lead_ids, now=now)
    kept = []
    for lead_id, (opened, clocks) in sorted(before.items()):
        body: dict[str, Any] = {"clocks": [asdict(one) for one in sla.changed_since(lead_id, clocks)]}
        if opened is not None:
            body |= {"handoff": opened[0], "was": opened[1], "became": handoff.snapshot(opened[0])}
        kept.append(
            ledger.Entry(kind=MERGED_AWAY, subject_kind="lead", subject_id=lead_id, at=now, actor=PROCESS, body=body)
        )
    ledger.record_all(kept, now=now)


def take_up(lead_ids: Collection[int], *, now: datetime) -> None:
    """These leads, which a merge had closed, are open again just now: whoever had one has it as they had it, and its
    clocks go on as if they had never ended. Call it with the leads held."""
    for lead_id, told in sorted(ledger.about_each("lead", lead_ids).items()):
        last = next((one.body for one in reversed(told) if one.kind == MERGED_AWAY), None)
        if last is None:
            continue
        if "handoff" in last:
            handoff.put_back(handoff_id=last["handoff"], was=last["was"], became=last["became"], now=now)
        sla.put_back([Changed(**one) for one in last["clocks"]], actor=PROCESS, now=now)
        clocking.show([lead_id])
