"""For whom somebody may act at the payment desk: people who could have done it themselves."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.territory.models import Post
from chongyang.treasury.rules.lifecycles import RELEASERS


def may_stand_in(principal: UUID, area: int, now: datetime) -> bool:
    """Whether a delegate may name this person: she works with the money of this area."""
    return principal in list_principals(None, area, now)


def list_principals(account: UUID | None, area: int, now: datetime) -> list[UUID]:
    """For whom this account may act: open accounts with a post of money that reaches the area now."""
    held = Post.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=now),
        valid_from__lte=now,
        account__is_active=True,
        role__in=RELEASERS,
    )
    with enter(system_scope("standing in")):
        posts = list(held.exclude(account=account).select_related("organisation").order_by("account", "id"))
    return list(dict.fromkeys(post.account_id for post in posts if _reaches(post, area)))


def _reaches(post: Post, area: int) -> bool:
    pairs = post.intervals or post.organisation.intervals
    return any(first <= area <= last for first, last in pairs)
