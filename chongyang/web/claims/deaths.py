"""Told deaths: the list, and one with everything that would stop, for a person to decide."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.claims import stops
from chongyang.claims.enums import ContestReason
from chongyang.claims.operations import deaths as operations
from chongyang.claims.operations.contest_rows import UnableToContest
from chongyang.claims.operations.reading import read_stop
from chongyang.claims.queries import contests as lists
from chongyang.claims.rules.contests import NOT_DEAD
from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.queries.events import list_events
from chongyang.core.words import N_
from chongyang.registry import queries as elders
from chongyang.registry.enums import Source, StatusEvidence
from chongyang.registry.operations import UnableToUpdate
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.claims import shown
from chongyang.web.claims.views import PAGE, private, tabs, typed, work_purpose
from chongyang.web.parts.doors import opens_for, scope_of

DAY_LACKS = N_("请填写死亡日期，部门没有写明。")
DAY_AHEAD = N_("死亡日期不能在今天之后。")
OPEN = ("waiting", "rejected")
DECIDED = ("confirmed", "rejected", "righted", "lapsed")
DONE = {
    "confirm": N_("已确认去世，各项服务随即收到通知。"),
    "reject": N_("已退回来源部门核实，服务照常。"),
    "put_right": N_("已恢复为健在，各项服务随即收到通知。"),
}


@require_GET
@opens_for(Can.OPEN_FILES)
def deaths(request: HttpRequest) -> HttpResponse:
    """Those that wait, the longest first; or those that were decided."""
    scope, now = scope_of(request), clock_now()
    is_open = request.GET.get("show", "") != "decided"
    after = _uuid(request.GET.get("after", ""))
    states = ("waiting",) if is_open else DECIDED
    rows = lists.list_stops(scope, states=states, after=after, limit=PAGE + 1)
    heads = shown.covered_heads(elders.list_by_key(scope, {row.person for row in rows[:PAGE]}))
    context = {
        **tabs(request, "deaths"),
        "is_open": is_open,
        "rows": [{**_row(row, now), **heads[row.person]} for row in rows[:PAGE] if row.person in heads],
        "next": rows[PAGE - 1].id if len(rows) > PAGE else "",
        "now": now,
    }
    return private(render(request, "claims/deaths.html", context))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _row(row: Any, now: Any) -> dict[str, Any]:
    return {
        "row": row,
        "source": shown.label_of(Source, row.source),
        "evidence": shown.label_of(StatusEvidence, row.evidence),
        "state": gettext(shown.STATES[row.state]),
        "red": lists.is_red(row, now),
    }


@require_http_methods(["GET", "POST"])
@opens_for(Can.OPEN_FILES)
def death(request: HttpRequest, stop: UUID) -> HttpResponse:
    """What the record says, what would stop, and the decision."""
    row = lists.access_stop(scope_of(request), stop)
    errors: dict[str, str] = {}
    if request.method == "POST":
        action = request.POST.get("action", "")
        try:
            if action == "confirm" and row.state in OPEN and not _is_looked_at(request, row):
                return _last_look(request, row)
            _decide(request, stop, action)
        except (UnableToContest, UnableToUpdate) as refused:
            errors = {name: gettext(reason) for name, reason in refused.reasons.items()}
        except UnableToStep as refused:
            errors = {"on": gettext(NOT_DEAD)} if refused.lacking else {"action": str(refused)}
        else:
            messages.success(request, DONE[action])
            return redirect("claims_death", stop)
        row = lists.access_stop(scope_of(request), stop)
    context = _context(request, row) | {"errors": errors, "typed": typed(request)}
    context |= {"did": request.POST.get("action", ""), "chosen": _evidence(request)}
    return private(render(request, "claims/death.html", context, status=422 if errors else 200))


def _day_of(request: HttpRequest, row: Any) -> date | None:
    """The typed day; where none was typed, the one that the record tells."""
    return _day(request.POST.get("on", "")) or row.died_on


def _is_looked_at(request: HttpRequest, row: Any) -> bool:
    """Whether this very day was shown and confirmed; another day, or none shown yet, is looked at first."""
    day = _day_of(request, row)
    return day is not None and request.POST.get("looked", "") == day.isoformat()


def _last_look(request: HttpRequest, row: Any) -> HttpResponse:
    """The first of two clicks changes nothing: the day and what stops are shown, to be confirmed."""
    demand(scope_of(request), Can.CONFIRM_DEATHS)
    day = _day_of(request, row)
    if day is None or day > localdate(clock_now()):
        raise UnableToContest({"on": DAY_LACKS if day is None else DAY_AHEAD})
    context = _context(request, row)
    context |= {"errors": {}, "typed": typed(request), "day": day, "is_told": day == row.died_on}
    context["stopping"] = [one for one in context["would"] if one["lines"]]
    return private(render(request, "claims/death_look.html", context))


def _decide(request: HttpRequest, stop: UUID, action: str) -> None:
    scope = scope_of(request)
    told: dict[str, Any] = {"stop": stop, "scope": scope, "by": scope.actor, "now": clock_now()}
    said: dict[str, Any] = {"reason": request.POST.get("reason", ""), "note": request.POST.get("note", "")}
    if action == "confirm":
        operations.confirm_death(on=_day(request.POST.get("on", "")), **told)
    elif action == "reject":
        operations.reject_death(**said, **told)
    elif action == "put_right":
        operations.put_right(**said, evidence=_evidence(request), **told)
    else:
        raise UnableToContest({"action": N_("请选择要办理的事项。")})


def _evidence(request: HttpRequest) -> str:
    return request.POST.get("evidence", StatusEvidence.FAMILY.value)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UnableToContest({"on": N_("请填写日期。")}) from error


def _context(request: HttpRequest, row: Any) -> dict[str, Any]:
    scope, now = scope_of(request), clock_now()
    purpose = work_purpose(scope)
    read_stop(stop=row.id, purpose=purpose, scope=scope, by=scope.actor, now=now)
    elder = elders.access_elder(scope, row.person)
    told = list_events(scope, persons=[row.person], kinds=[stops.TOLD], limit=50)
    labels = {one.name: gettext(one.label) for one in stops.all_schemes()}
    return {
        **_row(row, now),
        **shown.covered_heads([elder])[elder.id],
        "person": elder.id,
        "purpose": purpose,
        "would": [
            {"label": gettext(one.scheme.label), "lines": one.lines}
            for one in stops.what_would_stop(scope, row.person, now)
        ],
        "told": [
            {
                "label": labels.get((event.payload or {}).get("scheme", ""), ""),
                "at": event.at,
                "detail": gettext("已通知恢复")
                if (event.payload or {}).get("what") == "resume"
                else gettext("已通知停止"),
            }
            for event in reversed(told)
        ],
        "reasons": ContestReason.choices(),
        "evidences": StatusEvidence.choices(),
        "may_confirm": may(scope, Can.CONFIRM_DEATHS),
        "now": now,
    }
