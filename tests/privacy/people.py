"""The standing characters of this room: a clerk, her colleague, an outsider, supervisors, a family."""

from datetime import timedelta
from typing import Any

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, Scope, system_scope
from chongyang.registry import operations as registry
from chongyang.registry.operations import MandateForm
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Post
from tests import factories

STREET, OTHER_STREET, COUNTY = "410105001", "410102001", "410105"


def office(street: str = STREET) -> Any:
    return territory.get_organisation(f"street.{street}.office")


def clerk() -> Account:
    return factories.make_account(Role.STREET_CLERK, office())


def outsider() -> Account:
    return factories.make_account(Role.STREET_CLERK, office(OTHER_STREET))


def steward() -> Account:
    return factories.make_account(Role.DATA_STEWARD)


def auditor(*codes: str) -> Account:
    return factories.make_account(Role.AUDITOR, None, *codes)


def reviewer() -> Account:
    return factories.make_account(Role.CITY_REVIEWER)


def become(account: Account, role: Role) -> Account:
    """From now on the account has its post at the city, in this role."""
    with enter(system_scope("test")):
        city = territory.get_organisation(factories.CITY_ORGANISATION)
        Post.objects.filter(account=account).update(role=role.value, organisation=city, intervals=[])
    return account


def scope(account: Account, at: Any = None) -> Scope:
    with enter(system_scope("test")):
        return territory.scope_of(account, now=at or now())


def family_of(elder: Any) -> Account:
    """An account of a daughter with a mandate that opens the file."""
    account = factories.make_account(Role.FAMILY)
    form = MandateForm(
        basis="elder",
        allows=("read_file",),
        channel="paper",
        text_version="test",
        relation="daughter",
        last_day=(now() + timedelta(days=30)).date(),
    )
    with enter(system_scope("test")):
        registry.give_mandate(
            elder=elder, username=account.username, form=form, scope=system_scope("t"), by=SYSTEM, now=now()
        )
    return account


def read(account: Account, elder: Any, *, at: Any = None, purpose: str = "service") -> None:
    """The account opens the file."""
    who, at = scope(account), at or now()
    with enter(who):
        registry.read_file(elder_id=elder.id, purpose=purpose, scope=who, by=who.actor, now=at)
