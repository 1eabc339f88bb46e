from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class MemberManager(BaseUserManager["Member"]):
    """Django asks a custom user for its manager by this shape."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email__iexact=username)


class Member(AbstractBaseUser):
    """A log-in. `role` is a key of `policy.ROLES`, `team` one of the agreement's parties or ""."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20)
    team = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[MemberManager] = MemberManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="member_email")]

    def __str__(self) -> str:
        return self.name or self.email

    # django.contrib.auth asks for these; the policy table answers everything else.
    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Work(models.Model):
    """What was stated of how a member works. Rows are only added: a member's latest holds, the others are its
    history."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="works")
    calendar = models.CharField(max_length=64, null=True)
    time_zone = models.CharField(max_length=60, blank=True)
    manager_id = models.BigIntegerField(null=True)
    capacity_open = models.IntegerField(null=True)
    capacity_day = models.IntegerField(null=True)
    weight = models.SmallIntegerField(default=100)
    skills = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    started_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=330)
    said_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["member", "-id"], name="work_of_member")]


class Leave(models.Model):
    """A member takes no leads in [since, until), unless it was taken back. `hands_on`: what they have not answered when
    it begins goes to others; `noted_at` is when its beginning was noted."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="leaves")
    since = models.DateTimeField()
    until = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    hands_on = models.BooleanField(default=False)
    noted_at = models.DateTimeField(null=True)
    added_by = models.CharField(max_length=330)
    added_at = models.DateTimeField()
    taken_back_by = models.CharField(max_length=330, blank=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="leave_has_length")]
        indexes = [models.Index(fields=["member", "until"], name="leave_of_member")]
