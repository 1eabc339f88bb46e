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


class ProposalRow(models.Model):
    """A version on its way into force, or off that way. Its content is that of the latest revision.

    `base_id` is the version in force it was put forward against, `version_id` the one it became.
    """

    state = models.CharField(max_length=20)
    hash = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    text = models.TextField()
    title = models.TextField()
    note = models.TextField(default="")
    base_id = models.BigIntegerField(null=True)
    in_force_from = models.DateTimeField(null=True)
    drafted_by = models.CharField(max_length=330)
    drafted_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=330, default="")
    proposed_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=330, default="")
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    version_id = models.BigIntegerField(null=True, unique=True)

    class Meta:
        db_table = "agreement_proposal"
        indexes = [models.Index(fields=["state", "in_force_from"], name="proposal_state")]


class RevisionRow(models.Model):
    """The content of a proposal from an instant until the next revision; it is never changed, for somebody may have
    signed it."""

    proposal = models.ForeignKey(ProposalRow, models.PROTECT, related_name="revisions")
    hash = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    text = models.TextField()
    by = models.CharField(max_length=330)
    at = models.DateTimeField()

    class Meta:
        db_table = "agreement_revision"


class SignatureRow(models.Model):
    """One side's name under one content. `lost_at` is when the proposal was changed beneath it."""

    proposal = models.ForeignKey(ProposalRow, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=20)
    email = models.CharField(max_length=254)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    lost_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "agreement_signature"
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "side"], condition=models.Q(lost_at=None), name="one_signature_a_side"
            )
        ]


class CommentRow(models.Model):
    """What somebody said about a proposal, whatever its state."""

    proposal = models.ForeignKey(ProposalRow, models.PROTECT, related_name="comments")
    by = models.CharField(max_length=330)
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        db_table = "agreement_comment"
