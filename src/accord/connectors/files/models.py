"""Batches of import and what each row of them became."""

from django.db import models
from django.db.models import Q


class ImportBatch(models.Model):
    """One import. `last_line` tells where to go on after an interruption; `path` is the file kept until then."""

    kind = models.CharField(max_length=10)
    file_name = models.CharField(max_length=255)
    path = models.TextField(default="")
    sha256 = models.CharField(max_length=64, default="")
    mapping = models.JSONField(default=dict)
    source_name = models.CharField(max_length=100)
    source_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=330)
    state = models.CharField(max_length=10, default="running")
    total = models.BigIntegerField(default=0)
    last_line = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    trouble = models.TextField(default="")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=330, default="")

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="batch_to_do", condition=Q(state__in=["waiting", "running", "cancelling"]))
        ]

    def __str__(self) -> str:
        return f"import {self.pk}: {self.file_name}"


class ImportedRow(models.Model):
    """What a row said, by the key of what it is about: the newest row of a batch that stands is the present state.

    `ref` is the message's id or the deal's number.
    """

    batch_id = models.BigIntegerField()
    key = models.UUIDField()
    digest = models.UUIDField()
    ref = models.CharField(max_length=200)
    is_change = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["key", "-id"], name="imported_by_key"),
            models.Index(fields=["batch_id", "id"], name="imported_by_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} of import {self.batch_id}"


class DealTrace(models.Model):
    """A deal that a batch added (`before` is null) or changed, and what it was."""

    batch_id = models.BigIntegerField(db_index=True)
    deal_id = models.BigIntegerField(db_index=True)
    before = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"deal {self.deal_id} of import {self.batch_id}"


class ImportFault(models.Model):
    """One refused row."""

    batch_id = models.BigIntegerField(db_index=True)
    line = models.BigIntegerField()
    column = models.TextField(default="")
    value = models.TextField(default="")
    reason = models.TextField()

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"
