"""Carers: who works here, with which papers until when, and when each is away."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.registry.enums import Language, Sex
from chongyang.roads.enums import Mode
from chongyang.services import operations as services
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import day_of, key_of, private, said, text_of
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given_file
from chongyang.web.parts.lists import joined
from chongyang.web.parts.taking import sent_file, takes
from chongyang.web.provider import shown
from chongyang.web.provider.doing import act, asked_day, attempt, base, number_of, refused, whole_of
from chongyang.workforce import operations, queries
from chongyang.workforce.enums import AbsenceKind, Standing
from chongyang.workforce.operations import CarerForm, CredentialForm
from chongyang.workforce.rules.skills import standing

PAGE = 60
STANDING_TONES = {
    Standing.HOLDS: "good",
    Standing.ENDING: "warn",
    Standing.ENDED: "bad",
    Standing.TO_COME: "note",
}
READERS = (Can.PROVIDE_SERVICES, Can.ADMIT_PROVIDERS)


@require_GET
@opens_for(*READERS)
def listed(request: HttpRequest) -> HttpResponse:
    """The carers of the provider, or those within reach of who admits, by key."""
    scope, context = scope_of(request), base(request, "carers")
    whose = scope.organisation if context["provides"] else None
    after = request.GET.get("after", "")
    cursor = key_of(after) if after else None
    rows = queries.list_carers(scope, organisation=whose, after=cursor, limit=PAGE + 1)
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    context |= {"rows": _rows(rows[:PAGE], context["today"]), "more": more, "is_first": not after}
    return private(render(request, "provider/carers.html", context))


def _rows(rows: list[Any], day: Any) -> list[dict[str, Any]]:
    held = queries.skills_on([one.id for one in rows], day)
    return [
        {
            "row": one,
            "skills": [queries.told_skill(key) for key in sorted(held[one.id])],
            "has_left": bool(one.ends_on and one.ends_on <= day),
            "hours": f"{one.weekly_minutes / 60:g}",
        }
        for one in rows
    ]


@require_http_methods(["GET", "POST"])
@opens_for(Can.PROVIDE_SERVICES)
def new(request: HttpRequest) -> HttpResponse:
    """Somebody new."""
    context = base(request, "carers")
    made: list[Any] = []

    def step() -> None:
        made.append(operations.enter(form=_form(request), **said(request)))

    if request.method == "POST":
        faults = attempt(request, step, gettext("护理员已登记，请接着登记证书。"))
        if faults is None:
            return redirect("provider_carer", made[0].id)
        context |= refused(request, faults)
    context |= {"form": _typed(request, None), "is_new": True}
    return private(
        render(request, "provider/carer_new.html", context, status=422 if context["faults"] else 200)
    )


@require_http_methods(["GET", "POST"])
@opens_for(*READERS)
@takes("FILE_BYTES")
def one(request: HttpRequest, carer: UUID) -> HttpResponse:
    """One carer: facts, papers, absences, and what may be changed."""
    row = queries.access_carer(scope_of(request), carer)
    context = base(request, "carers")
    if request.method == "POST":
        faults = _act(request, carer)
        if faults is None:
            return redirect("provider_carer", carer)
        context |= refused(request, faults)
        row = queries.access_carer(scope_of(request), carer)
    context |= _page(request, row, context)
    return private(render(request, "provider/carer.html", context, status=422 if context["faults"] else 200))


def _page(request: HttpRequest, row: Any, context: dict[str, Any]) -> dict[str, Any]:
    day = context["today"]
    has_left = bool(row.ends_on and row.ends_on <= day)
    return {
        "row": row,
        "has_left": has_left,
        "may_write": context["provides"]
        and row.organisation == scope_of(request).organisation
        and not has_left,
        "pairs": _facts(row),
        "papers": [_paper(one, day) for one in queries.list_credentials(row)],
        "absences": [_absence(one) for one in queries.list_absences(row, since=context["now"])],
        "form": _typed(request, row),
        "skills": shown.skill_choices(),
        "kinds": [(value, gettext(label)) for value, label in AbsenceKind.choices()],
        "is_new": False,
    }


def _facts(row: Any) -> list[tuple[str, Any]]:
    languages = [gettext(Language.of(one).label) for one in row.dialects if one in set(Language)]
    return [
        (gettext("性别"), gettext(dict(Sex.choices()).get(row.sex, ""))),
        (gettext("身份证号码"), str(row.identity_number)),
        (gettext("电话"), str(row.phone)),
        (gettext("会说"), joined(languages) or gettext("未填写")),
        (gettext("出发地点"), territory.area_name(row.area)),
        (gettext("出行方式"), gettext(dict(Mode.choices()).get(row.travel_mode, ""))),
        (gettext("每周可排"), gettext("%(hours)s 小时") % {"hours": f"{row.weekly_minutes / 60:g}"}),
        (gettext("账号"), territory.username_of(row.account) if row.account else gettext("还没有")),
    ]


def _paper(one: Any, day: Any) -> dict[str, Any]:
    stands = standing(one.valid_from, one.valid_to, day)
    return {
        "row": one,
        "skill": queries.told_skill(one.skill),
        "state": gettext(stands.label),
        "tone": STANDING_TONES[stands],
        "last": shown.last_day(one.valid_to),
        "open": stands is not Standing.ENDED,
    }


def _absence(one: Any) -> dict[str, Any]:
    return {"row": one, "kind": gettext(dict(AbsenceKind.choices()).get(one.kind, ""))}


def _typed(request: HttpRequest, row: Any) -> dict[str, Any]:
    """What stands in the form: what was typed, else what is known."""
    typed = request.POST if request.POST.get("do") in (None, "update") and request.method == "POST" else {}
    known = _known(row) if row else {"travel_mode": "ebike", "weekly_hours": "40"}
    values = {name: typed.get(name, known.get(name, "")) for name in FIELDS}
    chosen = request.POST.getlist("dialects") if typed else known.get("dialects", [])
    return {
        **values,
        "dialects": [(value, gettext(label), value in chosen) for value, label in Language.choices()],
        "modes": [(value, gettext(label)) for value, label in Mode.choices()],
        "area_groups": shown.area_groups([values["area"]]),
    }


FIELDS = ("name", "phone", "area", "longitude", "latitude", "travel_mode", "weekly_hours", "starts_on")


def _known(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "phone": row.phone.plain,
        "area": str(row.area // 1000 * 1000),
        "longitude": f"{row.longitude:.5f}",
        "latitude": f"{row.latitude:.5f}",
        "travel_mode": row.travel_mode,
        "weekly_hours": f"{row.weekly_minutes / 60:g}",
        "dialects": row.dialects,
    }


def _form(request: HttpRequest) -> CarerForm:
    hours = number_of(request.POST.get("weekly_hours", ""))
    return CarerForm(
        name=text_of(request, "name", 60),
        identity_number=text_of(request, "identity_number", 30),
        phone=text_of(request, "phone", 30),
        dialects=tuple(request.POST.getlist("dialects"))[:20],
        area=whole_of(request.POST.get("area", "")),
        longitude=number_of(request.POST.get("longitude", "")),
        latitude=number_of(request.POST.get("latitude", "")),
        travel_mode=text_of(request, "travel_mode", 10),
        weekly_hours=hours or 0,
        starts_on=day_of(request.POST.get("starts_on", "")),
    )


def _act(request: HttpRequest, carer: UUID) -> dict[str, str] | None:
    told = {"carer": carer, **said(request)}
    return act(
        request,
        {
            "update": (lambda: operations.update(form=_form(request), **told), gettext("资料已保存。")),
            "certify": (lambda: _certify(request, told), gettext("证书已登记。")),
            "withdraw": (lambda: _withdraw(request), gettext("证书已终止，从今天起不再算数。")),
            "away": (lambda: _away(request, told), gettext("缺勤已登记，这段时间不会派工。")),
            "back": (lambda: _back(request), gettext("已销假。")),
            "account": (lambda: _account(request, told), gettext("账号已绑定。")),
            "end": (
                lambda: operations.end(ends_on=asked_day(request, "ends_on"), **told),
                gettext("离职日期已登记。"),
            ),
        },
    )


def _certify(request: HttpRequest, told: dict[str, Any]) -> Any:
    form = CredentialForm(
        skill=text_of(request, "skill", 40),
        issuer=text_of(request, "issuer", 200),
        number=text_of(request, "number", 100),
        valid_from=day_of(request.POST.get("valid_from", "")),
        last_on=day_of(request.POST.get("last_on", "")),
    )
    return operations.certify(form=form, **(sent_file(request) or {}), **told)


def _withdraw(request: HttpRequest) -> Any:
    credential = key_of(request.POST.get("credential", ""))
    return operations.end_credential(credential=credential, **said(request))


def _away(request: HttpRequest, told: dict[str, Any]) -> Any:
    """Whole days, the last one with: from midnight to midnight of the city."""
    first, last = asked_day(request, "from_on"), asked_day(request, "to_on")
    if last.toordinal() >= last.max.toordinal() or first.year < 1900:
        raise services.UnableToDo({"to_on": gettext("请填写日期。")})
    zone = timezone.get_current_timezone()
    begins = datetime.combine(first, time(), tzinfo=zone)
    ends = datetime.combine(last.fromordinal(last.toordinal() + 1), time(), tzinfo=zone)
    return operations.add_absence(from_at=begins, to_at=ends, kind=text_of(request, "kind", 10), **told)


def _back(request: HttpRequest) -> Any:
    return operations.cancel_absence(absence=key_of(request.POST.get("absence", "")), **said(request))


def _account(request: HttpRequest, told: dict[str, Any]) -> Any:
    return operations.link_account(username=text_of(request, "username", 60), **told)


@require_GET
@opens_for(*READERS)
def paper(request: HttpRequest, credential: UUID) -> HttpResponse:
    """The file of a certificate."""
    held = queries.access_credential(scope_of(request), credential)
    if held.file is None:
        raise Http404
    return given_file(held.file)
