from django.db import models


class Fact(models.Model):
    """Append-only: a trigger refuses UPDATE and DELETE."""

    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=330)
    agreement_id = models.BigIntegerField(null=True)
    reason = models.TextField(default="")
    body = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="fact_subject"),
            models.Index(fields=["kind", "id"], name="fact_kind"),
        ]
