"""People and accounts are what their identifiers say; the rows here that cannot be made anew from touches are
`Join`, `Apart`, `AccountChoice` and `AccountOwner`, the decisions of people. Texts that are compared sort by
code point, as in Python."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Right


def _words(column: str) -> Func:
    """The words of what was folded."""
    words = ArrayField(models.TextField())
    return Func(column, models.Value(" "), function="string_to_array", output_field=words)


class Person(models.Model):
    """An id for ever. `home_alias_id` is the identifier it stands for: the id means whoever has that one now. `folded`
    and `spelt` are the name as it is looked for (`kernel.names`), kept beside it, since one fold alone can agree with
    itself."""

    merged_into = models.BigIntegerField(null=True)
    home_alias_id = models.BigIntegerField()
    is_known = models.BooleanField(default=False)
    email = models.TextField(default="")
    name = models.TextField(default="")
    folded = models.TextField(default="", db_default="")
    spelt = models.TextField(default="", db_default="")
    traits = models.JSONField(default=dict)
    account_id = models.BigIntegerField(null=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["home_alias_id"], name="person_home"),
            models.Index(fields=["merged_into"], name="person_merged", condition=models.Q(merged_into__isnull=False)),
            models.Index(fields=["account_id"], name="person_account", condition=models.Q(account_id__isnull=False)),
            models.Index(OpClass("email", "text_pattern_ops"), name="person_email", condition=~models.Q(email="")),
            models.Index(OpClass("folded", "text_pattern_ops"), name="person_name", condition=~models.Q(folded="")),
            models.Index(OpClass("spelt", "text_pattern_ops"), name="person_spelt", condition=~models.Q(spelt="")),
            GinIndex(
                Func(_words("folded"), _words("spelt"), function="array_cat"),
                name="person_words",
                condition=~models.Q(folded=""),
            ),
            models.Index(
                Right(
                    Func(
                        KeyTextTransform("phone", "traits"),
                        models.Value("[^0-9]"),
                        models.Value(""),
                        models.Value("g"),
                        function="regexp_replace",
                        output_field=models.TextField(),
                    ),
                    9,
                ),
                name="person_phone",
                condition=models.Q(traits__has_key="phone"),
            ),
        ]


class Alias(models.Model):
    """One identifier. `strong_ties` counts the strong identifiers it was seen with."""

    kind = models.CharField(max_length=10)
    value = models.TextField(db_collation="C")
    person_id = models.BigIntegerField(db_index=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    strong_ties = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="alias_once")]
        indexes = [models.Index(OpClass("value", "text_pattern_ops"), name="alias_starts_with")]


def has_identifier() -> models.Exists:
    """The person is somebody: something is known that names them."""
    return models.Exists(Alias.objects.filter(person_id=models.OuterRef("pk")))


class Link(models.Model):
    """Two identifiers seen in one touch, with the key of the earliest such touch; the smaller number is `alias_a`."""

    alias_a = models.BigIntegerField()
    alias_b = models.BigIntegerField(db_index=True)
    is_strong = models.BooleanField()
    first_at = models.DateTimeField()
    source_id = models.BigIntegerField()
    message_id = models.TextField(db_collation="C")
    touch_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alias_a", "alias_b"], name="link_once")]


class Join(models.Model):
    """Somebody decided that two identifiers are one person."""

    alias_a = models.BigIntegerField(db_index=True)
    alias_b = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=330)
    reason = models.TextField(default="")
    undone_at = models.DateTimeField(null=True)


class Apart(models.Model):
    """Somebody decided that no identifier on the left is the same person as one on the right."""

    left_ids = ArrayField(models.BigIntegerField())
    right_ids = ArrayField(models.BigIntegerField())
    at = models.DateTimeField()
    by = models.CharField(max_length=330)
    reason = models.TextField(default="")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [GinIndex(fields=["left_ids"], name="apart_left"), GinIndex(fields=["right_ids"], name="apart_right")]


class Merge(models.Model):
    """That `loser_id` came to mean `survivor_id`, and by which identifiers of each; `how` is "touch" or who did it."""

    survivor_id = models.BigIntegerField(db_index=True)
    loser_id = models.BigIntegerField(db_index=True)
    survivor_alias_ids = ArrayField(models.BigIntegerField())
    loser_alias_ids = ArrayField(models.BigIntegerField())
    at = models.DateTimeField()
    how = models.CharField(max_length=330)
    undone_at = models.DateTimeField(null=True)


class Saying(models.Model):
    """What was said of a person on one day (UTC): the same traits said again only move `last_at`.

    The first and the last time are both kept, so that what was said in between does not win over the later one.
    """

    alias_id = models.BigIntegerField()
    day = models.IntegerField()
    digest = models.BigIntegerField()
    traits = models.JSONField()
    first_at = models.DateTimeField()
    first_message = models.TextField(db_collation="C")
    first_touch_id = models.BigIntegerField()
    last_at = models.DateTimeField()
    last_message = models.TextField(db_collation="C")
    last_touch_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alias_id", "day", "digest"], name="saying_once")]


class Account(models.Model):
    """A company; like a person's, its id means whatever its home identifier belongs to, and its name is kept as it is
    looked for, too."""

    merged_into = models.BigIntegerField(null=True)
    home_alias_id = models.BigIntegerField()
    name = models.TextField(default="")
    folded = models.TextField(default="", db_default="")
    spelt = models.TextField(default="", db_default="")
    domain = models.TextField(default="")
    traits = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["home_alias_id"], name="account_home"),
            models.Index(OpClass("folded", "text_pattern_ops"), name="account_name"),
            models.Index(OpClass("spelt", "text_pattern_ops"), name="account_spelt", condition=~models.Q(spelt="")),
            models.Index(OpClass("domain", "text_pattern_ops"), name="account_domain"),
        ]


class AccountAlias(models.Model):
    """A domain or a group id."""

    kind = models.CharField(max_length=10)
    value = models.TextField(db_collation="C")
    account_id = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="account_alias_once")]


class AccountLink(models.Model):
    """A group that named its web site, first in the touch of this key: it belongs to the site's account."""

    group_alias_id = models.BigIntegerField()
    domain_alias_id = models.BigIntegerField(db_index=True)
    first_at = models.DateTimeField()
    source_id = models.BigIntegerField()
    message_id = models.TextField(db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group_alias_id", "domain_alias_id"], name="account_link_once")]


class AccountSaying(models.Model):
    """What was said of an account on one day, as for people. A claim (`company` of a person) counts only where no
    group call has said anything."""

    alias_id = models.BigIntegerField()
    is_claim = models.BooleanField()
    day = models.IntegerField()
    digest = models.BigIntegerField()
    traits = models.JSONField()
    first_at = models.DateTimeField()
    first_message = models.TextField(db_collation="C")
    first_touch_id = models.BigIntegerField()
    last_at = models.DateTimeField()
    last_message = models.TextField(db_collation="C")
    last_touch_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alias_id", "is_claim", "day", "digest"], name="account_saying_once")
        ]


class Membership(models.Model):
    """A group call: the person of `alias_id` belongs to the account of `account_alias_id` from `at` on. Touches that
    only mention the group count once a day (`slot`)."""

    alias_id = models.BigIntegerField()
    account_alias_id = models.BigIntegerField(db_index=True)
    slot = models.BigIntegerField()
    at = models.DateTimeField()
    message_id = models.TextField(db_collation="C")
    touch_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alias_id", "account_alias_id", "slot"], name="membership_once")]


class AccountChoice(models.Model):
    """Somebody decided whose account a person belongs to, from `at` until somebody decides again."""

    alias_id = models.BigIntegerField(db_index=True)
    account_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=330)
    reason = models.TextField(default="")


class AccountOwner(models.Model):
    """Somebody decided which member has an account (None: nobody), from `at` until somebody decides again."""

    account_id = models.BigIntegerField(db_index=True)
    member_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=330)
    reason = models.TextField(default="")
