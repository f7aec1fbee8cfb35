"""A demo elder with an account of her own and family who may look after her, made by the operations."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, Scope, interval_of, system_scope
from chongyang.registry import operations as registry
from chongyang.registry.models import Contact, Elder, Mandate
from chongyang.registry.operations import MandateForm
from chongyang.registry.rules.mandates import Allow
from chongyang.telecare.models import Device
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.workshop.accounts import COMMUNITY, JINSHUI, STREET

TERM = timedelta(days=21)
"""Short, so that the desks of a demo show a mandate that is ending and how it is renewed."""
CHILDREN = ("daughter", "son", "daughter_in_law", "son_in_law", "grandchild", "spouse")


def give_demo_mandates(*, now: datetime) -> int:
    """What the demo accounts of family and elder lack; returns how many mandates were given."""
    with enter(system_scope("demo mandates")):
        elder = _choose()
        lacking = [role for role in (Role.ELDER, Role.FAMILY) if elder and not _holds(role, now)]
        scope = system_scope("demo mandates")
        for role in lacking:
            assert elder
            _give(elder, role, scope, now)
        return len(lacking)


def _choose() -> Elder | None:
    """One who lives in the accounts' community (else street, district, city), with a device if any has."""
    living = Elder.objects.filter(life_status="alive", same_as=None)
    for code in (COMMUNITY, STREET, JINSHUI, "4101"):
        within = living.filter(area__range=interval_of(code))
        wired = Device.objects.filter(area__range=interval_of(code), state="in_use").exclude(person=None)
        wearing = within.filter(id__in=wired.order_by("id").values("person"))
        if found := wearing.order_by("id").first() or within.order_by("id").first():
            return found
    return None


def _holds(role: Role, now: datetime) -> bool:
    held = Mandate.objects.filter(revoked_at=None).exclude(valid_to__lte=now)
    return held.filter(account__in=_accounts(role)).exists()


def _accounts(role: Role) -> list[UUID]:
    rows = Account.objects.filter(username=role.value, is_demo=True)
    return list(rows.order_by("id").values_list("id", flat=True))


def _give(elder: Elder, role: Role, scope: Scope, now: datetime) -> None:
    is_own = role is Role.ELDER
    last = timezone.localdate(now) + TERM
    form = MandateForm(
        basis="own_account" if is_own else "elder",
        allows=tuple(allow.value for allow in Allow),
        channel="paper",
        text_version="demo",
        relation="" if is_own else _relation(elder),
        last_day=None if is_own else last,
    )
    registry.give_mandate(elder=elder, username=role.value, form=form, scope=scope, by=SYSTEM, now=now)


def _relation(elder: Elder) -> str:
    contacts = Contact.objects.filter(person=elder.id, relation__in=CHILDREN).order_by("rank", "id")
    return contacts.values_list("relation", flat=True).first() or CHILDREN[0]
