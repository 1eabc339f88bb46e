"""Reviews of the plan, told on the working day before to those who come."""

from datetime import datetime

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.kernel.instants import iso
from accord.outbox import api as outbox
from accord.reporting.audience import reviewers


def tell_reviews(version: Version, *, now: datetime) -> int:
    """Tell each review that lies ahead and whose working day before has begun, once; returns how many there are."""
    agreement = version.agreement
    ahead = [one for one in agreements.review_points(agreement) if now < one.at]
    near = [one for one in ahead if agreements.reminded_from(agreement, one.at) <= now]
    for one in near:
        key = f"review_due:{iso(one.at)}"
        if not outbox.was_told(key):
            outbox.tell(
                "review_due",
                to=[member.id for member in reviewers(agreement)],
                about=("review", int(f"{one.at:%Y%m%d%H%M}")),
                body={"period": one.period, "due": iso(one.at), "title": one.period, "path": "/goals/#plan"},
                key=key,
                now=now,
            )
    return len(near)
