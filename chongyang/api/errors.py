"""What the rooms refuse, as problems. What nobody foresaw is logged without its words and answered 500."""

import logging
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404
from ninja.errors import HttpError, ValidationError

from chongyang.activities import operations as activities
from chongyang.alerting import operations as alerting
from chongyang.alerting import queries as escalation
from chongyang.api.problems import BY_STATUS, Problem, pointer
from chongyang.checkout import operations as checkout
from chongyang.claims.operations.contest_rows import UnableToContest
from chongyang.claims.operations.errors import UnableToImport
from chongyang.core.access import OutOfReach
from chongyang.core.operations import idempotency
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.words import N_
from chongyang.duties import operations as duties
from chongyang.duties import queries as duty_rows
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries as incidents
from chongyang.exchange import operations as exchange
from chongyang.exchange import queries as agreements
from chongyang.funding import operations as funding
from chongyang.funding import queries as applications
from chongyang.groups import operations as groups
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries as papers
from chongyang.linkage import operations as linkage
from chongyang.orders import operations as orders
from chongyang.orders import queries as help_orders
from chongyang.policy import queries as policy
from chongyang.policy.operations import UnableToSet
from chongyang.privacy import operations as privacy
from chongyang.privacy import queries as findings
from chongyang.projects import operations as projects
from chongyang.projects import queries as library
from chongyang.providers import operations as providers
from chongyang.providers import queries as responders
from chongyang.purchase import operations as purchase
from chongyang.purchase import queries as vouchers
from chongyang.quality import operations as quality
from chongyang.quality import queries as scores
from chongyang.registration import operations as registration
from chongyang.registration import queries as papers_of_registration
from chongyang.registry import operations as registry
from chongyang.registry import queries as elders
from chongyang.reporting import operations as reporting
from chongyang.reporting import queries as returns
from chongyang.scenarios import queries as money
from chongyang.scenarios.rules.changes import UnableToSimulate
from chongyang.scheduling import operations as scheduling
from chongyang.services import operations as services
from chongyang.settlement import operations as settlement
from chongyang.supervision import operations as supervision
from chongyang.supervision import queries as sheets
from chongyang.supplies import operations as supplies
from chongyang.supplies import queries as supply_rows
from chongyang.telecare import operations as telecare
from chongyang.territory import operations as territory
from chongyang.territory import queries as areas
from chongyang.territory.permissions import NotAllowed
from chongyang.timebank import operations as timebank
from chongyang.timebank import queries as hours
from chongyang.treasury import operations as treasury
from chongyang.treasury import queries as payments
from chongyang.visits import operations as visits
from chongyang.visits import queries as visit_rows

log = logging.getLogger(__name__)

OTHER_REQUEST = N_("这个幂等键已用于内容不同的请求，先前的结果没有改变。请为新的请求使用新的键。")
STILL_RUNNING = N_("相同幂等键的请求还没有结束，请稍后用同一个键重试。")
TOO_MANY_ROWS = N_(
    "共有 %(found)s 人，一次最多导出 %(most)s 人。请用 area 参数缩小到县、街道或社区，分几次导出。"
)
PYDANTIC: dict[str, str] = {
    "missing": N_("缺少这一项。"),
    "extra_forbidden": N_("没有这一项。"),
    "string_type": N_("须为文字。"),
    "string_too_short": N_("不能为空或太短。"),
    "string_too_long": N_("文字太长。"),
    "literal_error": N_("请从列出的选项中选择。"),
    "enum": N_("请从列出的选项中选择。"),
}
WRONG_VALUE = N_("类型、格式或范围不对。")
UNREADABLE = N_("请求内容不是有效的 JSON。")
WHERE = {"body": (), "query": ("query",), "path": ("path",), "header": ("header",)}


def _invalid(error: ValidationError) -> Problem:
    """Field errors with pointers: into the body, or `/query/limit`, `/header/If-Match`."""
    return Problem("invalid", errors=[_field(told) for told in error.errors])


def _field(told: Mapping[str, Any]) -> tuple[str, str]:
    source, *steps = told["loc"]
    if source == "body":
        steps = steps[1:]  # the name of the view's parameter
    return pointer(*WHERE.get(source, (source,)), *steps), PYDANTIC.get(told["type"], WRONG_VALUE)


def _reasons(reasons: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(pointer(*name.split(".")), why) for name, why in reasons.items()]


def _step(error: UnableToStep) -> Problem:
    more: dict[str, Any] = {"done_by": error.done_by, "done_at": error.done_at} if error.done_by else {}
    if error.lacking:
        more["lacking"] = error.lacking
    return Problem("conflict", error.reason, **more)


def _version(error: registry.VersionConflict) -> Problem:
    fields = [
        {"pointer": pointer(name), "present": present, "sent": sent}
        for name, (present, sent) in error.fields.items()
    ]
    return Problem("version-conflict", error.reason, version=error.version, fields=fields)


def _token(error: territory.UnableToUseToken) -> Problem:
    return Problem(f"token-{error.code}", error.reason)


def _http(error: HttpError) -> Problem:
    unread = error.status_code == 400
    return Problem(BY_STATUS.get(error.status_code, "bad-request"), UNREADABLE if unread else "")


def _export(error: registry.TooManyToExport) -> Problem:
    words: dict[str, Any] = {"found": error.found, "most": error.most}
    return Problem("export-too-large", TOO_MANY_ROWS, words=words, **words)


def _activation(error: alerting.UnableToActivate) -> Problem:
    """Everything that prevents it, by step."""
    return Problem("conflict", errors=[(pointer("steps", str(f.step - 1)), f.reason) for f in error.faults])


def _model(error: telecare.UnableToSaveModel) -> Problem:
    """A version that is not the present one is a conflict, anything else is wrong in the body."""
    return Problem("conflict" if "version" in error.faults else "invalid", errors=_reasons(error.faults))


def _simulate(error: UnableToSimulate) -> Problem:
    """The wrong change by its place in the list."""
    if not error.place:
        return Problem("invalid", error.reason)
    return Problem("invalid", errors=[(pointer("changes", str(error.place - 1)), error.reason)])


def _assess(error: supervision.UnableToDo) -> Problem:
    """What was told wrongly by its field; else the moment is wrong."""
    if error.field:
        return Problem("invalid", errors=[(pointer(error.field), str(error))])
    return Problem("conflict", error.reason, words=error.values)


def _order(error: orders.UnableToOrder) -> Problem:
    """What was asked wrongly by its field; else the order stands where it may not be done."""
    if error.field:
        return Problem("invalid", errors=[(pointer(error.field), error.reason)])
    return Problem("conflict", error.reason)


def _activity(error: activities.UnableToAct) -> Problem:
    """What was told wrongly by its field; else it stands where that may not be done."""
    if error.field:
        return Problem("invalid", errors=[(pointer(error.field), error.reason)])
    return Problem("conflict", error.reason)


def _day_plan(error: scheduling.UnableToPlan) -> Problem:
    """What was asked wrongly by its field; else the day or the order stands where it may not be done."""
    if error.field:
        return Problem("invalid", errors=[(pointer(error.field), str(error))])
    return Problem("conflict", str(error))


def _checkout(error: checkout.UnableToCheckOut) -> Problem:
    """Each says why in one sentence, filled in already."""
    return Problem("conflict", str(error))


def _verify(error: visits.UnableToVerify) -> Problem:
    """What was told wrongly by its field; else this person does not decide it, or it is decided."""
    if error.field:
        return Problem("invalid", errors=[(pointer(error.field), error.reason)])
    return Problem("conflict", error.reason)


def _cell(error: reporting.CellChanged) -> Problem:
    """What stands now beside what was sent: the second writer decides."""
    present = {
        item: {"numerator": row.numerator, "denominator": row.denominator, "version": row.version}
        for item, row in error.present.items()
        if row
    }
    return Problem("conflict", errors=_reasons(error.faults), present=present)


TOLD: list[tuple[type[Exception], Callable[[Any], Problem]]] = [
    (Problem, lambda error: error),
    (ValidationError, _invalid),
    (HttpError, _http),
    (territory.UnableToUseToken, _token),
    (registry.VersionConflict, _version),
    (registry.TooManyToExport, _export),
    (registry.DuplicateIdentity, lambda error: Problem("conflict", errors=_reasons(error.reasons))),
    (registry.UnableToRegister, lambda error: Problem("invalid", errors=_reasons(error.reasons))),
    (UnableToContest, lambda error: Problem("invalid", errors=_reasons(error.reasons))),
    (registry.UnableToReveal, lambda error: Problem("invalid", error.reason)),
    (registry.UnableToLink, lambda error: Problem("conflict", error.reason)),
    (groups.UnableToGroup, lambda error: Problem("invalid", errors=_reasons(error.reasons))),
    (hotline.UnableToTakeCall, lambda error: Problem("invalid", errors=_reasons(error.faults))),
    (hotline.UnableToTalk, lambda error: Problem("conflict", error.reason)),
    (hotline.UnableToHandOver, lambda error: Problem("conflict", error.reason, numbers=error.numbers)),
    (hotline.UnableToCloseCallBack, lambda error: Problem("conflict", str(error))),
    (hotline.UnableToChangeSeat, lambda error: Problem("conflict", str(error))),
    (hotline.UnableToAudit, lambda error: Problem("conflict", str(error))),
    (hotline.UnableToHandle, lambda error: Problem("invalid", errors=_reasons(error.faults))),
    (telecare.UnableToHandle, lambda error: Problem("conflict", str(error))),
    (telecare.UnableToInstall, lambda error: Problem("conflict", str(error))),
    (telecare.UnableToTry, lambda error: Problem("conflict", str(error))),
    (telecare.UnableToStep, lambda error: Problem("conflict", str(error))),
    (telecare.UnableToSaveModel, _model),
    (telecare.UnableToSetLimit, lambda error: Problem("invalid", str(error))),
    (telecare.UnableToTakeReadings, lambda error: Problem("invalid", str(error))),
    (emergency.UnableToClose, lambda error: Problem("invalid", errors=_reasons(error.faults))),
    (emergency.UnableToTriage, lambda error: Problem("invalid", str(error))),
    (providers.UnableToEdit, lambda error: Problem("invalid", errors=_reasons(error.reasons))),
    (responders.NotFound, lambda _: Problem("not-found")),
    (providers.UnableToShare, lambda error: Problem("conflict", str(error))),
    (emergency.UnableToOffer, lambda error: Problem("invalid", str(error))),
    (emergency.UnableToReopen, lambda error: Problem("conflict", str(error))),
    (emergency.UnableToSplit, lambda error: Problem("conflict", str(error))),
    (emergency.UnableToCorrect, lambda error: Problem("conflict", str(error))),
    (emergency.UnableToComplete, lambda error: Problem("invalid", str(error))),
    (emergency.UnableToReport, lambda error: Problem("invalid", errors=_reasons(error.faults))),
    (linkage.UnableToDecide, lambda error: Problem("conflict", error.reason)),
    (linkage.UnableToMerge, lambda error: Problem("conflict", error.reason)),
    (exchange.UnableToAgree, lambda error: Problem("invalid", errors=_reasons(error.reasons))),
    (agreements.NotFound, lambda _: Problem("not-found")),
    (UnableToImport, lambda error: Problem("invalid", str(error))),
    (registration.UnableToDecide, lambda error: Problem("conflict", errors=_reasons(error.faults))),
    (registration.UnableToDo, lambda error: Problem("invalid", errors=_reasons(error.faults))),
    (papers_of_registration.NotFound, lambda _: Problem("not-found")),
    (reporting.CellChanged, _cell),
    (reporting.UnableToReport, lambda error: Problem("invalid", errors=_reasons(error.faults))),
    (returns.NotFound, lambda _: Problem("not-found")),
    (treasury.UnableToDo, lambda error: Problem("conflict", errors=_reasons(error.faults))),
    (payments.NotFound, lambda _: Problem("not-found")),
    (funding.UnableToHandle, lambda error: Problem("conflict", errors=_reasons(error.faults))),
    (funding.UnableToDo, lambda error: Problem("invalid", errors=_reasons(error.faults))),
    (applications.NotFound, lambda _: Problem("not-found")),
    (UnableToStep, _step),
    (idempotency.OtherRequest, lambda _: Problem("key-reused", OTHER_REQUEST)),
    (
        idempotency.StillRunning,
        lambda _: Problem("still-running", STILL_RUNNING, headers={"Retry-After": "5"}),
    ),
    (alerting.UnableToDraft, lambda error: Problem("invalid", str(error))),
    (alerting.UnableToActivate, _activation),
    (alerting.UnableToSchedule, lambda error: Problem("conflict", error.reason)),
    (purchase.UnableToDo, lambda error: Problem("conflict", errors=_reasons(error.faults))),
    (vouchers.NotFound, lambda _: Problem("not-found")),
    (orders.OtherOrder, lambda _: Problem("key-reused", OTHER_REQUEST)),
    (orders.UnableToOrder, _order),
    (scheduling.UnableToPlan, _day_plan),
    (help_orders.NotFound, lambda _: Problem("not-found")),
    (checkout.UnableToCheckOut, _checkout),
    (settlement.UnableToSettle, lambda error: Problem("conflict", str(error))),
    (quality.UnableToJudge, lambda error: Problem("conflict", error.reason)),
    (scores.NotFound, lambda _: Problem("not-found")),
    (supplies.UnableToSupply, lambda error: Problem("conflict", error.reason, words=error.values)),
    (supply_rows.NotFound, lambda _: Problem("not-found")),
    (activities.UnableToAct, _activity),
    (timebank.UnableToBank, lambda error: Problem("conflict", error.reason)),
    (hours.NotFound, lambda _: Problem("not-found")),
    (visits.UnableToTakeIn, lambda error: Problem("conflict", error.reason, words=error.values)),
    (visits.UnableToKeep, lambda error: Problem("invalid", error.reason, words=error.values)),
    (visits.UnableToVerify, _verify),
    (visit_rows.NotFound, lambda _: Problem("not-found")),
    (services.UnableToDo, lambda error: Problem("invalid", errors=_reasons(error.faults))),
    (OutOfReach, lambda _: Problem("not-found")),
    (NotAllowed, lambda _: Problem("not-allowed")),
    (elders.NotFound, lambda _: Problem("not-found")),
    (findings.NotFound, lambda _: Problem("not-found")),
    (privacy.UnableToHandle, lambda error: Problem("invalid", errors=_reasons(error.faults))),
    (incidents.NotFound, lambda _: Problem("not-found")),
    (escalation.NotFound, lambda _: Problem("not-found")),
    (papers.NotFound, lambda _: Problem("not-found")),
    (money.NotFound, lambda _: Problem("not-found")),
    (duties.UnableToDo, lambda error: Problem("invalid", errors=_reasons(error.faults))),
    (duty_rows.NotFound, lambda _: Problem("not-found")),
    (projects.UnableToKeepProject, lambda error: Problem("invalid", errors=_reasons(error.faults))),
    (library.NotFound, lambda _: Problem("not-found")),
    (UnableToSimulate, _simulate),
    (supervision.TooMany, lambda error: Problem("too-many", error.reason)),
    (supervision.UnableToDo, _assess),
    (sheets.NotFound, lambda _: Problem("not-found")),
    (UnableToSet, lambda error: Problem("conflict", str(error))),
    (policy.UnknownClause, lambda _: Problem("not-found")),
    (areas.UnknownArea, lambda _: Problem("not-found")),
    (territory.UnknownCheck, lambda _: Problem("not-found")),
    (Http404, lambda _: Problem("not-found")),
    (RequestDataTooBig, lambda _: Problem("too-large")),
    (BadRequest, lambda _: Problem("bad-request")),
]


def problem_of(error: Exception) -> Problem:
    """The problem that an error is; an unforeseen one is logged by its kind and place alone."""
    for kind, tell in TOLD:
        if isinstance(error, kind):
            return tell(error)
    if isinstance(error, OperationalError | InterfaceError) or type(error).__name__ == "PoolTimeout":
        return Problem("unavailable")
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    log.error("JSON door: %s at %s", type(error).__name__, place)
    return Problem("failed")
