"""Articles and pieces for everybody; rentals within reach."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from chongyang.core.access import enter, visible
from chongyang.core.scopes import Scope, system_scope
from chongyang.registry import queries as registry
from chongyang.supplies import permissions
from chongyang.supplies.models import Article, Piece, Rental
from chongyang.supplies.queries.meals import NotFound, in_force, is_open, open_ones


def list_articles(*, on: date, kind: str = "") -> list[Article]:
    """Articles on offer on a day by providers in force, by name."""
    rows = Article.objects.filter(in_force(on), organisation__in=open_ones())
    return list((rows.filter(kind=kind) if kind else rows).order_by("name", "id"))


def access_article(article: UUID) -> Article:
    """One article, for everybody. Raises NotFound."""
    row = Article.objects.filter(id=article).first()
    if row is None or not is_open(row.organisation):
        raise NotFound(str(article))
    return row


def access_own_article(scope: Scope, article: UUID) -> Article:
    row = Article.objects.filter(id=article).first()
    if row is None or (not scope.system and row.organisation != permissions.organisation_of(scope)):
        raise NotFound(str(article))
    return row


def list_own_articles(scope: Scope) -> list[Article]:
    rows = Article.objects.filter(organisation=permissions.organisation_of(scope))
    return list(rows.order_by("kind", "name", "id"))


def pieces_of(articles: Sequence[Article]) -> dict[UUID, list[Piece]]:
    found: dict[UUID, list[Piece]] = defaultdict(list)
    for row in Piece.objects.filter(article__in=list(articles)).order_by("serial", "id"):
        found[row.article_id].append(row)
    return found


def access_rental(scope: Scope, rental: UUID) -> Rental:
    """One within reach. Raises NotFound."""
    rows = visible(Rental.objects.filter(id=rental), scope).select_related("piece", "article")
    row = rows.first()
    if row is None:
        raise NotFound(str(rental))
    return row


def list_rentals(scope: Scope, *, limit: int = 200) -> list[Rental]:
    """The asking provider's that are not over, the soonest first."""
    permissions.demand_keep(scope)
    rows = visible(Rental.objects.filter(closed_at=None), scope).select_related("piece", "article")
    return list(rows.order_by("from_on", "id")[:limit])


def rentals_of(scope: Scope, persons: Collection[UUID]) -> list[Rental]:
    """What these persons have or had, the newest first."""
    rows = visible(Rental.objects.filter(person__in=list(persons)), scope)
    return list(rows.select_related("piece", "article").order_by("-id")[:50])


def names_of_renters(scope: Scope, rows: Collection[Rental]) -> dict[UUID, str]:
    """By person, for the provider's list, which masks them: its role reaches no file of an elder."""
    permissions.demand_keep(scope)
    reach = system_scope("renters", actor=scope.actor)
    with enter(reach):
        return {one.id: one.name for one in registry.list_by_key(reach, {row.person for row in rows})}
