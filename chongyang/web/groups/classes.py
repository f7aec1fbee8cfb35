"""Classes: proposed, granted, declined, ended, seen by a visit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.words import N_
from chongyang.groups import operations as groups
from chongyang.groups import permissions
from chongyang.groups import queries as group_queries
from chongyang.groups.rules import classes as rules
from chongyang.registry import queries
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.groups import shown
from chongyang.web.groups.forms import DecideForm, EndForm, ProposeForm, VisitForm
from chongyang.web.groups.person import filled, private, purposes, told
from chongyang.web.groups.words import say
from chongyang.web.parts.doors import opens_for, scope_of

PAGE = 30
GRANTED, DECLINED, WITHDRAWN = N_("已认定。"), N_("已记录不予认定。"), N_("提议已撤回。")
REASON_LACKS = N_("请写明理由。")


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_GET
@opens_for(Can.READ_CLASSES)
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for an office; those that this one decides are marked."""
    scope, day = scope_of(request), timezone.localdate(clock_now())
    rows = group_queries.list_proposals(scope, after=uuid_of(request.GET.get("after", "")), limit=PAGE + 1)
    context = {
        "rows": shown.proposals(scope, rows[:PAGE], day),
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "may_grant": permissions.may_grant(scope),
        "may_write": may(scope, Can.WRITE_ELDERS),
    }
    return private(render(request, "groups/proposals.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.GRANT_CLASSES)
def decide(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Granted with the paper that says so, or declined with a reason."""
    scope, day = scope_of(request), timezone.localdate(clock_now())
    row = group_queries.access_proposal(scope, proposal)
    if row.state != "open":
        messages.info(request, gettext("这条提议已经办结。"))
        return redirect("groups_proposals")
    initial = {name: getattr(row, name) or "" for name in ("evidence", "number", "level")}
    initial |= {"valid_from": row.valid_from, "last_day": row.last_day}
    is_grant = request.method == "POST" and request.POST.get("step") == "grant"
    form = DecideForm([row.kind], request.POST if is_grant else None, fixed=row.kind, initial=initial)
    if request.method == "POST" and _decided(request, row, form, is_grant=is_grant):
        return redirect("groups_proposals")
    [one] = shown.proposals(scope, [row], day)
    context = {"one": one, "form": form, "row": row, **purposes(request)}
    return private(render(request, "groups/decide.html", context))


def _decided(request: HttpRequest, row: Any, form: DecideForm, *, is_grant: bool) -> bool:
    try:
        if is_grant:
            if not form.is_valid():
                return False
            groups.grant_proposal(proposal=row.id, form=form.grant(), **told(request))
        else:
            reason = request.POST.get("reason", "").strip()[:300]
            if not reason:
                messages.error(request, REASON_LACKS)
                return False
            groups.decline_proposal(proposal=row.id, reason=reason, **told(request))
    except groups.UnableToGrant as refused:
        form.tell(refused.reasons) if is_grant else messages.error(request, str(refused))
        return False
    except UnableToStep as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, GRANTED if is_grant else DECLINED)
    return True


@require_POST
@opens_for(Can.WRITE_ELDERS)
def withdraw(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Who proposed it, or a colleague of the place, takes it back."""
    try:
        groups.withdraw_proposal(proposal=proposal, **told(request))
    except (groups.UnableToGrant, UnableToStep) as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, WITHDRAWN)
    return redirect("groups_proposals")


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def propose(request: HttpRequest, person: UUID) -> HttpResponse:
    """A clerk says that an office should look."""
    form = ProposeForm(request.POST or None)
    source = "community" if scope_of(request).role == "community_officer" else "street"

    def act(who: dict[str, Any]) -> None:
        groups.propose_class(elder=person, kind=form.cleaned_data["kind"], source=source, **who)

    return filled(request, person, form, act, title=gettext("提出认定"), anchor="classes")


@require_http_methods(["GET", "POST"])
@opens_for(Can.GRANT_CLASSES)
def grant(request: HttpRequest, person: UUID) -> HttpResponse:
    """The office writes down what it decided."""
    mine = groups.may_grant_kinds(scope_of(request), timezone.localdate(clock_now()))
    form = DecideForm(mine, request.POST or None)

    def act(who: dict[str, Any]) -> None:
        groups.grant_class(elder=person, form=form.grant(), **who)

    lead = gettext("只能录入本单位（或其前身）已经作出的决定，编号和日期以文书为准。")
    return filled(request, person, form, act, title=gettext("录入认定"), lead=lead, anchor="classes")


@require_http_methods(["GET", "POST"])
@opens_for(Can.GRANT_CLASSES)
def end(request: HttpRequest, person: UUID, membership: UUID) -> HttpResponse:
    """The office ends one of its classes."""
    row = group_queries.access_membership(scope_of(request), membership)
    if row.person not in queries.get_cluster(person):
        raise Http404
    form = EndForm(request.POST or None, initial={"on": timezone.localdate(clock_now())})

    def act(who: dict[str, Any]) -> None:
        given = form.cleaned_data
        groups.end_class(membership=membership, on=given["on"], reason=given["reason"], **who)

    title = gettext("结束认定：%(kind)s") % {"kind": say("kind", row.kind)}
    return filled(request, person, form, act, title=title, anchor="classes")


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def visit(request: HttpRequest, person: UUID, kind: str) -> HttpResponse:
    """What was found at the door."""
    if kind not in rules.class_rules() or not rules.is_by_visit(kind):
        raise Http404
    form = VisitForm(request.POST or None, initial={"visited_on": timezone.localdate(clock_now())})

    def act(who: dict[str, Any]) -> None:
        groups.record_visit(elder=person, kind=kind, **form.cleaned_data, **who)

    rule = rules.class_rules()[kind]
    lead = gettext("属实则从走访当天起认定；之后每 %(days)s 天再走访一次。") % {"days": rule.visit_days}
    title = gettext("记录走访：%(kind)s") % {"kind": say("kind", kind)}
    return filled(request, person, form, act, title=title, lead=lead, anchor="visits")
