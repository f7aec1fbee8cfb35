"""What the desk's views share: tabs, the answer that no cache keeps, refusals said beside the form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Scope
from chongyang.core.typeset import UnableToTypeset
from chongyang.core.words import N_
from chongyang.privacy import operations, queries
from chongyang.registry.operations import TooManyToExport
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import scope_of

TABS = (
    ("reading", N_("异常查看"), (Can.REVIEW_READING,)),
    ("reading_glasses", N_("应急调阅"), (Can.REVIEW_READING,)),
    ("reading_rights", N_("权利请求"), (Can.HANDLE_RIGHTS,)),
    ("reading_records", N_("留存和销毁"), (Can.KEEP_RECORDS,)),
    ("reading_exports", N_("导出"), (Can.EXPORT_ELDERS, Can.APPROVE_EXPORTS)),
    ("reading_mine", N_("我的查看"), (Can.OPEN_FILES,)),
)
NO_GLYPH = N_("内容里有一个字没有字形，无法制成 PDF；请改用数据文件。")
KINDS = {
    "pdf": "application/pdf",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def tabs_of(scope: Scope, here: str) -> list[dict[str, Any]]:
    """The tabs that the role may open."""
    return [
        {"url": reverse(name), "label": label, "is_here": name == here}
        for name, label, capabilities in TABS
        if any(may(scope, one) for one in capabilities)
    ]


def page(request: HttpRequest, template: str, here: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the desk; nothing of it stays in a cache."""
    scope = scope_of(request)
    told = {"tabs": tabs_of(scope, here), "unreviewed": queries.count_unreviewed(scope), **context}
    return private(render(request, template, told, status=status))


def private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def said(request: HttpRequest) -> dict[str, Any]:
    """What every operation of this room is told."""
    return {"scope": scope_of(request), "now": clock_now()}


def tried(request: HttpRequest, step: Callable[[], Any], done: str, form: forms.Form | None = None) -> bool:
    """Whether it was done; what is wrong is said beside its field, or above the page."""
    if form is not None and not form.is_valid():
        return False
    try:
        step()
    except operations.UnableToHandle as refused:
        for name, fault in refused.faults.items():
            if form is not None and name in form.fields:
                form.add_error(name, gettext(fault))
            else:
                messages.error(request, fault)
    except UnableToStep as refused:
        messages.warning(request, refused.reason)
    except TooManyToExport as refused:
        messages.error(request, _too_many(refused))
    else:
        messages.success(request, done)
        return True
    return False


def _too_many(refused: TooManyToExport) -> str:
    words = {"found": refused.found, "most": refused.most}
    return gettext("现有 %(found)s 人，超过上限 %(most)s 人，请缩小地区。") % words


def download(request: HttpRequest, make: Callable[[], tuple[str, bytes]]) -> HttpResponse | None:
    """The file, or None when it was refused; why is said on the next page."""
    try:
        name, content = make()
    except (operations.UnableToHandle, UnableToStep) as refused:
        messages.error(request, str(refused))
        return None
    except TooManyToExport as refused:
        messages.error(request, _too_many(refused))
        return None
    except UnableToTypeset:
        messages.error(request, NO_GLYPH)
        return None
    answer = HttpResponse(content, content_type=KINDS[name.rpartition(".")[2]])
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return private(answer)
