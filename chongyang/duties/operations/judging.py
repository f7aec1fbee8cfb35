"""What the office says beside the machine: another light with a reason, an escalation issued or declined."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.duties import permissions, queries
from chongyang.duties.enums import EscalationState, Light, RunState
from chongyang.duties.models import Escalation, LightSet, Run
from chongyang.duties.operations.errors import UnableToJudge, refuse
from chongyang.duties.operations.events import tell
from chongyang.indicators.rules.periods import Period

LONGEST = 300
NO_REASON = N_("改变灯色必须说明理由。")
TOO_LONG = N_("文字太长。")
SAME = N_("与规则的灯色相同，不需要改。")
NO_LIGHT = N_("请选择红、黄或绿。")
NO_PERIOD = N_("只能评定已经开始的季度。")
ENDED = N_("这项任务已销号或撤回。")
DECIDED = N_("此操作已经办理过")
DECLINE_REASON = N_("不予发出必须说明理由。")


@transaction.atomic
def set_light(
    *, run: UUID, period: Period, light: str, reason: str, scope: Scope, by: Actor, now: datetime
) -> LightSet:
    """Differ from the rule's light of a quarter; the rule's stays. Raises NotAllowed, UnableToJudge."""
    permissions.demand_office(scope)
    cases.hold(run)
    row = queries.access_run(scope, run)
    today = timezone.localdate(now)
    refuse(UnableToJudge, _faults(row, period, light, reason, today))
    found = queries.list_runs_lit(scope, period, today=today, runs=Run.objects.filter(id=row.id))
    if not found or found[0].judged.light == light:
        raise UnableToJudge({"light": SAME if found else NO_PERIOD})
    LightSet.objects.filter(run=row, period=str(period), replaced_at=None).update(replaced_at=now)
    made = LightSet.objects.create(
        run=row,
        organisation=row.organisation,
        area=row.area,
        period=str(period),
        light=light,
        by_rule=found[0].judged.light.value,
        reason=reason.strip(),
        set_at=now,
        set_by=permissions.account_of(by),
    )
    tell("light.set", row, by, now, period=str(period), light=light, by_rule=made.by_rule)
    return made


def _faults(row: Run, period: Period, light: str, reason: str, today: date) -> dict[str, str]:
    if row.state in (RunState.CLOSED, RunState.WITHDRAWN):
        return {"run": ENDED}
    if not period.quarter or today < period.days.first:
        return {"period": NO_PERIOD}
    if light not in (Light.RED, Light.YELLOW, Light.GREEN):
        return {"light": NO_LIGHT}
    if not reason.strip():
        return {"reason": NO_REASON}
    return {"reason": TOO_LONG} if len(reason) > LONGEST else {}


@transaction.atomic
def decide_escalation(
    *, escalation: UUID, issue: bool, scope: Scope, by: Actor, now: datetime, remark: str = ""
) -> Escalation:
    """Issue what the machine proposed, or decline it with a reason. Raises NotAllowed, UnableToJudge."""
    permissions.demand_office(scope)
    rows = Escalation.objects.select_for_update(of=("self",))
    row = queries.one_of(rows, scope, escalation)
    if row.state != EscalationState.PROPOSED:
        raise UnableToJudge({"escalation": DECIDED})
    if len(remark) > LONGEST or not (issue or remark.strip()):
        raise UnableToJudge({"remark": TOO_LONG if remark.strip() else DECLINE_REASON})
    row.state = (EscalationState.ISSUED if issue else EscalationState.DECLINED).value
    row.decided_at, row.decided_by, row.remark = now, permissions.account_of(by), remark.strip()
    row.save(update_fields=["state", "decided_at", "decided_by", "remark"])
    tell("escalation.issued" if issue else "escalation.declined", row, by, now, step=row.step)
    return row
