"""Limits of single elders, and their absences: who set them, why, from when; former ones stay as history."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.access import visible
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.registry import queries as registry
from chongyang.telecare.enums import AwayKind
from chongyang.telecare.models import Away, VitalLimit
from chongyang.telecare.rules import vitals
from chongyang.telecare.rules.vitals import Form, Rule
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NO_RULE = N_("没有这条规则")
NO_REASON = N_("请写明理由")
IMPLAUSIBLE = N_("限值超出可能的范围")
NO_KIND = N_("请选择原因")
ENDED = N_("结束时间不能早于现在")
LONGEST_HOURS = 24 * 14


class UnableToSetLimit(Exception):
    """The limit or absence is not set; Chinese source text."""


@transaction.atomic
def set_limit(
    *, person: UUID, rule: str, limit: float | None, reason: str, scope: Scope, by: Actor, now: datetime
) -> VitalLimit | None:
    """An elder's own limit from now on, in the place of any former; without one the rule's holds again."""
    demand(scope, Can.SET_LIMITS)
    elder = registry.access_elder(scope, person)
    known = vitals.load_rules().rules.get(rule)
    if known is None or known.form is Form.ENVIRONMENT:
        raise UnableToSetLimit(NO_RULE)
    _check(known, limit, reason)
    files = registry.get_cluster(elder)
    _end_limit(files, rule, scope, now)
    made = None
    if limit is not None:
        told = {"rule": rule, "limit": limit, "reason": reason.strip()[:200], "valid_from": now}
        made = VitalLimit.objects.create(
            person=person, area=elder.area, set_by=by.account, set_role=by.role[:30], **told
        )
    _say(
        "telecare.limit.set" if made else "telecare.limit.ended",
        elder.id,
        elder.area,
        {"rule": rule},
        by,
        now,
    )
    return made


def _check(rule: Rule, limit: float | None, reason: str) -> None:
    if not reason.strip():
        raise UnableToSetLimit(NO_REASON)
    if limit is None:
        return
    kind = vitals.load_rules().kinds[rule.kind.value]
    fits = {
        Form.THRESHOLD: kind.is_plausible(limit),
        Form.ABSENCE: 0 < limit <= LONGEST_HOURS,
        Form.TREND: abs(limit) <= kind.plausible[1] and (limit > 0) == rule.is_high,
    }
    if not fits[rule.form]:
        raise UnableToSetLimit(IMPLAUSIBLE)


def _end_limit(files: Sequence[UUID], rule: str, scope: Scope, now: datetime) -> None:
    rows = visible(VitalLimit.objects.filter(person__in=files, rule=rule, valid_to__isnull=True), scope)
    for row in rows.select_for_update(of=("self",)).order_by("id"):
        row.valid_to = max(now, row.valid_from)
        row.save(update_fields=["valid_to"])


@transaction.atomic
def say_away(
    *, person: UUID, kind: str, until: datetime | None, scope: Scope, by: Actor, now: datetime
) -> Away:
    """The elder is not at home from now on; said again, it replaces what was said before."""
    demand(scope, Can.WATCH_VITALS)
    elder = registry.access_elder(scope, person)
    if kind not in [one.value for one in AwayKind]:
        raise UnableToSetLimit(NO_KIND)
    if until is not None and until <= now:
        raise UnableToSetLimit(ENDED)
    _end_away(registry.get_cluster(elder), scope, now)
    made = Away.objects.create(
        person=person, area=elder.area, kind=kind, valid_from=now, valid_to=until, said_by=by.account
    )
    _say("telecare.away.said", elder.id, elder.area, {}, by, now)
    return made


@transaction.atomic
def say_back(*, person: UUID, scope: Scope, by: Actor, now: datetime) -> bool:
    """The elder is at home again; nothing happens where she never left."""
    demand(scope, Can.WATCH_VITALS)
    elder = registry.access_elder(scope, person)
    is_ended = _end_away(registry.get_cluster(elder), scope, now)
    if is_ended:
        _say("telecare.away.ended", elder.id, elder.area, {}, by, now)
    return is_ended


def _end_away(files: Sequence[UUID], scope: Scope, now: datetime) -> bool:
    rows = visible(Away.objects.filter(person__in=files), scope).exclude(valid_to__lte=now)
    held = list(rows.select_for_update(of=("self",)).order_by("id"))
    for row in held:
        row.valid_to = max(now, row.valid_from)
        row.save(update_fields=["valid_to"])
    return bool(held)


def _say(kind: str, person: UUID, area: int, payload: dict[str, str], by: Actor, now: datetime) -> None:
    events.record(
        kind, by=by, now=now, area=area, subject_type="vitals", subject=person, person=person, payload=payload
    )
