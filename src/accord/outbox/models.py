from django.db import models


class Notice(models.Model):
    """One thing that was told. `key` makes it one, however often it is told; `spread_at` is when it was given to the
    channels. Until `held_until` nobody hears of it; what was told with it bears the same `hold`."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    about_kind = models.CharField(max_length=20)
    about_id = models.BigIntegerField()
    body = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)
    spread_at = models.DateTimeField(null=True)
    hold = models.UUIDField(null=True)
    held_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="notice_to_spread", condition=models.Q(spread_at=None)),
            models.Index(fields=["about_kind", "about_id"], name="notice_about"),
            models.Index(fields=["hold"], name="notice_hold", condition=models.Q(hold__isnull=False)),
        ]


class Addressee(models.Model):
    """A member who is told; `kind` is the notice's, so that a member's list is read by one index."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="addressees")
    member_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "member_id"], name="addressee_once")]
        indexes = [
            models.Index(fields=["member_id", "-notice"], name="addressee_list"),
            models.Index(fields=["member_id", "kind"], name="addressee_unread", condition=models.Q(read_at=None)),
        ]
