"""Reads of reviews: what is due, what is open, and one with what was said."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.designations import permissions
from chongyang.designations.enums import TitleState
from chongyang.designations.models import Review, TitleHeld
from chongyang.designations.rules import reviews as rules
from chongyang.funding.queries.pages import one_of
from chongyang.territory.enums import Role


def list_due(scope: Scope, until: date, *, limit: int = 100) -> list[TitleHeld]:
    """Titles within reach whose review falls on or before a day and is not open yet, the soonest first."""
    permissions.demand_handle(scope)
    rows = TitleHeld.objects.filter(state=TitleState.HELD.value, review_on__lte=until)
    rows = rows.exclude(Exists(Review.objects.filter(held=OuterRef("pk"), ended_at=None)))
    inside = Q()
    for interval in scope.intervals or [(0, 0)]:
        inside |= Q(area__range=interval)
    rows = rows if scope.system else rows.filter(inside)
    return list(rows.order_by("review_on", "id")[:limit])


def visible_reviews(scope: Scope) -> "QuerySet[Review]":
    permissions.demand_handle(scope)
    return access.visible(Review.objects.select_related("held"), scope)


def list_reviews(scope: Scope, *, is_open: bool = True, limit: int = 100) -> list[Review]:
    """Reviews within reach: open ones by their deadline, ended ones the newest first."""
    rows = visible_reviews(scope).filter(ended_at__isnull=is_open)
    order = ("due_at", "id") if is_open else ("-ended_at", "-id")
    return list(rows.order_by(*order)[:limit])


def access_review(scope: Scope, review: UUID) -> Review:
    """One within reach of a desk. Raises NotFound."""
    return one_of(visible_reviews(scope), review)


def access_own_review(scope: Scope, review: UUID) -> Review:
    """One of a title that the account's side asked for. Raises NotFound."""
    permissions.demand_apply(scope)
    with access.enter(system_scope("own review", actor=scope.actor)):
        return one_of(Review.objects.select_related("held").filter(_own(scope)), review)


def list_reviews_of(scope: Scope, held: TitleHeld) -> list[Review]:
    """The reviews of a title, for the desk or for its own side; empty for others."""
    with access.enter(system_scope("reviews", actor=scope.actor)):
        rows = Review.objects.filter(held=held).select_related("held")
        if not (permissions.handles(scope) and scope.reaches(held.area)):
            rows = rows.filter(_own(scope))
        return list(rows.order_by("-opened_at", "-id"))


def _own(scope: Scope) -> Q:
    rule = Q(held__application__asked_by=scope.actor.account or UUID(int=0))
    if scope.role == Role.INSTITUTION_CLERK and scope.organisation:
        rule |= Q(organisation=scope.organisation)
    return rule


def open_review_of(held: TitleHeld) -> Review | None:
    """The review of a title that is open. In the system's scope."""
    return Review.objects.filter(held=held).exclude(state__in=rules.ENDED).first()
