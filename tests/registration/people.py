"""The standing characters of registration: clerks of two streets, a reviewer, a family."""

from datetime import timedelta

from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, Scope, system_scope
from chongyang.registry import operations as registry
from chongyang.registry.models import Elder
from chongyang.registry.operations.tokens import write_tokens
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests import factories

JINSHUI_STREET, ZHONGYUAN_STREET = "410105001", "410102001"
ZHONGYUAN_HOME = 410102001002
OFFICE = "street.{}.office"


def office(street: str):
    return territory.get_organisation(OFFICE.format(street))


def clerk(street: str = JINSHUI_STREET) -> Scope:
    """A street clerk; the one of another county is the outsider."""
    return factories.scope_of(factories.make_account(Role.STREET_CLERK, office(street)))


def officer(community: str = "410105001001") -> Scope:
    return factories.scope_of(
        factories.make_account(Role.COMMUNITY_OFFICER, office(community[:9]), community)
    )


def reviewer(county: str = "410105") -> Scope:
    return factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, county))


def family_of(elder: Elder, role: Role = Role.FAMILY) -> Scope:
    """An account that holds a mandate to read her file."""
    account = factories.make_account(role)
    form = registry.MandateForm(
        basis="elder",
        allows=("read_file",),
        channel="paper",
        text_version="1",
        relation="daughter",
        last_day=timezone.localdate(now()) + timedelta(days=90),
    )
    scope = system_scope("test")
    registry.give_mandate(
        elder=elder, username=account.username, form=form, scope=scope, by=SYSTEM, now=now()
    )
    return factories.scope_of(account)


def elder_of(**columns: object) -> Elder:
    row = factories.make_elder(registered_at=now(), **columns)
    write_tokens(row)
    return row
