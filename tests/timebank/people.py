"""The characters of the time bank: a volunteer with an account, an elder with hours, two clerks."""

from datetime import date, datetime, timedelta
from uuid import UUID

from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, Scope, interval_of
from chongyang.territory import operations as territory
from chongyang.territory.enums import Role
from chongyang.territory.queries import get_organisation
from chongyang.timebank import operations
from chongyang.timebank.enums import Kind
from chongyang.timebank.models import Activity, TimeAccount
from chongyang.timebank.operations.moving import move
from tests import factories
from tests.orders.people import CITY, daughter

NOW = datetime(2019, 6, 18, 9, tzinfo=CITY)
TODAY = NOW.date()
DAY = timedelta(days=1)
ADULT = date(1980, 5, 1)

__all__ = ["daughter"]


def volunteer() -> Scope:
    """Somebody with a post in 金水区 since 2018."""
    account = territory.open_account(
        username=f"volunteer-{new_key()}",
        display_name="测试志愿者",
        password=factories.PASSWORD,
        by=SYSTEM,
        now=NOW - 300 * DAY,
    )
    territory.appoint(
        account=account,
        role=Role.VOLUNTEER,
        organisation=get_organisation(factories.CITY_ORGANISATION),
        intervals=[interval_of("410105")],
        by=SYSTEM,
        now=NOW - 300 * DAY,
    )
    return factories.scope_of(account)


def clerk(county: str = "410105") -> Scope:
    return factories.scope_of(factories.make_account(Role.STREET_CLERK, None, county))


def own_bank(scope: Scope, born_on: date | None = ADULT) -> TimeAccount:
    return operations.open_own(born_on=born_on, scope=scope, by=scope.actor, now=NOW)


def elders_bank(scope: Scope, person: UUID, minutes: int = 0) -> TimeAccount:
    bank = operations.open_for(person=person, scope=scope, by=scope.actor, now=NOW)
    return fill(bank, minutes)


def fill(bank: TimeAccount, minutes: int, at: datetime = NOW) -> TimeAccount:
    """Minutes that somebody gave."""
    if minutes:
        move(bank, Kind.RECEIVED, minutes, new_key(), SYSTEM, at)
    bank.refresh_from_db()
    return bank


def tell(scope: Scope, minutes: int = 60, on: date | None = TODAY, **told: object) -> Activity:
    values: dict[str, object] = {"help": "company", **told}
    return operations.tell_activity(on=on, minutes=minutes, scope=scope, by=scope.actor, now=NOW, **values)


def decide(row: Activity, scope: Scope, confirm: bool = True, reason: str = "") -> Activity:
    return operations.decide_activity(
        activity=row.id, confirm=confirm, reason=reason, scope=scope, by=scope.actor, now=NOW
    )


def counters(bank: TimeAccount) -> dict[str, int]:
    bank.refresh_from_db()
    names = ("earned", "received", "held", "spent", "given", "expired", "taken")
    return {name: getattr(bank, name) for name in names if getattr(bank, name)}
