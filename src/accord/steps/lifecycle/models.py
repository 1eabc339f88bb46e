from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from accord.kernel.arrays import array_text


def of_people(person_ids: Iterable[int]) -> Q:
    """Leads of these people; one parameter however many they are."""
    wanted = array_text(list(person_ids))
    return Q(person_id__in=RawSQL("SELECT unnest(%s::bigint[])", [wanted]))


OUT_OF_USE = ("merged", "withdrawn")  # how a lead was closed that nothing may move any more


class Lead(models.Model):
    """One qualification journey of one person for one motion. Its stage is that of its last transition.

    `decided` remembers decisions of people ("accepted", …) with the microsecond they took effect, for criteria that
    read them; `recycled` counts recycles by reason; `wake_at` is when a cool-down ends and time alone may move it.
    `lacks` is what alone would make the lead ready (`contracts.Lack`), `lacks_kind` the first one's kind, "" for none.
    """

    person_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    motion = models.CharField(max_length=64)
    stage = models.CharField(max_length=64)
    entered_stage_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=64, default="")
    owner_member_id = models.BigIntegerField(null=True)
    cool_down_until = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)
    has_new_activity = models.BooleanField(default=False)
    recycle_count = models.IntegerField(default=0)
    recycled = models.JSONField(default=dict)
    decided = models.JSONField(default=dict)
    source = models.CharField(max_length=200, default="")
    campaign = models.CharField(max_length=200, default="")
    industry = models.CharField(max_length=200, default="")
    lacks = models.JSONField(default=list)
    lacks_kind = models.CharField(max_length=8, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "motion"], condition=Q(closed_at=None), name="lead_one_open_per_motion"
            )
        ]
        indexes = [
            models.Index(fields=["person_id"], name="lead_person"),
            models.Index(fields=["account_id"], name="lead_account"),
            models.Index(fields=["stage", "id"], name="lead_stage"),
            models.Index(fields=["owner_member_id", "id"], name="lead_owner"),
            models.Index(fields=["wake_at"], name="lead_wake", condition=Q(wake_at__isnull=False)),
            models.Index(fields=["lacks_kind", "-id"], name="lead_lacks", condition=~Q(lacks_kind="")),
        ]


class Transition(models.Model):
    """Append-only. One that was taken back stays, and another one names it in `undoes`."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="transitions")
    from_stage = models.CharField(max_length=64)
    to_stage = models.CharField(max_length=64)
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=330)
    agreement_id = models.BigIntegerField()
    reason = models.TextField(default="")
    evidence = models.JSONField(default=dict)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")

    class Meta:
        indexes = [
            models.Index(fields=["to_stage", "effective_at"], name="transition_stage_at"),
            models.Index(
                fields=["lead", "to_stage", "effective_at", "id"], name="transition_entries", condition=Q(undoes=None)
            ),
        ]


class LeadMerge(models.Model):
    """A lead that followed its person into another one, so that it can find the way back."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="merges")
    survivor_id = models.BigIntegerField()
    loser_id = models.BigIntegerField()
    at = models.DateTimeField()
    moved = models.BooleanField(default=True)
    is_closed_by_it = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["survivor_id", "loser_id"], name="lead_merge_pair")]
