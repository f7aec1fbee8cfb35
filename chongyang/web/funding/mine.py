"""My applications: what I asked for and where it stands, and asking for more with a form that the programme
makes.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.scopes import interval_of
from chongyang.funding import operations, queries
from chongyang.funding.enums import DRAFT, ENDED, RETURNED
from chongyang.funding.queries import signals
from chongyang.funding.rules import objects
from chongyang.funding.rules.forms import shown_objects
from chongyang.policy.rules.programmes import Programme, get_programme, load_programmes
from chongyang.providers import queries as providers
from chongyang.registry import queries as registry
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import BY_MANDATE, Can
from chongyang.web.funding import entitled, looking, showing
from chongyang.web.funding.desk import field_of, rows_of, typed
from chongyang.web.funding.doing import base, day_of, do, key_of, plain_words, private, said
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.taking import takes

PLACES = 300
WHO_OF_ROLE = {Role.INSTITUTION_CLERK.value: "organisation", Role.CARE_WORKER.value: "carer"}


@require_GET
@opens_for(Can.APPLY_FUNDING)
def mine(request: HttpRequest) -> HttpResponse:
    """What I asked for, and what I may ask for."""
    scope = scope_of(request)
    context = base(request, "mine")
    rows = rows_of(queries.list_mine(scope), context["now"])
    for one in rows:
        one |= {"words": plain_words(one["row"]), "name": one["row"].name.plain}
    context |= {
        "rows": rows,
        "programmes": [_offer(one) for one in load_programmes() if one.who == _who(scope)],
        "people": _people(request),
        "entitled": entitled.own_of(request),
    }
    return private(render(request, "funding/mine.html", context))


def _who(scope: Any) -> str:
    return WHO_OF_ROLE.get(scope.role, "elder")


def _offer(programme: Programme) -> dict[str, Any]:
    return {
        "code": programme.code,
        "title": gettext(programme.title),
        "applicant": gettext(programme.applicant),
        "clause": programme.clause,
        "clause_label": queries.clause_label(programme.clause),
    }


def _people(request: HttpRequest) -> list[Any]:
    """For whom a helper may ask: the persons of her mandates."""
    scope = scope_of(request)
    if scope.role not in {role.value for role in BY_MANDATE}:
        return []
    return list(registry.list_by_key(scope, scope.persons))


@require_POST
@opens_for(Can.APPLY_FUNDING)
def begin(request: HttpRequest) -> HttpResponse:
    """A draft of a programme, for me, my institution, or somebody whom I act for."""
    made: list[Any] = []
    person = key_of(request.POST.get("person", ""))
    code = request.POST.get("programme", "")[:60]

    def step() -> None:
        made.append(operations.begin(programme=code, person=person, **said(request)))

    if do(request, step, gettext("草稿已建立，可以随时保存，写完再提交。")):
        return redirect("funding_application", made[0].id)
    return redirect("funding_mine")


@require_http_methods(["GET", "POST"])
@opens_for(Can.APPLY_FUNDING)
def one(request: HttpRequest, application: UUID) -> HttpResponse:
    """One application of mine: the form while it is mine to write, else where it stands in plain words."""
    scope = scope_of(request)
    row = queries.access_own(scope, application)
    faults: dict[str, str] = {}
    if request.method == "POST":
        answer = _act(request, row)
        if isinstance(answer, HttpResponse):
            return answer
        faults = answer
        row = queries.access_own(scope, application)
    context = _context(request, row, faults)
    return private(render(request, "funding/application.html", context, status=422 if faults else 200))


def _context(request: HttpRequest, row: Any, faults: dict[str, str]) -> dict[str, Any]:
    scope, held = scope_of(request), get_programme(row.programme)
    explained = queries.explain(scope, row.id)
    open_to_edit = row.state in (DRAFT, RETURNED)
    asked = showing.asked_of(row)
    found = queries.finding_of(row)
    decision = explained.decision
    is_final = bool(decision and decision.outcome != "proposed")
    return {
        **base(request, "mine"),
        **rows_of([row], said(request)["now"])[0],
        "words": plain_words(row),
        "name": row.name.plain,
        "programme": held,
        "clause_label": queries.clause_label(held.clause),
        "stages": showing.stages_of(row),
        "open_to_edit": open_to_edit,
        "is_draft": row.state == DRAFT,
        "behind": entitled.behind(row.id) if row.state == DRAFT else None,
        "may_withdraw": row.state not in (*ENDED, DRAFT),
        "fields": [_field(request, name, one, row, faults) for name, one in asked.items()],
        "faults": faults,
        "in_force": bool(asked) and not found.why,
        "objects": _typed(request, "objects", shown_objects(row.objects_named)),
        "names_objects": any(one.counts for one in asked.values()),
        "wants_place": held.object in objects.AT_A_PLACE,
        "places": _places(row) if held.object in objects.AT_A_PLACE and open_to_edit else [],
        "place": str(row.place or ""),
        "place_row": providers.get_provider(row.place) if row.place else None,
        "bank": _typed(request, "bank", row.bank.plain),
        "account": _typed(request, "account", row.account.plain if open_to_edit else str(row.account)),
        "evidence": _evidence(row, held),
        "signals": [looking.signal_of(one) for one in _answered(row)],
        "inputs": showing.inputs_of(row),
        "answer": row.answer.plain,
        "finding": found,
        "steps": showing.steps_of(explained.steps) if is_final else [],
        "has_letter": is_final,
        "notice": queries.notice_of(row),
    }


def _typed(request: HttpRequest, name: str, stands: str) -> str:
    """What was typed stays on a page that came back with a fault."""
    return request.POST.get(name, stands) if request.method == "POST" else stands


def _field(request: HttpRequest, name: str, asked: Any, row: Any, faults: dict[str, str]) -> dict[str, Any]:
    made = field_of(name, asked, row.inputs.get(name), faults.get(name, ""))
    return {**made, "value": _typed(request, f"input-{name}", made["value"])}


def _places(row: Any) -> list[tuple[str, str]]:
    """Institutions and facilities of the applicant's county; the chosen one always."""
    county = interval_of(str(row.area)[:6])
    rows = list(providers.list_providers(within=county)[:PLACES])
    chosen = providers.get_provider(row.place) if row.place else None
    if chosen and chosen.id not in {one.id for one in rows}:
        rows.insert(0, chosen)
    return [(str(one.id), one.name) for one in rows]


def _answered(row: Any) -> list[Any]:
    """What was raised on it and answered: who applied may object. What is still looked into is the desk's."""
    return [one for one in signals.list_signals_of(row) if one.answered_at]


def _evidence(row: Any, held: Programme) -> list[dict[str, Any]]:
    files = queries.list_evidence(row)
    return [
        {"kind": kind, "label": gettext(kind), "files": [one for one in files if one.kind == kind]}
        for kind in held.evidence
    ]


def form_of(request: HttpRequest, row: Any) -> tuple[operations.ApplicationForm, dict[str, str]]:
    """What stands in the posted form."""
    given, faults = typed(request, showing.asked_of(row))
    day = day_of(request.POST.get("day", ""))
    if request.POST.get("day") and day is None:
        faults["day"] = gettext("请填写日期。")
    version = request.POST.get("version", "")
    form = operations.ApplicationForm(
        inputs=given,
        day=day,
        place=key_of(request.POST.get("place", "")),
        objects=request.POST.get("objects"),
        bank=request.POST.get("bank"),
        account=request.POST.get("account"),
    )
    known = version.isascii() and version.isdigit() and len(version) < 9
    return (replace(form, version=int(version)) if known else form), faults


def _act(request: HttpRequest, row: Any) -> HttpResponse | dict[str, str]:
    """Save, submit, withdraw or throw away; faults by field stay on the page."""
    action, told = request.POST.get("do", ""), {"application": row.id, **said(request)}
    if action in ("save", "submit"):
        return _write(request, row, action, told)
    if action == "withdraw" and do(request, lambda: operations.withdraw(**told), gettext("申请已撤回。")):
        return redirect("funding_application", row.id)
    if action == "drop" and do(request, lambda: operations.drop_draft(**told), gettext("草稿已删除。")):
        return redirect("funding_mine")
    return {}


def _write(
    request: HttpRequest, row: Any, action: str, told: dict[str, Any]
) -> HttpResponse | dict[str, str]:
    form, faults = form_of(request, row)
    if faults:
        return faults
    try:
        operations.save(form=form, **told)
        if action == "submit":
            operations.submit(**told)
    except operations.UnableToApply as refused:
        return refused.faults
    done = gettext("已提交，每一步的进展都在这里。") if action == "submit" else gettext("草稿已保存。")
    messages.success(request, done)
    return redirect("funding_application", row.id)


@takes("FILE_BYTES")
@require_POST
@opens_for(Can.APPLY_FUNDING)
def attach(request: HttpRequest, application: UUID) -> HttpResponse:
    """Add a file to an item of the evidence list."""
    row = queries.access_own(scope_of(request), application)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, gettext("请先选择文件。"))
        return redirect("funding_application", row.id)
    assert not isinstance(file, list)
    upload = file

    def step() -> None:
        operations.attach(
            application=row.id,
            kind=request.POST.get("kind", "")[:60],
            chunks=upload.chunks(1024 * 1024),
            declared=upload.size,
            name=upload.name or "",
            **said(request),
        )

    do(request, step, gettext("文件已收到。"))
    return redirect("funding_application", row.id)


@require_POST
@opens_for(Can.APPLY_FUNDING)
def detach(request: HttpRequest, evidence: UUID) -> HttpResponse:
    """Take a file away again."""
    row = queries.access_evidence(scope_of(request), evidence).application
    do(request, lambda: operations.detach(evidence=evidence, **said(request)), gettext("文件已删除。"))
    return redirect("funding_application", row.id)
