from django.db import models
from django.db.models import Q

OPEN = Q(ended_at=None)


class Clock(models.Model):
    """One clock, as its facts in the ledger left it. `spells` are the times it ran, [from, until, hours], the last one
    without an end while it runs; `hours` names whose hours count ("": all of them) and `calendar_print` what they were
    when `due_at` was reckoned; `reckoned_at` says since when it has the time that it has (None: from its start), before
    which no step of it could be taken. `taken` are the steps of its ladder that were taken, `next_at` when the next
    one, or the end of a pause, comes. `deeds` is what was done for it, [at, event, said at] in the order said;
    `undecided` what it was before they stopped it (empty: they did not). `broken_by` is the member who had it when it
    broke, `is_snoozed` says that its pause is the lead's snooze."""

    service = models.CharField(max_length=64)
    owed_by = models.CharField(max_length=16)
    agreement_id = models.BigIntegerField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    hours = models.CharField(max_length=80, default="")
    calendar_print = models.CharField(max_length=20, default="")
    reckoned_at = models.DateTimeField(null=True)
    allowance = models.BigIntegerField()
    times = models.SmallIntegerField(default=1)
    done = models.SmallIntegerField(default=0)
    deeds = models.JSONField(default=list)
    undecided = models.JSONField(default=dict)
    spells = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField()
    at_risk_at = models.DateTimeField(null=True)
    taken = models.JSONField(default=list)
    reroutes = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    pause_reason = models.TextField(default="")
    is_snoozed = models.BooleanField(default=False)
    paused_seconds = models.BigIntegerField(default=0)
    broken_at = models.DateTimeField(null=True)
    broken_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=16, default="")
    ended_by = models.CharField(max_length=16, default="")
    raw_seconds = models.BigIntegerField(null=True)
    working_seconds = models.BigIntegerField(null=True)
    is_excused = models.BooleanField(default=False)
    fence = models.BigIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "service"], condition=OPEN, name="clock_one_open_per_service"
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], name="clock_next", condition=Q(next_at__isnull=False)),
            models.Index(fields=["subject_kind", "subject_id"], name="clock_subject"),
            models.Index(fields=["due_at", "id"], name="clock_due", condition=OPEN),
            models.Index(fields=["agreement_id", "hours", "calendar_print"], name="clock_reckoned", condition=OPEN),
            models.Index(fields=["member_id", "due_at"], name="clock_member", condition=OPEN),
            models.Index(fields=["ended_at", "id"], name="clock_ended", condition=Q(ended_at__isnull=False)),
            models.Index(fields=["person_id"], name="clock_snoozed", condition=Q(is_snoozed=True)),
            models.Index(fields=["broken_at"], name="clock_broken", condition=Q(broken_at__isnull=False)),
        ]


class Excuse(models.Model):
    """Asked for by one side, granted or refused by the other."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="excuses")
    reason = models.TextField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)
    note = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(answered_at=None), name="excuse_one_asked_per_clock")
        ]
        indexes = [models.Index(fields=["clock", "id"], name="excuse_of_clock")]
