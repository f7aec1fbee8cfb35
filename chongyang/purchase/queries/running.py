"""The figure beside the clause that asks for government purchase: a sentence without persons."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from chongyang.core import access
from chongyang.core.scopes import system_scope
from chongyang.purchase.enums import IN_FORCE
from chongyang.purchase.models import Contract, Entitlement


def entitled_and_contracts(now: datetime) -> str:
    """How many are entitled and how many contracts run; in the system's scope."""
    today = timezone.localdate(now)
    with access.enter(system_scope("figure of purchase")):
        people = Entitlement.objects.filter(state=IN_FORCE).count()
        runs = Q(ended_on=None) | Q(ended_on__gt=today)
        contracts = Contract.objects.filter(runs, valid_from__lte=today, valid_to__gt=today).count()
    if not people and not contracts:
        return gettext("还没有认定的对象和生效的合同")
    told = ngettext("%(count)s 人享受政府购买服务", "%(count)s 人享受政府购买服务", people) % {
        "count": people
    }
    more = ngettext("%(count)s 份合同生效", "%(count)s 份合同生效", contracts) % {"count": contracts}
    return gettext("%(people)s，%(contracts)s") % {"people": told, "contracts": more}
