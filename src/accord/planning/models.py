from django.db import models
from django.db.models import Q


class Request(models.Model):
    """What one side asks of the other."""

    goal = models.CharField(max_length=300)
    audience = models.TextField()
    vision = models.TextField(default="")
    deadline = models.DateField(null=True)
    to_side = models.CharField(max_length=16)
    about_kind = models.CharField(max_length=16, default="")
    about_id = models.BigIntegerField(default=0)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=16, default="open")
    member_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["to_side", "made_at", "id"], name="request_open", condition=Q(closed_at=None)),
            models.Index(fields=["-closed_at", "-id"], name="request_closed", condition=Q(closed_at__isnull=False)),
            models.Index(fields=["about_kind", "about_id", "-id"], name="request_about", condition=~Q(about_kind="")),
        ]


class Saying(models.Model):
    """One line of a request's discussion; append-only."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="sayings")
    member_id = models.BigIntegerField()
    at = models.DateTimeField()
    text = models.TextField(default="")
    state = models.CharField(max_length=16, default="")


class Suppression(models.Model):
    """Programs leave somebody alone, until an instant or until it is lifted."""

    subject_kind = models.CharField(max_length=16)  # person, account
    subject_id = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lifted_by = models.BigIntegerField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_id"], name="suppression_subject", condition=Q(lifted_at=None)
            ),
            models.Index(fields=["-made_at", "-id"], name="suppression_latest"),
        ]
