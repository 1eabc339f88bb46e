"""What reports keep, so that a page need not read all history: it can be computed again. And figures that people
report, which cannot."""

from django.db import models


class Carried(models.Model):
    """One rule that counted at a hand-off, by the version that the hand-off was made by and what was known then.

    `share` is its part of all positive units at that instant, in millionths; a rule that took points away has none.
    """

    handoff_id = models.BigIntegerField()
    rule = models.CharField(max_length=64)
    units = models.BigIntegerField()
    count = models.IntegerField()
    share = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "handoff_id"], name="carried_once")]
        indexes = [models.Index(fields=["handoff_id"], name="carried_handoff")]


class Examined(models.Model):
    """A hand-off whose rules are in `Carried`, though it may be that none counted."""

    handoff_id = models.BigIntegerField(primary_key=True)


class Kept(models.Model):
    """A report as it was made at an instant; the newest of its kind is shown."""

    kind = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    body = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["kind", "-made_at"], name="kept_newest")]


class Figure(models.Model):
    """What somebody reports of a goal that nothing here tells; append-only. `value` is in minor units of `currency`, or
    hundredths of a percent without one. The latest one of the latest day counts."""

    goal = models.CharField(max_length=64)
    metric = models.CharField(max_length=32)
    currency = models.CharField(max_length=3, default="")
    value = models.BigIntegerField()
    day = models.DateField()
    source = models.CharField(max_length=300, default="")
    reported_by = models.CharField(max_length=330)
    reported_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["goal", "-day", "-id"], name="figure_latest")]
