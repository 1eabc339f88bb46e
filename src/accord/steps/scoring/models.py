from django.db import models


class Signal(models.Model):
    """A touch matched a rule of a version. Rebuilt from the touches whenever a version comes into force."""

    pk = models.CompositePrimaryKey("version_id", "alias_id", "occurred_at", "touch_id", "rule")
    version_id = models.BigIntegerField()
    alias_id = models.BigIntegerField()
    occurred_at = models.BigIntegerField()  # microseconds since 1970
    touch_id = models.BigIntegerField()
    rule = models.SmallIntegerField()  # its place in the program of the version
    value = models.BigIntegerField()
    source_id = models.BigIntegerField()
    message_id = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["touch_id"], name="signal_touch")]


class Score(models.Model):
    """A cache: what the score of a person was at `as_of`, and when time alone will next turn a decision."""

    pk = models.CompositePrimaryKey("person_id", "score_id")
    person_id = models.BigIntegerField()
    score_id = models.CharField(max_length=64)
    version_id = models.BigIntegerField()
    units = models.BigIntegerField()
    as_of = models.DateTimeField()
    next_change_at = models.DateTimeField(null=True)
    falls_below = models.JSONField(default=list)
    top = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["next_change_at"], name="score_due", condition=models.Q(next_change_at__isnull=False)),
            models.Index(fields=["score_id", "-units"], name="score_highest"),
        ]
