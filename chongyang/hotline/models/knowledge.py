"""Articles for consultation, their versions, which call used them, and what nobody found."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row


class Article(Row):
    """One question of callers under a key that stays; its versions say the answer. No person in it."""

    scope_kind: ClassVar[str] = "public"

    key = models.CharField(max_length=60, unique=True)
    area = models.BigIntegerField()
    owner = models.CharField(max_length=80)
    uses = models.PositiveIntegerField(default=0)


class ArticleVersion(Row):
    """What an article said from one approval to the next. Its life cycle is a deciding case with the same id.

    `head` and `body` hold the search tokens: those of question and keywords, and all of them.
    """

    scope_kind: ClassVar[str] = "public"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    category = models.CharField(max_length=20)
    question = models.CharField(max_length=200)
    answer = models.TextField()
    say = models.TextField(blank=True)
    keywords = ArrayField(models.CharField(max_length=40), default=list)
    is_medical = models.BooleanField(default=False)
    call_120_when = ArrayField(models.CharField(max_length=120), default=list)
    sources = models.JSONField(default=list)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    review_due_on = models.DateField(null=True)
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    head = SearchVectorField(null=True)
    body = SearchVectorField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="articleversion_once"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(state="published"), name="articleversion_published_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(approved_by__isnull=False),
                name="articleversion_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(written_by=None) | ~Q(approved_by=F("written_by")),
                name="articleversion_second_person",
            ),
            models.CheckConstraint(
                condition=Q(is_medical=False) | ~Q(call_120_when=[]), name="articleversion_medical_says_120"
            ),
        ]
        indexes = [
            GinIndex(fields=["body"], name="articleversion_body", condition=Q(state="published")),
        ]


class ArticleUse(Row):
    """That a seat used an article, in a call where there was one."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="used_in")
    call = models.UUIDField(null=True)
    account = models.UUIDField()
    at = models.DateTimeField()
    area = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "call"], condition=Q(call__isnull=False), name="articleuse_once"
            )
        ]


class Gap(Row):
    """No article helped: what was looked for, kept until somebody has written or dismissed it."""

    scope_kind: ClassVar[str] = "area"

    words = models.CharField(max_length=60)
    note = models.CharField(max_length=200, blank=True)
    area = models.BigIntegerField()
    account = models.UUIDField()
    at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["words"], condition=Q(settled_at=None), name="gap_open_once")
        ]
