"""How far things have been applied, and what waits to be."""

from django.db import models


class Rescoring(models.Model):
    """A version being applied to what is known already: first all touches are noted, then all people judged. A pilot's
    is finished when it is over and its people are judged by the main version again."""

    version_id = models.BigIntegerField(unique=True)
    touches_upto = models.BigIntegerField(default=0)
    last_touch = models.BigIntegerField()
    noted_at = models.DateTimeField(null=True)
    people_upto = models.BigIntegerField(default=0)
    judged_at = models.DateTimeField(null=True)
    is_pilot = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)


class Due(models.Model):
    """Somebody to be judged again, from `since` on, not before `at`."""

    person_id = models.BigIntegerField(db_index=True)
    since = models.DateTimeField()
    at = models.DateTimeField(db_index=True)


class Quarantined(models.Model):
    """A body, or one message of it, that the river could not take in. It is kept whole and can be tried again."""

    inbox_id = models.BigIntegerField()
    source_id = models.BigIntegerField()
    received_at = models.DateTimeField()
    path = models.TextField()
    body = models.BinaryField()
    client_ip = models.TextField(default="")
    user_agent = models.TextField(default="")
    message_id = models.TextField(default="")
    error = models.TextField()
    at = models.DateTimeField(db_index=True)
    released_at = models.DateTimeField(null=True)


class SealedLake(models.Model):
    """A lake sealed from this database; `generation` is that of the manifest last written, or about to be."""

    name = models.CharField(max_length=40, unique=True)
    generation = models.BigIntegerField(default=0)
    address = models.TextField()
    founded_at = models.DateTimeField()


class DroppedMonth(models.Model):
    """A sealed month of which the database has the keys of some touches only; with `restored_at` it is whole again, and
    stays so. `upto` is the number up to which its files are gone through, which is done once there is a `dropped_at`;
    `touches` is how many were dropped."""

    month = models.CharField(max_length=7, primary_key=True)
    upto = models.BigIntegerField(default=0)
    touches = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    restored_at = models.DateTimeField(null=True)


class Piloted(models.Model):
    """Somebody whom a pilot judges, as of the last time they were judged."""

    person_id = models.BigIntegerField(primary_key=True)
    version_id = models.BigIntegerField(db_index=True)
    since = models.DateTimeField()


class Tryout(models.Model):
    """A replay that somebody asked for: of what, how far it is, and what came of it. `text` is the agreement as it was
    then; `report` is the JSON of the replay, `handed` who is behind its numbers; `last_touch` is the number of the
    latest touch there was. `data` stands for all that was read, "" where it changed meanwhile; `is_until_now`: nobody
    said until when."""

    proposal_id = models.BigIntegerField(null=True, db_index=True)
    name = models.CharField(max_length=255)
    title = models.TextField()
    text = models.TextField()
    hash = models.CharField(max_length=64)
    data = models.CharField(max_length=64, default="")
    is_until_now = models.BooleanField(default=False)
    against_id = models.BigIntegerField(null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    by = models.CharField(max_length=330)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    done = models.FloatField(default=0)
    step = models.CharField(max_length=100, default="")
    trouble = models.TextField(default="")
    report = models.JSONField(null=True)
    handed = models.BinaryField(null=True)
    last_touch = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                name="tryout_to_do",
                condition=models.Q(state__in=["waiting", "running", "stopping"]),
            )
        ]
