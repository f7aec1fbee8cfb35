"""Why a carer may not be sent: not employed, away, or without a certificate that holds on that day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core import access
from chongyang.core.scopes import system_scope
from chongyang.core.words import N_
from chongyang.workforce.models import Absence, Carer, Credential
from chongyang.workforce.queries.carers import absences_of
from chongyang.workforce.queries.wording import told_skill

UNKNOWN = N_("没有这位护理员。")
NOT_EMPLOYED = N_("这位护理员那天不在职。")
AWAY = N_("这位护理员那段时间不在岗（休假、病假或培训）。")
LACKS = N_("这位护理员没有%(skill)s，不能提供这项服务。")
EXPIRED = N_("这位护理员的%(skill)s那天已过期（或尚未生效），不能提供这项服务。")
Dates: TypeAlias = tuple[date, date | None]
Papers: TypeAlias = dict[tuple[UUID, str], list[Dates]]


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


@dataclass(frozen=True, slots=True)
class Sent:
    """A carer who is to do what needs these skills, from one moment to another."""

    carer: UUID
    needs: frozenset[str]
    from_at: datetime
    to_at: datetime

    @property
    def days(self) -> list[date]:
        """The city's: both the first and the last must find her employed and certified."""
        return sorted({timezone.localdate(self.from_at), timezone.localdate(self.to_at)})


def fault_of(carer: UUID, *, needs: Collection[str], from_at: datetime, to_at: datetime) -> str:
    """Why a carer may not do what needs these skills between two moments; empty where nothing speaks against
    it. System scope.
    """
    return faults_of([Sent(carer, frozenset(needs), from_at, to_at)])[0]


def faults_of(sent: Sequence[Sent]) -> list[str]:
    """As `fault_of` of each, in three statements for one or many."""
    carers = {one.carer for one in sent}
    if not carers:
        return []
    begin, end = min(one.from_at for one in sent), max(one.to_at for one in sent)
    needs = frozenset[str]().union(*(one.needs for one in sent))
    with access.enter(system_scope("fitness")):
        rows = Carer.objects.filter(id__in=carers).order_by("id")
        employed = {key: (first, last) for key, first, last in rows.values_list("id", "starts_on", "ends_on")}
        gone = absences_of(carers, begin, end)
        papers = _papers(carers, needs)
    return [_fault(one, employed.get(one.carer), gone.get(one.carer, ()), papers) for one in sent]


def _papers(carers: Collection[UUID], needs: Collection[str]) -> Papers:
    """By carer and skill from when to when her certificates hold, the last day not counted."""
    found: Papers = defaultdict(list)
    rows = Credential.objects.filter(carer__in=carers, skill__in=needs).order_by("id")
    for carer, skill, first, last in rows.values_list("carer_id", "skill", "valid_from", "valid_to"):
        found[carer, skill].append((first, last))
    return found


def _fault(one: Sent, employed: Dates | None, gone: Iterable[Absence], papers: Papers) -> str:
    if employed is None:
        return gettext(UNKNOWN)
    if not all(_within(day, employed) for day in one.days):
        return gettext(NOT_EMPLOYED)
    if any(row.from_at < one.to_at and row.to_at > one.from_at for row in gone):
        return gettext(AWAY)
    for skill in sorted(one.needs):
        held = papers.get((one.carer, skill), [])
        if not all(any(_within(day, dates) for dates in held) for day in one.days):
            return gettext(EXPIRED if held else LACKS) % {"skill": told_skill(skill)}
    return ""


def _within(day: date, dates: Dates) -> bool:
    first, last = dates
    return first <= day and (last is None or day < last)
