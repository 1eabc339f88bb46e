from django.contrib.postgres.fields import ArrayField
from django.db import models

WAITING = models.Q(state="waiting")


class Habit(models.Model):
    """When a member wants mail; see contracts.Habits."""

    member_id = models.BigIntegerField(primary_key=True)
    digest_hour = models.SmallIntegerField(default=8)
    quiet_from = models.SmallIntegerField(null=True)
    quiet_until = models.SmallIntegerField(null=True)


class Choice(models.Model):
    """By what a member wants to hear of a kind, where it is not as the table of kinds says."""

    member_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    app = models.BooleanField()
    mail = models.CharField(max_length=6)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member_id", "kind"], name="choice_once")]


class Channel(models.Model):
    """A way out of the house. Address and secret are sealed with the installation's key. `failures` counts those in a
    row; until `rests_until` it is left alone."""

    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=100)
    address = models.TextField(default="")
    secret = models.TextField(default="")
    kinds = ArrayField(models.CharField(max_length=40), default=list)
    is_on = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    last_good_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=models.Q(kind="mail"), name="channel_one_mail")
        ]


class Letter(models.Model):
    """A notice for one member's mail, until the mail it is in is made."""

    member_id = models.BigIntegerField()
    notice_id = models.BigIntegerField()
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member_id", "notice_id"], name="letter_once")]
        indexes = [models.Index(fields=["due_at"], name="letter_due")]


class Delivery(models.Model):
    """What is to be carried to one channel (of a mail: to one member). Whoever carries it holds a lease; `fence` grows
    with every lease, and only the holder of the last one may say what became of it."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    member_id = models.BigIntegerField(null=True)
    notice_ids = ArrayField(models.BigIntegerField())
    kinds = ArrayField(models.CharField(max_length=40))
    key = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=8, default="waiting")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    fence = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["channel", "due_at", "id"], name="delivery_due", condition=WAITING),
            models.Index(fields=["channel", "-id"], name="delivery_log"),
            models.Index(fields=["channel"], name="delivery_parked", condition=models.Q(state="parked")),
            models.Index(fields=["made_at"], name="delivery_age"),
        ]


class Attempt(models.Model):
    """One try to carry a delivery, and what the other side said."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    took = models.FloatField()
    outcome = models.CharField(max_length=12)
    status = models.IntegerField(null=True)
    excerpt = models.TextField(default="")

    @property
    def fault(self) -> str:
        """What went wrong, in a line: a receiver's words alone ("ok") may hide that it refused."""
        said = self.excerpt.strip()
        if self.status is None:
            return said
        return f"it answered {self.status}: {said}" if said else f"it answered {self.status}"


class Feed(models.Model):
    """The secret address of a member's calendar; only its fingerprint is kept."""

    member_id = models.BigIntegerField(db_index=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
