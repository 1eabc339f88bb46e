from collections.abc import Iterable

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value
from django.db.models.expressions import RawSQL

from accord.kernel.arrays import array_text

OPEN = Q(closed_at=None)
WAITING = OPEN & Q(member_id=None, tried_at__isnull=False)  # nobody was eligible
PLACE = ("due", "rank", "offered_at", "id")  # what orders a queue
NEVER = (1 << 63) - 1  # no clock runs


def of_people(person_ids: Iterable[int]) -> Q:
    """Hand-offs of these people; one parameter however many they are."""
    wanted = array_text(list(person_ids))
    return Q(person_id__in=RawSQL("SELECT unnest(%s::bigint[])", [wanted]))


class Handoff(models.Model):
    """One offer of one lead. `due` and then `rank` order queues, smaller first; see rules.rank. `due` is when the
    nearest open clock of the lead's owner ends, in microseconds since 1970.

    `share` is what the offer cost and gave in the turns: {member: units of rules.LEAD}, so that it can be given back.
    `turns_back` are those of its turns that were given back: whose, in which team, when taken and given back, the
    share, and `again` since when it stands again because that was undone.
    `route`, `candidates` and `passed` say who was chosen and why nobody else, by the version `routed_by`; `tried_at`
    when it was last looked for somebody while nobody was eligible. Who has none and no `tried_at` is in the pool: put
    back on purpose, for anybody to take.
    """

    lead_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    motion = models.CharField(max_length=64)
    member_id = models.BigIntegerField(null=True)
    team = models.CharField(max_length=64)
    stage = models.CharField(max_length=64)
    stage_rank = models.SmallIntegerField()
    grade = models.CharField(max_length=8, default="")
    units = models.BigIntegerField(default=0)
    rank = models.BigIntegerField()
    due = models.BigIntegerField(default=NEVER, db_default=NEVER)
    why = models.TextField(default="")
    offered_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=16, default="")
    agreement_id = models.BigIntegerField()
    route = models.CharField(max_length=64, default="", db_default="")
    routed_by = models.BigIntegerField(null=True)
    candidates = models.JSONField(default=list)
    passed = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    tried_at = models.DateTimeField(null=True)
    share = models.JSONField(default=dict)
    turns_back = models.JSONField(default=list, db_default=Value([], models.JSONField()))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead_id"], condition=OPEN, name="handoff_one_open_per_lead")]
        indexes = [
            models.Index(fields=["member_id", *PLACE], name="handoff_by_due", condition=OPEN),
            models.Index(fields=PLACE, name="handoff_all_by_due", condition=OPEN),
            models.Index(
                fields=["member_id", "snoozed_until"],
                name="handoff_snoozed",
                condition=OPEN & Q(snoozed_until__isnull=False),
            ),
            models.Index(fields=["lead_id", "id"], name="handoff_lead"),
            models.Index(fields=["member_id", "assigned_at"], name="handoff_assigned"),
            models.Index(fields=["tried_at", "rank", "id"], name="handoff_waiting", condition=WAITING),
            models.Index(fields=["person_id"], name="handoff_person"),
            GinIndex(
                fields=["turns_back"],
                name="handoff_turns_back",
                opclasses=["jsonb_path_ops"],
                condition=~Q(turns_back=[]),
            ),
        ]


class Acceptance(models.Model):
    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="acceptances")
    member_id = models.BigIntegerField()
    at = models.DateTimeField()


class Rejection(models.Model):
    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="rejections")
    member_id = models.BigIntegerField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=64)
    note = models.TextField(default="")


class Recycling(models.Model):
    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="recyclings")
    member_id = models.BigIntegerField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=64)
    note = models.TextField(default="")


class Withdrawal(models.Model):
    """The process or somebody took the offer away: the lead left, was merged, or was given to another member."""

    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="withdrawals")
    actor = models.CharField(max_length=330)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)


class Assignment(models.Model):
    """Somebody gave the lead to a member by hand, or the turn came to them later than the offer."""

    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="assignments")
    member_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=330)
    at = models.DateTimeField()


class Lapse(models.Model):
    """A clock took the lead from the member, who had it and did not work it in time: this offer does not come back to
    them by a route."""

    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="lapses")
    member_id = models.BigIntegerField()
    at = models.DateTimeField()


class Snooze(models.Model):
    """Not now: the member sees the lead again at `until`, or as soon as the person does something that counts."""

    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="snoozes")
    member_id = models.BigIntegerField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    note = models.TextField(default="")


class Waking(models.Model):
    """Somebody ended the snooze before its time."""

    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="wakings")
    member_id = models.BigIntegerField()
    at = models.DateTimeField()


class Undo(models.Model):
    """A member took back, within seconds, the decision that the ledger knows by this number."""

    fact_id = models.BigIntegerField(unique=True)
    member_id = models.BigIntegerField()
    at = models.DateTimeField()


class Credit(models.Model):
    """What a member of a team is owed, in units of rules.LEAD: the highest credit is next."""

    team = models.CharField(max_length=64)
    member_id = models.BigIntegerField()
    credit = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "member_id"], name="credit_of_member")]
