"""The standing characters of groups: the street's clerk, a reviewer of the county, offices, an outsider."""

from datetime import timedelta

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.groups import operations
from chongyang.groups.operations import GrantForm
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests import factories

TODAY = (clock_now() + timedelta(hours=8)).date()
COUNTY = "410105"
MINIMUM = GrantForm("minimum_living", "decision", "金民社救〔2026〕12号", TODAY - timedelta(days=30))


def account_of(key="county.410105.civil-affairs", role=Role.COUNTY_REVIEWER, code=COUNTY):
    return factories.make_account(role, territory.get_organisation(key), code)


def scope_of(key="county.410105.civil-affairs", role=Role.COUNTY_REVIEWER, code=COUNTY):
    return factories.scope_of(account_of(key, role, code))


def clerk():
    return factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))


def outsider():
    return factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410102002"))


def does(act, scope, *, now=None, **words):
    """An operation of the room, entered like at the door."""
    with enter(scope):
        return getattr(operations, act)(**words, scope=scope, by=scope.actor, now=now or clock_now())


def grant(scope, elder, form=MINIMUM, now=None):
    return does("grant_class", scope, elder=elder.id, form=form, now=now)
