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
