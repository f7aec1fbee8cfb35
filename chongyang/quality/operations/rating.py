"""One to five stars for a finished order: by her, by who acts for her, by a seat that asked her."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.orders.models import Order
from chongyang.orders.rules.lifecycle import HELPED
from chongyang.quality import permissions
from chongyang.quality.enums import STARS as WORDS
from chongyang.quality.enums import Channel
from chongyang.quality.models import Rating
from chongyang.quality.operations.errors import NOT_DONE, ONCE, OWN_PROVIDER, STARS, UnableToJudge
from chongyang.services import queries as services
from chongyang.territory.permissions import NotAllowed, demand
from chongyang.territory.rules.capabilities import Can

MOST = 500


@transaction.atomic
def rate(*, order: UUID, stars: int, scope: Scope, by: Actor, now: datetime, remark: str = "") -> Rating:
    """Her word, or that of who orders for her; once an order. Raises UnableToJudge, NotAllowed, NotFound."""
    demand(scope, Can.ORDER_OWN)
    row = orders.access_order(scope, order)
    if row.person not in orders.persons_of(scope, now):
        raise NotAllowed("the mandate does not cover ordering")
    return keep(row, stars, remark, Channel.OWN, by, now)


def keep(row: Order, stars: int, remark: str, channel: Channel, by: Actor, now: datetime) -> Rating:
    """The row and its event. Raises UnableToJudge."""
    if stars not in WORDS:
        raise UnableToJudge(STARS)
    if row.state not in HELPED or row.organisation is None:
        raise UnableToJudge(NOT_DONE)
    with access.enter(system_scope("rating", actor=by)):
        refuse_own(row.organisation, by, now)
        made = Rating(
            order=row.id,
            number=row.number,
            person=row.person,
            area=row.area,
            organisation=row.organisation,
            item=row.item,
            stars=stars,
            channel=channel.value,
            account=permissions.account_of(by),
            at=now,
        )
        made.remark = remark.strip()[:MOST]
        _insert(made)
        _tell(made, by, now)
    return made


def refuse_own(organisation: UUID, by: Actor, now: datetime) -> None:
    """Nobody judges where he has a post. Raises UnableToJudge. In the system's scope."""
    if by.organisation == organisation or services.too_near(organisation, by.account, now):
        raise UnableToJudge(OWN_PROVIDER)


def _insert(made: Rating) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise UnableToJudge(ONCE) from error


def _tell(row: Rating, by: Actor, now: datetime) -> None:
    events.record(
        "quality.rating.given",
        by=by,
        now=now,
        area=row.area,
        subject_type="quality.rating",
        subject=row.id,
        person=row.person,
        organisation=row.organisation,
        payload={"stars": row.stars, "channel": row.channel},
    )
