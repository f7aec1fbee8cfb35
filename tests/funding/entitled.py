"""Elders of whom the register knows what the rule asks."""

from datetime import date

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.funding import operations
from chongyang.funding.models import Entitlement
from chongyang.groups.models import Membership
from chongyang.registry.models import Elder, Profile
from tests import factories

PROGRAMME = "home_care_purchase"


def poor_elder(*, kinds=("minimum_living",), ability="2", living="alone", **columns) -> Elder:
    """Of a class that the county buys care for, at home, assessed."""
    elder = factories.make_elder(**columns)
    Profile.objects.filter(id=elder.id).update(ability_level=ability, living_form=living)
    for kind in kinds:
        of_class(elder, kind)
    return elder


def of_class(elder: Elder, kind: str = "minimum_living") -> Membership:
    return Membership.objects.create(
        person=elder.id,
        area=elder.area,
        kind=kind,
        authority="civil_affairs",
        evidence="decision",
        valid_from=date(2019, 1, 1),
        granted_at=now(),
    )


def compute(only=None, at=None):
    with enter(system_scope("test")):
        return operations.propose_entitled(now=at or now(), only=only)


def proposal(elder: Elder) -> Entitlement:
    return Entitlement.objects.get(person=elder.id, state__in=("open", "taken", "aside"))
