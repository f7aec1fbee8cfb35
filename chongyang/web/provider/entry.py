"""The provider's application for entry: the form and papers while it is its own, else where it stands."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.services import operations, queries
from chongyang.services.enums import DRAFT, ENDED, RETURNED, ProviderKind
from chongyang.services.operations import EntryForm
from chongyang.services.rules import flows
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts import evaluated
from chongyang.web.parts.doing import key_of, private, said, text_of
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given_file
from chongyang.web.parts.taking import sent_file, takes
from chongyang.web.provider import shown
from chongyang.web.provider.doing import act, asked_day, attempt, base, refused, whole_of


@require_http_methods(["GET", "POST"])
@opens_for(Can.PROVIDE_SERVICES)
def own(request: HttpRequest) -> HttpResponse:
    """The newest application of the own organisation, its checks, and a way out."""
    context = base(request, "entry")
    row = _newest(request)
    if request.method == "POST":
        faults = _act(request, row, context["own"])
        if faults is None:
            return redirect("provider_entry")
        context |= refused(request, faults)
        row = _newest(request)
    context |= _page(request, row, context)
    return private(render(request, "provider/entry.html", context, status=422 if context["faults"] else 200))


def _newest(request: HttpRequest) -> Any:
    rows = queries.list_own_entries(scope_of(request))
    return next((one for one in rows if one.state not in ENDED), rows[0] if rows else None)


def _page(request: HttpRequest, row: Any, context: dict[str, Any]) -> dict[str, Any]:
    own = context["own"]
    page: dict[str, Any] = {
        "row": row,
        "standing": shown.state_of_provider(own) if own else None,
        "checks": [_check(one) for one in queries.list_own_checks(scope_of(request))],
        **evaluated.told(queries.list_evaluations(own.id) if own else []),
        "may_begin": (row is None or row.state in ENDED) and (own is None or own.state == "exited"),
        "open_to_edit": bool(row and row.state in (DRAFT, RETURNED)),
    }
    return page | (_written(request, row) if row else {})


def _check(one: Any) -> dict[str, Any]:
    return {"row": one, "state": shown.state_word(flows.YEARLY, one.state), "tone": shown.tone_of(one.state)}


def _written(request: HttpRequest, row: Any) -> dict[str, Any]:
    """The application as it stands, with what was typed over it where it was refused."""
    typed = request.POST if request.POST.get("do") in ("save", "submit") else None
    names = ("name", "kind", "credit_code", "address", "phone", "about")
    form = {name: typed.get(name, "") if typed else getattr(row, name) for name in names}
    chosen = typed.getlist("kinds") if typed else row.kinds
    return {
        "form": form | {"statement": typed.get("statement", "") if typed else row.statement.plain},
        "provider_kinds": [(value, gettext(label)) for value, label in ProviderKind.choices()],
        "kind_word": shown.kind_word(row.kind),
        "kinds": [(key, word, key in chosen) for key, word in shown.kinds()],
        "area_groups": shown.area_groups(typed.getlist("areas") if typed else row.areas),
        "places": shown.place_words(row.areas),
        "papers": papers_of(row, flows.load().evidence, flows.load().evidence_kinds),
        "state": shown.state_word(flows.ENTRY, row.state),
        "tone": shown.tone_of(row.state),
        "is_draft": row.state == DRAFT,
        "may_take_back": row.state not in ENDED,
        "steps": shown.steps_of(flows.ENTRY, queries.list_steps(scope_of(request), row.id)),
    }


def papers_of(row: Any, needed: Any, kinds: Any) -> list[dict[str, Any]]:
    """Each paper that is asked for, with the files that were handed in."""
    files = queries.list_files(row)
    return [
        {"kind": kind, "is_needed": kind in needed, "files": [one for one in files if one.kind == kind]}
        for kind in kinds
    ]


def _act(request: HttpRequest, row: Any, own: Any) -> dict[str, str] | None:
    told = {"entry": row.id if row else key_of(""), **said(request)}
    return act(
        request,
        {
            "begin": (lambda: operations.begin(**said(request)), gettext("草稿已建立，可以随时保存。")),
            "save": (lambda: operations.save(form=_form(request), **told), gettext("已保存。")),
            "submit": (lambda: _submit(request, told), gettext("申请已提交，由县（市、区）受理。")),
            "take_back": (lambda: operations.take_back(**told), gettext("申请已撤回。")),
            "leave": (lambda: _leave(request, own), gettext("退出已登记，从现在起不再接受新的预约。")),
        },
    )


def _form(request: HttpRequest) -> EntryForm:
    areas = [whole_of(one) for one in request.POST.getlist("areas")[:300]]
    return EntryForm(
        name=text_of(request, "name", 200),
        kind=text_of(request, "kind", 20),
        credit_code=text_of(request, "credit_code", 40),
        address=text_of(request, "address", 400),
        phone=text_of(request, "phone", 40),
        about=text_of(request, "about", 600),
        kinds=tuple(request.POST.getlist("kinds"))[:60],
        areas=tuple(one for one in areas if one is not None),
        statement=text_of(request, "statement", 4000),
        version=whole_of(request.POST.get("version", "")),
    )


def _submit(request: HttpRequest, told: dict[str, Any]) -> Any:
    """What stands in the form is kept first, so that nothing typed is lost."""
    operations.save(form=_form(request), **told)
    return operations.submit(**told)


def _leave(request: HttpRequest, own: Any) -> Any:
    provider, day = own.id if own else key_of(""), asked_day(request, "leaves_on")
    reason = text_of(request, "reason", 400)
    return operations.leave(provider=provider, leaves_on=day, reason=reason, **said(request))


@require_POST
@opens_for(Can.PROVIDE_SERVICES)
@takes("FILE_BYTES")
def attach(request: HttpRequest) -> HttpResponse:
    """A paper for the own application."""
    row, sent = _newest(request), sent_file(request)
    if row is None or sent is None:
        messages.error(request, gettext("请先选择一个文件。"))
        return redirect("provider_entry")
    told = {"entry": row.id, "kind": text_of(request, "kind", 60), **sent, **said(request)}
    attempt(request, lambda: operations.attach(**told), gettext("文件已上传。"))
    return redirect("provider_entry")


@require_GET
@opens_for(Can.PROVIDE_SERVICES, Can.ADMIT_PROVIDERS)
def paper(request: HttpRequest, file: UUID) -> HttpResponse:
    """One file of an application, for the applicant and for the desk that admits."""
    return given_file(queries.access_entry_file(scope_of(request), file).file)


@require_POST
@opens_for(Can.PROVIDE_SERVICES)
def detach(request: HttpRequest, file: UUID) -> HttpResponse:
    """Take a paper away while the application is the applicant's."""
    queries.access_entry_file(scope_of(request), file)
    attempt(request, lambda: operations.detach(file=file, **said(request)), gettext("文件已删除。"))
    return redirect("provider_entry")
