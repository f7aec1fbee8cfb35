"""Quality in the demo city: calls back are drawn, ratings given, events told, one appeal waits. All invented.

Through the room's operations. Repeatable: where a rating stands nothing is made.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.orders.models import Order
from chongyang.orders.rules.lifecycle import HELPED
from chongyang.quality import operations
from chongyang.quality.enums import Channel
from chongyang.quality.models import Rating, ScoreEvent
from chongyang.quality.operations import UnableToJudge
from chongyang.quality.operations.rating import keep
from chongyang.workshop.papers import scope_of

STARS = (5, 4, 5, 3, 5, 2, 4, 5, 1, 4)
REMARKS = (
    "很细心，谢谢",
    "",
    "说话和气",
    "比约定晚了一些",
    "",
    "水没有放热",
    "",
    "下次还请她来",
    "没有做完就走了",
    "",
)
SEAT = "operator"


@transaction.atomic
def make_quality(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where the seat is missing or ratings stand already."""
    with enter(system_scope("demo quality")):
        if Rating.objects.exists() or (seat := scope_of(SEAT, now)) is None:
            return {}
        helped = Order.objects.filter(Q(state__in=HELPED), organisation__isnull=False)
        made = {"samples": operations.draw_samples(now=now), "ratings": 0}
        for place, row in enumerate(helped.order_by("from_at", "id")[: len(STARS)]):
            try:
                keep(row, STARS[place], REMARKS[place], Channel.CALL, seat.actor, now)
                made["ratings"] += 1
            except UnableToJudge:
                continue
        made["events"] = operations.gather_events(now=now)
        made["followings"] = operations.review_scores(now=now)
        made["appeals"] = _appeal(now)
    return made


def _appeal(now: datetime) -> int:
    """The demo's contractor appeals against the newest event of its own provider."""
    scope = scope_of("contractor", now)
    if scope is None or scope.organisation is None:
        return 0
    row = ScoreEvent.objects.filter(organisation=scope.organisation).order_by("-on", "-id").first()
    if row is None:
        return 0
    operations.appeal(event=row.id, text="当天老人临时改了时间", scope=scope, by=scope.actor, now=now)
    return 1
