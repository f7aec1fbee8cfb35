"""Steps of the papers by JSON: units, extensions, care rules, pauses, endings, articles, calls for tasks."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from chongyang.api.needs import Bearer, scope_of
from chongyang.api.paper_shapes import (
    ArticleBody,
    ArticleVersionRow,
    CalledBody,
    CareRuleBody,
    CareRuleRow,
    ComplaintRow,
    ExtensionAnswerBody,
    ExtensionBody,
    ExtensionRow,
    FollowUpRow,
    GapBody,
    OrderRow,
    PauseRow,
    TaskCall,
    UnitBody,
    UseBody,
)
from chongyang.api.shapes import LIMIT, Limit, WhyBody, interval
from chongyang.core.clock import now
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.rules.care_calls import RuleForm
from chongyang.hotline.rules.knowledge import ArticleForm
from chongyang.territory.enums import TokenName

paper_steps = Router(tags=["papers"], auth=Bearer(TokenName.PAPERS_WRITE))
READS = Bearer(TokenName.PAPERS_READ)
CALLS = Bearer(TokenName.CARE_CALLS)


def _said(request: HttpRequest) -> dict[str, Any]:
    return {"scope": scope_of(request), "now": now()}


@paper_steps.post("/orders/{uuid:order}/assign", response=OrderRow, operation_id="assign_order")
def assign_order(request: HttpRequest, order: UUID, body: UnitBody) -> Any:
    """To a unit, which sees it from then on."""
    return hotline.assign_order(order=order, unit=body.unit, **_said(request))


@paper_steps.get(
    "/orders/{uuid:order}/extensions",
    response=list[ExtensionRow],
    operation_id="list_extensions",
    auth=READS,
)
def list_extensions(request: HttpRequest, order: UUID) -> Any:
    """What was asked for and decided."""
    return queries.list_extensions(scope_of(request), order)


@paper_steps.post(
    "/orders/{uuid:order}/extensions", response={201: ExtensionRow}, operation_id="ask_extension"
)
def ask_extension(request: HttpRequest, order: UUID, body: ExtensionBody) -> Any:
    """More working days, before the deadline."""
    return hotline.ask_extension(order=order, **body.model_dump(), **_said(request))


@paper_steps.post(
    "/orders/{uuid:order}/extensions/decide", response=OrderRow, operation_id="decide_extension"
)
def decide_extension(request: HttpRequest, order: UUID, body: ExtensionAnswerBody) -> Any:
    """Grant or refuse what another person asked for; the shift lead."""
    return hotline.decide_extension(order=order, grant=body.grant, **_said(request))


@paper_steps.post("/follow-ups/{uuid:follow_up}/drop", response=FollowUpRow, operation_id="drop_follow_up")
def drop_follow_up(request: HttpRequest, follow_up: UUID, body: WhyBody) -> Any:
    """No call will come, and why."""
    return hotline.drop_follow_up(follow_up=follow_up, reason=body.reason, **_said(request))


@paper_steps.post("/complaints/{uuid:complaint}/close", response=ComplaintRow, operation_id="close_complaint")
def close_complaint(request: HttpRequest, complaint: UUID) -> Any:
    """Close one that was answered."""
    return hotline.step_complaint(complaint=complaint, action="close", **_said(request))


@paper_steps.post(
    "/complaints/{uuid:complaint}/withdraw", response=ComplaintRow, operation_id="withdraw_complaint"
)
def withdraw_complaint(request: HttpRequest, complaint: UUID, body: WhyBody) -> Any:
    """The complainant took it back."""
    words: dict[str, Any] = {"action": "withdraw", "reason": body.reason}
    return hotline.step_complaint(complaint=complaint, **words, **_said(request))


def _dial(request: HttpRequest, reason: str, task: UUID) -> dict[str, Any]:
    call = hotline.call_task(reason=reason, task=task, **_said(request))
    told = {name: getattr(call, name) for name in ("id", "reason", "state", "task", "began_at")}
    return {**told, "by_hand": queries.is_dialled_by_hand()}


@paper_steps.post("/follow-ups/{uuid:task}/dial", response={201: TaskCall}, operation_id="dial_follow_up")
def dial_follow_up(request: HttpRequest, task: UUID) -> Any:
    """Call now; the outcome of the follow-up ends the call."""
    return _dial(request, "follow_up", task)


@paper_steps.post("/complaints/{uuid:task}/dial", response={201: TaskCall}, operation_id="dial_complaint")
def dial_complaint(request: HttpRequest, task: UUID) -> Any:
    """Call who complained."""
    return _dial(request, "complaint", task)


@paper_steps.post("/complaints/{uuid:task}/called", response={204: None}, operation_id="end_complaint_call")
def end_complaint_call(request: HttpRequest, task: UUID, body: CalledBody) -> Any:
    """How that call went."""
    outcome = hotline.SPOKEN if body.reached else hotline.UNANSWERED
    hotline.end_task_call(task=task, is_reached=body.reached, outcome=outcome, **_said(request))
    return Status(204, None)


@paper_steps.post(
    "/care-calls/{uuid:task}/dial", response={201: TaskCall}, operation_id="dial_care_call", auth=CALLS
)
def dial_care_call(request: HttpRequest, task: UUID) -> Any:
    """Call the person whom one has taken."""
    return _dial(request, "care_call", task)


@paper_steps.post(
    "/care-calls/{uuid:care_call}/back", response={204: None}, operation_id="give_care_call_back", auth=CALLS
)
def give_care_call_back(request: HttpRequest, care_call: UUID) -> Any:
    """Somebody else shall call."""
    hotline.give_back(care_call=care_call, **_said(request))
    return Status(204, None)


@paper_steps.get("/care-calls/rules", response=list[CareRuleRow], operation_id="list_care_rules", auth=READS)
def list_care_rules(request: HttpRequest) -> Any:
    """The rules in force within reach."""
    return queries.list_rules(scope_of(request))


@paper_steps.post("/care-calls/rules", response={201: CareRuleRow}, operation_id="adopt_care_rule")
def adopt_care_rule(request: HttpRequest, body: CareRuleBody) -> Any:
    """Adopt one for an area; the one of the same template ends."""
    told = body.model_dump(exclude={"area"})
    lists = ("classes", "living_forms", "ability_levels", "weekdays")
    form = RuleForm(**{**told, **{name: tuple(told[name]) for name in lists}})
    within = interval(body.area)
    assert within is not None
    return hotline.adopt_rule(form=form, within=within, **_said(request))


@paper_steps.delete("/care-calls/rules/{uuid:rule}", response={204: None}, operation_id="end_care_rule")
def end_care_rule(request: HttpRequest, rule: UUID) -> Any:
    """From tomorrow on nobody is called by it."""
    hotline.end_rule(rule=rule, **_said(request))
    return Status(204, None)


@paper_steps.get("/care-calls/pauses", response=list[PauseRow], operation_id="list_pauses", auth=READS)
def list_pauses(request: HttpRequest, limit: Limit = LIMIT) -> Any:
    """Who is not called for a while, the next to be called again first."""
    return queries.list_pauses(scope_of(request), limit)


@paper_steps.post("/care-calls/pauses/{uuid:pause}/end", response={204: None}, operation_id="end_pause")
def end_pause(request: HttpRequest, pause: UUID) -> Any:
    """She is back."""
    hotline.end_pause(pause=pause, **_said(request))
    return Status(204, None)


@paper_steps.post("/knowledge/articles", response={201: ArticleVersionRow}, operation_id="write_article")
def write_article(request: HttpRequest, body: ArticleBody) -> Any:
    """Write one; it waits for a second person."""
    told = body.model_dump()
    lists = ("keywords", "call_120_when", "sources")
    form = ArticleForm(**{**told, **{name: tuple(told[name]) for name in lists}})
    return hotline.write_article(form=form, **_said(request))


@paper_steps.get(
    "/knowledge/waiting", response=list[ArticleVersionRow], operation_id="list_waiting_articles", auth=READS
)
def list_waiting_articles(request: HttpRequest) -> Any:
    """What waits for approval."""
    return queries.list_waiting(scope_of(request))


@paper_steps.post(
    "/knowledge/versions/{uuid:version}/approve", response=ArticleVersionRow, operation_id="approve_article"
)
def approve_article(request: HttpRequest, version: UUID) -> Any:
    """Publish it; never by who wrote it."""
    return hotline.approve_article(version=version, **_said(request))


@paper_steps.post(
    "/knowledge/versions/{uuid:version}/{action}", response=ArticleVersionRow, operation_id="step_article"
)
def step_article(request: HttpRequest, version: UUID, action: str, body: WhyBody) -> Any:
    """Return, withdraw or drop a version, with the reason."""
    return hotline.step_article(version=version, action=action, reason=body.reason, **_said(request))


@paper_steps.post("/knowledge/articles/{slug:key}/use", response={204: None}, operation_id="use_article")
def use_article(request: HttpRequest, key: str, body: UseBody) -> Any:
    """It helped; counted once in a call."""
    hotline.use_article(key=key, call=body.call, **_said(request))
    return Status(204, None)


@paper_steps.post("/knowledge/gaps", response={204: None}, operation_id="report_gap")
def report_gap(request: HttpRequest, body: GapBody) -> Any:
    """No article helped; the words go on the list."""
    hotline.report_gap(words=body.words, note=body.note, **_said(request))
    return Status(204, None)
