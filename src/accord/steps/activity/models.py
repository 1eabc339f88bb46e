from django.db import models
from django.db.models import Q

STANDS = Q(taken_back_at=None)


class Activity(models.Model):
    """A call, a mail, a meeting or a note. One that was taken back counts no more."""

    lead_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    outcome = models.CharField(max_length=32, default="")
    note = models.TextField(default="")
    at = models.DateTimeField()
    logged_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["lead_id", "-at", "-id"], name="activity_lead", condition=STANDS),
            models.Index(fields=["member_id", "-at"], name="activity_member", condition=STANDS),
        ]


class Impression(models.Model):
    """What a member says of a lead once they worked it."""

    lead_id = models.BigIntegerField()
    handoff_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    answer = models.CharField(max_length=32)
    note = models.TextField(default="")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["lead_id", "-id"], name="impression_lead", condition=STANDS),
            models.Index(fields=["-at"], name="impression_at", condition=STANDS),
        ]


class Misled(models.Model):
    """A rule that misled: it carried a lead that sales gave back because of it."""

    lead_id = models.BigIntegerField()
    handoff_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    rule = models.CharField(max_length=64)
    reason = models.CharField(max_length=64)
    version_id = models.BigIntegerField()
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handoff_id", "rule"], condition=STANDS, name="misled_once_a_handoff")
        ]
        indexes = [models.Index(fields=["rule", "-at"], name="misled_rule", condition=STANDS)]
