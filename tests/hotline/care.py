"""What the tests of care calls share: a morning with one elder on the list, and a seat."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import CareCall
from chongyang.hotline.rules.care_calls import RuleForm
from chongyang.territory.enums import Role
from tests.factories import JINSHUI, make_account, scope_of

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 23, 6, 5, tzinfo=ZONE)  # a Monday
NINE = MORNING.replace(hour=9, minute=0)
LATER = NINE + timedelta(minutes=61)
STREET = (JINSHUI // 1000 * 1000, JINSHUI // 1000 * 1000 + 999)
RULE = RuleForm(template="living-alone", name="独居老人每日问候", living_forms=("alone",), age_from=70)


def clerk() -> Scope:
    return scope_of(make_account(Role.STREET_CLERK, None, "410105001"))


def seat() -> Scope:
    return scope_of(make_account(Role.OPERATOR))


def adopt(form: RuleForm = RULE) -> Scope:
    """The street's clerk adopts a rule; returns the clerk's scope."""
    scope = clerk()
    with enter(scope):
        hotline.adopt_rule(form=form, within=STREET, scope=scope, now=MORNING - timedelta(hours=12))
    return scope


def morning(now: datetime = MORNING) -> int:
    with enter(system_scope("care_day")):
        return hotline.make_day(now=now)


def take(scope: Scope, now: datetime = NINE) -> CareCall | None:
    with enter(scope):
        return hotline.take_next(scope=scope, now=now)


def say(scope: Scope, call: CareCall, outcome: str, now: datetime = NINE, **words: object) -> CareCall:
    with enter(scope):
        return hotline.record_outcome(
            care_call=call.id,
            number=call.tries + 1,
            outcome=outcome,
            scope=scope,
            now=now,
            **words,
        )
