"""An account of hours: a volunteer opens her own, who orders for an elder opens hers."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.timebank import permissions
from chongyang.timebank.models import TimeAccount
from chongyang.timebank.operations.errors import BIRTH, HAS_ONE, TOO_YOUNG, UnableToBank
from chongyang.timebank.operations.moving import tell
from chongyang.timebank.rules.limits import age_on, load


@transaction.atomic
def open_own(*, born_on: date | None, scope: Scope, by: Actor, now: datetime) -> TimeAccount:
    """A volunteer's own. The day of birth is asked for the age alone and not kept. Raises UnableToBank."""
    permissions.demand_bank(scope)
    account = permissions.account_of(by)
    today = timezone.localdate(now)
    if born_on is None or born_on > today:
        raise UnableToBank(BIRTH)
    if age_on(born_on, today) < load().least_age:
        raise UnableToBank(TOO_YOUNG)
    with access.enter(system_scope("time bank", actor=by)):
        area = _area_of(account, now)
        name = territory.names_of([account]).get(account, "")
        return _open(area, name, by, now, account=account)


@transaction.atomic
def open_for(*, person: UUID, scope: Scope, by: Actor, now: datetime) -> TimeAccount:
    """An elder's, by herself or who orders for her. Raises UnableToBank, NotAllowed."""
    permissions.demand_bank(scope)
    if person not in orders.persons_of(scope, now):
        raise permissions.NotAllowed("the mandate does not cover ordering")
    elder = registry.access_elder(scope, person)
    with access.enter(system_scope("time bank", actor=by)):
        return _open(elder.area, elder.name, by, now, person=elder.id)


def _area_of(account: UUID, now: datetime) -> int:
    """Where her first post lies: a volunteer's own scope holds no areas."""
    posts = territory.list_posts(account, now)
    spans = (posts[0].intervals or posts[0].organisation.intervals) if posts else []
    return int(spans[0][0]) if spans else territory.city_interval()[0]


def _open(area: int, name: str, by: Actor, now: datetime, **whose: UUID) -> TimeAccount:
    made = TimeAccount(number=new_key().hex[-10:].upper(), area=area, opened_at=now, **whose)
    made.name = name
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise UnableToBank(HAS_ONE) from error
    tell("timebank.account.opened", made.id, made, by, now)
    return made
