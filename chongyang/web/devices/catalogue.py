"""The catalogue of models: what each device means by its codes, and every version of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.telecare import operations, queries
from chongyang.telecare.enums import Coordinates, DeviceKind, Protocol, SignalKind
from chongyang.telecare.rules.catalogue import MEANINGS
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.devices import shown
from chongyang.web.devices.forms import BLANK_CODES, MOST_CODES, ModelForm
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.lists import clauses

SAVED = N_("型号已保存，新版本立即生效。")
WORDS = {
    "vendor": N_("厂商"),
    "name": N_("名称"),
    "kind": N_("种类"),
    "protocol": N_("协议"),
    "coordinates": N_("坐标系"),
    "heartbeat_seconds": N_("心跳间隔（秒）"),
    "battery_low": N_("低电量（%）"),
    "battery_flat": N_("电量耗尽（%）"),
    "firmware": N_("固件版本"),
    "source": N_("依据"),
    "alarm_codes": N_("报警代码"),
    "is_example": N_("虚构示例"),
}


@require_GET
@opens_for(Can.READ_DEVICES)
def models(request: HttpRequest) -> HttpResponse:
    """All models, by vendor."""
    rows = [
        {
            "row": row,
            "kind": shown.label(DeviceKind, row.kind),
            "protocol": shown.label(Protocol, row.protocol),
            "codes": len(row.alarm_codes),
        }
        for row in queries.list_models()
    ]
    may_edit = may(scope_of(request), Can.EDIT_MODELS)
    return render(request, "devices/models.html", {"rows": rows, "may_edit": may_edit})


@require_http_methods(["GET", "POST"])
@opens_for(Can.READ_DEVICES)
def model(request: HttpRequest, code: str) -> HttpResponse:
    """One model: its versions for all who read devices, its form for who keeps the catalogue."""
    row, scope = queries.get_model(code), scope_of(request)
    if row is None:
        raise Http404
    if request.method == "POST" or may(scope, Can.EDIT_MODELS):
        return _edit(request, row)
    return render(request, "devices/model.html", _context(row))


@require_http_methods(["GET", "POST"])
@opens_for(Can.EDIT_MODELS)
def fresh(request: HttpRequest) -> HttpResponse:
    """A model that the catalogue lacks."""
    return _edit(request, None)


def _edit(request: HttpRequest, row: Any) -> HttpResponse:
    form = ModelForm(request.POST) if request.method == "POST" else ModelForm(initial=_initial(row))
    codes, problem = codes_of(request) if form.is_bound else (dict(row.alarm_codes) if row else {}, "")
    if form.is_bound and form.is_valid() and not problem:
        answer, problem = _save(request, form, codes, row)
        if answer:
            return answer
    context = _context(row) | {
        "form": form,
        "codes": [*codes.items(), *[("", "")] * BLANK_CODES],
        "problem": problem,
        "meanings": [(one.value, one.label) for one in SignalKind if one in MEANINGS],
    }
    return render(request, "devices/model.html", context, status=422 if form.errors or problem else 200)


def _save(
    request: HttpRequest, form: ModelForm, codes: dict[str, str], row: Any
) -> tuple[HttpResponse | None, str]:
    """A redirect, or what is wrong with the codes; what is wrong elsewhere stands in the form."""
    if row and form.cleaned_data["code"] != row.code:
        form.add_error("code", gettext("型号代码不能更改，请新建一个型号"))
        return None, ""
    scope, said = scope_of(request), form.cleaned_data
    try:
        saved = operations.save_model(
            entry=form.entry(codes),
            version=said["version"],
            reason=said["reason"],
            scope=scope,
            by=scope.actor,
            now=clock_now(),
        )
    except operations.UnableToSaveModel as refused:
        for name, why in refused.faults.items():
            if name != "alarm_codes":
                form.add_error(name if name != "version" else None, gettext(why))
        return None, gettext(refused.faults.get("alarm_codes", ""))
    messages.success(request, SAVED)
    return redirect("devices_model", saved.code), ""


def codes_of(request: HttpRequest) -> tuple[dict[str, str], str]:
    """The rows of codes that were filled in; a code that stands twice is told, never silently the last."""
    pairs = zip(request.POST.getlist("alarm_code"), request.POST.getlist("alarm_means"), strict=False)
    filled = [(code.strip()[:41], means) for code, means in pairs if code.strip()][:MOST_CODES]
    codes = dict(filled)
    return codes, "" if len(codes) == len(filled) else gettext("报警代码重复；大小写和前面的0不算不同")


def _initial(row: Any) -> dict[str, Any]:
    if row is None:
        return {"version": 0, "heartbeat_seconds": 3600, "battery_low": 20, "battery_flat": 5}
    names = [name for name in ModelForm.base_fields if name not in ("reason", "version")]
    return {**{name: getattr(row, name) for name in names}, "version": row.version}


def _context(row: Any) -> dict[str, Any]:
    if row is None:
        return {"row": None, "versions": [], "facts": []}
    versions = queries.list_model_versions(row.code)
    return {"row": row, "versions": _versions(versions), "facts": _facts(row)}


def _facts(row: Any) -> list[tuple[str, Any]]:
    held = {name: getattr(row, name) for name in WORDS if name != "is_example"}
    return [(gettext(WORDS[name]), _say(name, value)) for name, value in held.items()]


def _versions(rows: list[Any]) -> list[dict[str, Any]]:
    """What each version changed against the one before."""
    told = []
    for place, row in enumerate(rows):
        before = rows[place + 1].held if place + 1 < len(rows) else None
        told.append({"row": row, "changes": _changes(before, row.held) if before else []})
    return told


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"word": gettext(word), "before": _say(name, before.get(name)), "after": _say(name, after.get(name))}
        for name, word in WORDS.items()
        if before.get(name) != after.get(name)
    ]


def _say(name: str, value: Any) -> str:
    words: dict[str, Any] = {"kind": DeviceKind, "protocol": Protocol, "coordinates": Coordinates}
    if name in words:
        return shown.label(words[name], value)
    if name == "alarm_codes":
        means = [f"{code} → {shown.label(SignalKind, kind)}" for code, kind in sorted((value or {}).items())]
        return clauses(means) or shown.NOTHING
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    return shown.NOTHING if value in (None, "") else str(value)
