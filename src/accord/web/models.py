from django.db import models


class CspReport(models.Model):
    """A browser refused something on one of our pages: either our mistake or somebody's attempt."""

    at = models.DateTimeField()
    page = models.CharField(max_length=500)
    directive = models.CharField(max_length=100)
    blocked = models.CharField(max_length=500)
    sample = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.directive}: {self.blocked}"


class SavedView(models.Model):
    """Filters of the queue by name: the member's own, or shown to everybody who works it."""

    member_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member_id", "name"], name="saved_view_name")]

    def __str__(self) -> str:
        return self.name
