"""Areas, organisations, accounts, their posts and the persons granted to them."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.crypto import salted_hmac

from chongyang.core.keys import new_key
from chongyang.core.models import Row


def intervals_field() -> ArrayField:  # type: ignore[type-arg]
    """Closed intervals of 12-digit areas, as [[first, last], …]."""
    return ArrayField(ArrayField(models.BigIntegerField(), size=2), default=list)


class Area(models.Model):
    """One unit of the statistical tree: the closed interval first … last under its code. One that ended
    stays (half-open days), since old rows lie in it.
    """

    scope_kind: ClassVar[str] = "public"

    first = models.BigIntegerField()
    last = models.BigIntegerField()
    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=10)
    kind = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="area_interval_ordered"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="area_days_ordered"),
            models.UniqueConstraint(fields=["first", "level"], name="area_once"),
        ]
        indexes = [models.Index(fields=["level", "first"], name="area_level_first")]


class ReportingUnit(models.Model):
    """One of the city's reporting units of today; a managed zone is a named set of streets. Former trees are
    in `rules.reference`.
    """

    scope_kind: ClassVar[str] = "public"

    key = models.CharField(max_length=40, primary_key=True)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    is_local = models.BooleanField(default=False)
    is_confirmed = models.BooleanField(default=True)
    intervals = intervals_field()
    residents = models.PositiveIntegerField(null=True)


class Organisation(Row):
    """An organisation under the name of its day. Half-open validity; successors stand in `Succession`."""

    scope_kind: ClassVar[str] = "public"

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    area = models.BigIntegerField()
    intervals = intervals_field()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    is_confirmed = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "area"], name="organisation_kind_area")]


class Succession(Row):
    """Which organisation took over from which."""

    scope_kind: ClassVar[str] = "public"

    former = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inheritances")
    is_confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["former", "successor"], name="succession_once")]


class AccountManager(BaseUserManager["Account"]):
    """What the command line and the sign-in need to find an account."""


class Account(AbstractBaseUser):
    """Someone who signs in. Read before any scope exists, hence a `door` table; holds no elder's data."""

    scope_kind: ClassVar[str] = "door"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    session_key = models.CharField(max_length=40, blank=True)
    session_round = models.PositiveIntegerField(default=0, db_default=0)
    password_is_temporary = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()

    objects = AccountManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Sessions are bound to the password and to the round: raising the round ends them all."""
        bound = f"{self.password}/{self.session_round}" if self.session_round else self.password
        salt = "chongyang.territory.session"
        return str(salted_hmac(salt, bound, secret=secret, algorithm="sha256").hexdigest())


class TstzRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Post(Row):
    """An account's role in an organisation for a time; its areas are the organisation's unless narrowed."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    intervals = intervals_field()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="post_once_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (TstzRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            )
        ]


class Grant(Row):
    """One person's file opened to one account for a stated purpose: a dispatch, a mandate, broken glass."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    person = models.UUIDField()
    purpose = models.CharField(max_length=200)
    source = models.CharField(max_length=20)
    reference = models.UUIDField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person", "reference"],
                condition=Q(valid_to=None),
                name="grant_open_once",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["dispatch", "mandate", "break_glass", "own_file"]),
                name="grant_source_known",
            ),
        ]
        indexes = [models.Index(fields=["account"], name="grant_open", condition=Q(valid_to=None))]


class ApiToken(Row):
    """A key to the JSON door: an account in one post, narrowed to names and to the areas of the day of issue.

    Only the SM3 digest of the secret is kept; `prefix` is what lists and logs call the token. `calls` counts
    those of the minute `minute` (since 1970).
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="api_tokens")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="api_tokens")
    label = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.BinaryField(unique=True)
    names = ArrayField(models.CharField(max_length=30))
    intervals = intervals_field()
    created_at = models.DateTimeField()
    valid_to = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    minute = models.BigIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("created_at")), name="apitoken_valid_ordered"),
            models.CheckConstraint(condition=~Q(names=[]), name="apitoken_named"),
        ]
