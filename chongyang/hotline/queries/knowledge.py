"""Reads of the knowledge base. Articles are public rows: their index is used as it stands, without a scope.

Under row-level security PostgreSQL uses an index for leakproof operators alone, and `@@` is none. The policy
of a public table reads `true`, so no condition stands before the query's own and the GIN index serves it.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.hotline.models import Article, ArticleUse, ArticleVersion, Gap
from chongyang.hotline.rules import knowledge as rules
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

LIMIT = 20


class NotFound(LookupError):
    """Not there, or not yours: the same answer."""


def _in_force(on: date) -> QuerySet[ArticleVersion]:
    rows = ArticleVersion.objects.filter(state="published").select_related("article")
    return rows.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on))


class _Tokens(SearchQuery):
    """These very tokens as a tsquery: no parser and no dictionary reads them."""

    template = "(%(expressions)s)::tsquery"


def _tsquery(tokens: Sequence[str], joint: str) -> _Tokens:
    return _Tokens(rules.tsquery(tokens, joint))


def _ranked(rows: QuerySet[ArticleVersion], tokens: Sequence[str]) -> QuerySet[ArticleVersion]:
    """Question and keywords weigh three times the answer; of equals the one used more often."""
    points: Combinable = Value(0)
    for token in tokens:
        one = _tsquery([token], "")
        points = points + Case(
            When(head=one, then=Value(3)),
            When(body=one, then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
    return rows.annotate(points=points).order_by("-points", "-article__uses", "id")


def find_articles(
    scope: Scope, text: str, *, on: date, category: str = "", limit: int = LIMIT
) -> list[ArticleVersion]:
    """Published articles for what was typed: those that hold all of it, else those that hold most of it."""
    demand(scope, Can.HANDLE_ORDERS)
    rows = _in_force(on)
    if category:
        rows = rows.filter(category=category)
    tokens = rules.query_of(text)
    if not tokens:
        return list(rows.order_by("-article__uses", "category", "id")[:limit]) if not text.strip() else []
    whole = _ranked(rows.filter(body=_tsquery(tokens, " & ")), tokens)[:limit]
    return list(whole) or list(_ranked(rows.filter(body=_tsquery(tokens, " | ")), tokens)[:limit])


def get_article(scope: Scope, key: str) -> Article:
    """The article under this key. Raises NotFound."""
    demand(scope, Can.HANDLE_ORDERS)
    row = Article.objects.filter(key=key).first()
    if row is None:
        raise NotFound(key)
    return row


def list_versions(scope: Scope, article: UUID) -> list[ArticleVersion]:
    """Every version, the newest first."""
    demand(scope, Can.HANDLE_ORDERS)
    return list(ArticleVersion.objects.filter(article=article).order_by("-number"))


def get_version(scope: Scope, version: UUID) -> ArticleVersion:
    """One version with its article. Raises NotFound."""
    demand(scope, Can.HANDLE_ORDERS)
    row = ArticleVersion.objects.filter(id=version).select_related("article").first()
    if row is None:
        raise NotFound(str(version))
    return row


def list_waiting(scope: Scope, limit: int = 100) -> list[ArticleVersion]:
    """What waits for a second person, or was returned to its writer."""
    demand(scope, Can.HANDLE_ORDERS)
    rows = ArticleVersion.objects.filter(state__in=("review", "returned")).select_related("article")
    return list(rows.order_by("state", "written_at", "id")[:limit])


def list_due_for_review(scope: Scope, on: date, limit: int = 100) -> list[ArticleVersion]:
    """Published articles that somebody should read again."""
    demand(scope, Can.HANDLE_ORDERS)
    rows = ArticleVersion.objects.filter(state="published", review_due_on__lte=on)
    return list(rows.select_related("article").order_by("review_due_on", "id")[:limit])


def list_gaps(scope: Scope, limit: int = 100) -> list[Gap]:
    """What nobody found, most often first."""
    demand(scope, Can.HANDLE_ORDERS)
    rows = visible(Gap.objects.filter(settled_at=None), scope)
    return list(rows.order_by("-times", "-at", "id")[:limit])


def count_uses(scope: Scope, article: UUID) -> int:
    """In how many consultations an article was used, within reach."""
    demand(scope, Can.HANDLE_ORDERS)
    return visible(ArticleUse.objects.filter(article=article), scope).count()


def count_published() -> int:
    """How many articles a seat can find; public rows."""
    return ArticleVersion.objects.filter(state="published").count()
