from django.db import models


class VersionRow(models.Model):
    """A published agreement. Nothing of it changes afterwards but `superseded_at`, once."""

    number = models.IntegerField(unique=True)
    hash = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=255)
    text = models.TextField()
    title = models.TextField()
    published_by = models.CharField(max_length=330)
    published_at = models.DateTimeField()
    in_force_from = models.DateTimeField(db_index=True)
    superseded_at = models.DateTimeField(null=True)
    pilot_until = models.DateTimeField(null=True)  # its own end, where it is a pilot

    class Meta:
        db_table = "agreement_version"
        ordering = ["number"]
