"""Why a carer may not be sent: not employed, away, or without a certificate that holds on that day."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core import access
from chongyang.core.scopes import system_scope
from chongyang.core.words import N_
from chongyang.workforce.models import Absence, Carer, Credential
from chongyang.workforce.queries.wording import told_skill

UNKNOWN = N_("没有这位护理员。")
NOT_EMPLOYED = N_("这位护理员那天不在职。")
AWAY = N_("这位护理员那段时间不在岗（休假、病假或培训）。")
LACKS = N_("这位护理员没有%(skill)s，不能提供这项服务。")
EXPIRED = N_("这位护理员的%(skill)s那天已过期（或尚未生效），不能提供这项服务。")


def skills_on(carers: Sequence[UUID], day: date) -> dict[UUID, frozenset[str]]:
    """Which skills each of these holds on a day; an expired certificate does not count. System scope."""
    held: dict[UUID, set[str]] = {one: set() for one in carers}
    with access.enter(system_scope("skills")):
        rows = Credential.objects.filter(_holds(day), carer__in=list(carers)).order_by("id")
        for carer, skill in rows.values_list("carer_id", "skill"):
            held[carer].add(skill)
    return {one: frozenset(found) for one, found in held.items()}


def _holds(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def fault_of(carer: UUID, *, needs: Collection[str], from_at: datetime, to_at: datetime) -> str:
    """Why a carer may not do what needs these skills between two moments; empty where nothing speaks against
    it. Days are the city's: both the first and the last must find her employed and certified. System scope.
    """
    days = sorted({timezone.localdate(from_at), timezone.localdate(to_at)})
    with access.enter(system_scope("fitness")):
        row = Carer.objects.filter(id=carer).first()
        if row is None:
            return gettext(UNKNOWN)
        if any(row.starts_on > day or (row.ends_on and row.ends_on <= day) for day in days):
            return gettext(NOT_EMPLOYED)
        if Absence.objects.filter(carer=row, from_at__lt=to_at, to_at__gt=from_at).exists():
            return gettext(AWAY)
        return _uncertified(carer, needs, days) if needs else ""


def _uncertified(carer: UUID, needs: Collection[str], days: Iterable[date]) -> str:
    """The first skill, by key, for which no certificate holds on each of the days."""
    rows = Credential.objects.filter(carer=carer, skill__in=list(needs)).order_by("id")
    held = list(rows.values_list("skill", "valid_from", "valid_to"))
    for skill in sorted(needs):
        own = [(begin, end) for key, begin, end in held if key == skill]
        if not all(any(a <= day and (b is None or day < b) for a, b in own) for day in days):
            return gettext(EXPIRED if own else LACKS) % {"skill": told_skill(skill)}
    return ""
