"""Tables of this room. Touches are append-only and keyed by (source, message)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower


class Source(models.Model):
    name = models.CharField(max_length=100, unique=True)
    write_key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, default="tracking")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="source_name_once")]

    def __str__(self) -> str:
        return self.name


class Inbox(models.Model):
    """Raw request bodies, acknowledged and not yet split."""

    source_id = models.BigIntegerField()
    received_at = models.DateTimeField()
    path = models.TextField()
    body = models.BinaryField()
    client_ip = models.TextField(default="")
    user_agent = models.TextField(default="")
    events = models.IntegerField(default=1)

    def __str__(self) -> str:
        return f"inbox {self.id}"


class Touch(models.Model):
    pk = models.CompositePrimaryKey("source_id", "message_id")
    source_id = models.BigIntegerField()
    message_id = models.TextField()
    id = models.BigIntegerField(unique=True)
    alias_id = models.BigIntegerField()
    kind = models.TextField()
    name = models.TextField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # A missing identifier is not an empty one.
    anonymous_id = models.TextField(null=True)
    user_id = models.TextField(null=True)
    group_id = models.TextField(null=True)
    previous_id = models.TextField(null=True)
    properties = models.JSONField()
    traits = models.JSONField()
    context = models.JSONField()
    flags = ArrayField(models.TextField())
    # What it said lies in the lake alone: all columns below `received_at` are empty.
    is_dropped = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["alias_id", "occurred_at"], name="touch_by_alias")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class Warning(models.Model):  # noqa: A001 - the word of the field, and private here
    source_id = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)
    code = models.CharField(max_length=40)
    message = models.TextField()
    message_id = models.TextField(default="")
    excerpt = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Verdict(models.Model):
    """Whether a touch is a machine's; rows only where a rule or a person has said so."""

    touch_id = models.BigIntegerField(primary_key=True)
    is_machine = models.BooleanField()
    why = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.touch_id}: {self.why}"


class Withdrawn(models.Model):
    """A touch that an undone import had brought, whole; nothing reads it but a person who wants to know."""

    touch_id = models.BigIntegerField(primary_key=True)
    source_id = models.BigIntegerField()
    message_id = models.TextField()
    body = models.JSONField()
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.touch_id}: {self.reason}"
