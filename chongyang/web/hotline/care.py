"""Daily care calls: the bar of the day, the next call in one click, its outcome, the rules of a street."""

from datetime import date, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope, interval_of
from chongyang.core.words import N_
from chongyang.hotline import operations, queries
from chongyang.hotline.rules.care_calls import CallOutcome, NeedKind, RuleForm, templates, today
from chongyang.registry import operations as elders
from chongyang.registry import queries as registry
from chongyang.registry.enums import LivingForm, PersonClass, Purpose
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.hotline import shown
from chongyang.web.hotline.base import page, tell
from chongyang.web.hotline.dialling import call_context, is_unanswered
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.numbers import whole

ALL_DONE = N_("现在没有要打的电话。")
ADOPTED = N_("规则已启用，明天早上开始生成名单。")
WEEKDAYS = tuple(
    (str(n), label)
    for n, label in enumerate((N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日")), 1)
)
SIMPLE = (CallOutcome.WELL, CallOutcome.NOT_REACHED)


@require_GET
@opens_for(Can.CARE_CALLS)
def care(request: HttpRequest) -> HttpResponse:
    """The day as a bar, what came of it, who is paused, by which rules."""
    scope, now = scope_of(request), clock_now()
    held = queries.held_call(scope, today(now))
    noted = queries.list_of_day(
        scope, today(now), ("needs", "not_reached", "hospital", "away", "refused"), 30
    )
    pauses = queries.list_pauses(scope, 30)
    names = shown.names_of(scope, [*(row.person for row in noted), *(row.person for row in pauses)])
    context = {
        **shown.bar_of(scope, now),
        "held": held,
        "noted": [{"row": row, "name": names.get(row.person, ""), **_said(row)} for row in noted],
        "pauses": [{"row": row, "name": names.get(row.person, "")} for row in pauses],
        "rules": [_rule_words(row) for row in queries.list_rules(scope)],
        "may_adopt": may(scope, Can.WRITE_ELDERS) or may(scope, Can.LEAD_SHIFT),
    }
    return page(request, "hotline/care.html", "hotline_care", **context)


def _said(row: Any) -> dict[str, str]:
    tone = {"needs": "note", "not_reached": "bad" if row.state == "missed" else "warn"}.get(row.outcome, "")
    return {"outcome": CallOutcome.of(row.outcome).label, "tone": tone}


def _rule_words(row: Any) -> dict[str, Any]:
    groups = [PersonClass.of(one).label for one in row.classes]
    groups += [LivingForm.of(one).label for one in row.living_forms]
    return {
        "row": row,
        "groups": list(dict.fromkeys(gettext(one) for one in groups)),
        "days": "" if len(row.weekdays) == 7 else "".join(gettext(WEEKDAYS[n - 1][1]) for n in row.weekdays),
    }


@require_POST
@opens_for(Can.CARE_CALLS)
def take(request: HttpRequest) -> HttpResponse:
    """One click: the next person, and her card to call from."""
    return take_next(request)


def take_next(request: HttpRequest) -> HttpResponse:
    """The card of the next person, or the day when nobody is left."""
    row = operations.take_next(scope=scope_of(request), now=clock_now())
    if row is None:
        messages.info(request, ALL_DONE)
        return redirect("hotline_care")
    return redirect("hotline_care_call", row.id)


@require_GET
@opens_for(Can.CARE_CALLS)
def call(request: HttpRequest, care_call: UUID) -> HttpResponse:
    """Who is called, and the buttons of the outcome."""
    scope = scope_of(request)
    row = _access(scope, care_call)
    if row.state != "calling" or row.taken_by != scope.actor.account:
        return redirect("hotline_care")
    told: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": clock_now()}
    elder = elders.read_part(elder_id=row.person, part="care_call", purpose=Purpose.CONTACT.value, **told)
    contacts = registry.list_contacts(scope, row.person)
    line = call_context(scope, "care_call", row.id)
    return page(
        request,
        "hotline/care_call.html",
        "hotline_care",
        row=row,
        elder=elder,
        place=territory.area_name(elder.area),
        contacts=contacts,
        number=row.tries + 1,
        tries=queries.list_care_tries(scope, row.id),
        outcomes=[one for one in CallOutcome if one not in SIMPLE],
        needs=NeedKind.choices(),
        today=today(clock_now()).isoformat(),
        **line,
        is_unanswered=is_unanswered(line),
    )


def _access(scope: Scope, care_call: UUID) -> Any:
    try:
        return queries.access_care_call(scope, care_call)
    except queries.NotFound as error:
        raise Http404 from error


@require_POST
@opens_for(Can.CARE_CALLS)
def outcome(request: HttpRequest, care_call: UUID) -> HttpResponse:
    """Write it down; the next call follows at once when there is one."""
    scope, now, said = scope_of(request), clock_now(), request.POST
    _access(scope, care_call)
    words: dict[str, Any] = {
        "number": whole(said.get("number", "")),
        "outcome": said.get("outcome", ""),
        "until": _day(said.get("until", "")),
        "need": said.get("need", ""),
        "note": said.get("note", "").strip()[:500],
    }
    done = tell(
        request, lambda: operations.record_outcome(care_call=care_call, scope=scope, now=now, **words)
    )
    if done is None:
        return redirect("hotline_care_call", care_call)
    return take_next(request) if said.get("next") else redirect("hotline_care")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_POST
@opens_for(Can.CARE_CALLS)
def give_back(request: HttpRequest, care_call: UUID) -> HttpResponse:
    """Somebody else shall call."""
    operations.give_back(care_call=care_call, scope=scope_of(request), now=clock_now())
    return redirect("hotline_care")


@require_POST
@opens_for(Can.CARE_CALLS)
def end_pause(request: HttpRequest, pause: UUID) -> HttpResponse:
    """She is back."""
    try:
        operations.end_pause(pause=pause, scope=scope_of(request), now=clock_now())
    except queries.NotFound as error:
        raise Http404 from error
    return redirect("hotline_care")


@require_GET
@opens_for(Can.CARE_CALLS)
def rule_new(request: HttpRequest) -> HttpResponse:
    """The proposals, to adopt as they are or changed."""
    scope = scope_of(request)
    chosen = templates().get(request.GET.get("template", "")) or next(iter(templates().values()))
    return page(
        request,
        "hotline/rule.html",
        "hotline_care",
        form=chosen,
        proposals=templates(),
        areas=territory.list_areas_within(scope),
        classes=PersonClass.choices(),
        living_forms=LivingForm.choices(),
        weekdays=WEEKDAYS,
        chosen_days=[str(day) for day in chosen.weekdays],
    )


@require_POST
@opens_for(Can.CARE_CALLS)
def rule_adopt(request: HttpRequest) -> HttpResponse:
    """Adopt for an area."""
    scope, said = scope_of(request), request.POST
    form = RuleForm(
        template=said.get("template", "")[:30] or "own",
        name=said.get("name", "")[:60],
        classes=tuple(said.getlist("classes")),
        living_forms=tuple(said.getlist("living_forms")),
        age_from=whole(said.get("age_from", "")),
        ability_levels=tuple(said.getlist("ability_levels")),
        needs_consent=bool(said.get("needs_consent")),
        weekdays=tuple(whole(day) for day in said.getlist("weekdays")),
        window_from=_time(said.get("window_from", ""), time(8, 30)),
        window_to=_time(said.get("window_to", ""), time(8, 30)),
    )
    code = said.get("area", "")
    if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 12):
        raise Http404
    within = interval_of(code)
    done = tell(
        request,
        lambda: operations.adopt_rule(form=form, within=within, scope=scope, now=clock_now()),
        ADOPTED,
    )
    return redirect("hotline_care") if done else redirect("hotline_rule_new")


def _time(text: str, otherwise: time) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return otherwise


@require_POST
@opens_for(Can.CARE_CALLS)
def rule_end(request: HttpRequest, rule: UUID) -> HttpResponse:
    """From tomorrow on nobody is called by it."""
    try:
        operations.end_rule(rule=rule, scope=scope_of(request), now=clock_now())
    except queries.NotFound as error:
        raise Http404 from error
    return redirect("hotline_care")
