from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Opportunity(models.Model):
    """A deal. `was_person_ids` are people merged into the present one, so that an unmerge finds its way back."""

    source = models.CharField(max_length=64, default="accord")
    external_id = models.CharField(max_length=200, null=True)
    name = models.CharField(max_length=400, default="")
    person_id = models.BigIntegerField(null=True)
    was_person_ids = ArrayField(models.BigIntegerField(), default=list)
    account_id = models.BigIntegerField(null=True)
    lead_id = models.BigIntegerField(null=True)
    product = models.CharField(max_length=200, default="")
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="")
    stage = models.CharField(max_length=200, default="")
    owner_member_id = models.BigIntegerField(null=True)
    owner_name = models.CharField(max_length=200, default="")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=8, default="open")
    lost_reason = models.CharField(max_length=64, default="")
    extra = models.JSONField(default=dict)
    cancelled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(external_id__isnull=False), name="opportunity_key"
            ),
            models.CheckConstraint(condition=Q(result__in=["open", "won", "lost"]), name="opportunity_result"),
        ]
        indexes = [
            models.Index(fields=["person_id"], name="opportunity_person"),
            models.Index(fields=["account_id"], name="opportunity_account"),
            models.Index(fields=["lead_id"], name="opportunity_lead"),
            models.Index(fields=["owner_member_id", "id"], name="opportunity_owner"),
        ]
