"""Which chains of money few people could complete today: life cycles, posts and areas as they are."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from chongyang.core import access
from chongyang.core.lifecycles import registry
from chongyang.core.scopes import Interval, Scope, system_scope
from chongyang.funding.rules import flows
from chongyang.funding.rules.duties import Chain, Way, chain_of, way_of
from chongyang.territory import queries as territory
from chongyang.territory.models import Post
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

BATCH = "treasury.batch"


def list_chains(scope: Scope, now: datetime) -> list[Chain]:
    """Each flow with the payment that follows it, in each county, by name and area."""
    demand(scope, Can.READ_MONEY)
    paying = _paying()
    with access.enter(system_scope("duties", actor=scope.actor)):
        posts = list(_posts(now))
    return [
        chain_of(flow.name, first, [way_of(flow.table), *paying], _holders(posts, (first, last)))
        for flow in flows.load().flows.values()
        for first, last in _counties()
    ]


def _paying() -> list[Way]:
    """The batch of the treasury, as soon as it is registered."""
    try:
        return [way_of(registry.get(BATCH))]
    except LookupError:
        return []


def _counties() -> list[Interval]:
    return [(area.first, area.last) for area in territory.list_areas("county")]


def _posts(now: datetime) -> Iterator[tuple[UUID, str, list[list[int]]]]:
    held = Post.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=now), valid_from__lte=now, account__is_active=True
    )
    for post in held.select_related("organisation").order_by("account", "id"):
        yield post.account_id, post.role, post.intervals or post.organisation.intervals


def _holders(posts: list[tuple[UUID, str, list[list[int]]]], within: Interval) -> dict[UUID, set[str]]:
    """The roles that each account holds somewhere in the county; what acts by grant acts everywhere."""
    first, last = within
    holders: dict[UUID, set[str]] = defaultdict(set)
    for account, role, intervals in posts:
        if any(low <= last and high >= first for low, high in intervals):
            holders[account].add(role)
    return holders
