"""The same characters for pages, which live by the real clock."""

from datetime import timedelta

from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.orders import operations
from chongyang.purchase.models import VoucherAccount
from chongyang.registry import operations as registry
from chongyang.registry.rules.mandates import Allow, Basis, MandateChannel
from chongyang.territory.enums import Role
from tests import factories
from tests.orders.people import ITEM
from tests.purchase.people import account

BOTH = (Allow.READ_FILE, Allow.ORDER_SERVICES)


def family_of(elder, *allows: Allow):
    """An account of her daughter; by default it may order."""
    held = factories.make_account(Role.FAMILY)
    registry.give_mandate(
        elder=elder.id,
        username=held.username,
        form=registry.MandateForm(
            basis=Basis.ELDER.value,
            allows=tuple(one.value for one in allows or BOTH),
            channel=MandateChannel.PAPER.value,
            text_version="2026-1",
            relation="daughter",
            last_day=timezone.localdate(now()) + timedelta(days=90),
        ),
        scope=system_scope("test"),
        by=SYSTEM,
        now=now(),
    )
    return held


def quota_of(elder, granted: int = 50_000) -> VoucherAccount:
    """Her voucher of this month, usable for the weeks to come."""
    month = timezone.localdate(now()).replace(day=1)
    held = account(granted, person=elder.id, month=month)
    VoucherAccount.objects.filter(id=held.id).update(valid_to=month + timedelta(days=90))
    return held


def placed(elder, scope=None, *, item: str = ITEM, days: int = 2, **told):
    """An order two days ahead, by the real clock."""
    scope = scope or factories.scope_of(factories.make_operator())
    begin = (now() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
    return operations.create(
        person=elder.id,
        item=item,
        from_at=begin,
        to_at=begin + timedelta(hours=3),
        channel="call",
        scope=scope,
        by=scope.actor,
        now=now(),
        **told,
    )
