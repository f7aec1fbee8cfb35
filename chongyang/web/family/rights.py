"""Who read the file, page by page, in plain words; and the person's rights: asked, followed, taken home."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.lifecycles import registry as tables
from chongyang.core.looks import all_looks
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Scope
from chongyang.core.typeset import UnableToTypeset
from chongyang.core.words import N_
from chongyang.privacy import operations, queries
from chongyang.privacy.rules import rights as rules
from chongyang.privacy.rules.data import settings
from chongyang.registry import queries as registry
from chongyang.registry.enums import PURPOSE_WORDS
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS, Role
from chongyang.territory.rules.capabilities import Can
from chongyang.web.family.doors import of_person
from chongyang.web.family.shown import label_of
from chongyang.web.family.views import private
from chongyang.web.parts.doors import opens_for, scope_of

PAGE = 50
PERIODS = (("30", N_("最近30天")), ("90", N_("最近90天")), ("365", N_("最近一年")), ("", N_("全部")))
GROUPS = (
    ("", N_("全部")),
    ("registry.file.read", N_("打开档案")),
    ("registry.field.revealed", N_("显示原文")),
    ("registry.elders.searched", N_("查找")),
    ("privacy.glass.open", N_("应急调阅")),
)
ASKED = N_("请求已提交，答复期限已计算。")
WITHDRAWN = N_("请求已撤回。")
KINDS = {"json": "application/json", "pdf": "application/pdf"}


class AskForm(forms.Form):
    """A right, in the person's own words."""

    kind = forms.ChoiceField(
        label=_("要办什么"),
        choices=[("", _("请选择")), *((code, _(label)) for code, label in rules.Kind.choices())],
    )
    text = forms.CharField(
        label=_("具体内容"),
        required=False,
        max_length=480,
        help_text=_("更正、删除必须写明是哪一项。"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 480}),
    )


@require_GET
@of_person
@opens_for(Can.FOLLOW_FAMILY)
def readers(request: HttpRequest, person: UUID) -> HttpResponse:
    """Every look into the file: by role and organisation, for what, when."""
    scope, now = scope_of(request), clock_now()
    elder = registry.access_elder(scope, person)
    days, kind = request.GET.get("days", ""), request.GET.get("kind", "")
    days = days if days in dict(PERIODS) else ""
    kind = kind if kind in dict(GROUPS) else ""
    before = request.GET.get("before", "")
    rows = registry.who_read(
        scope,
        person,
        limit=PAGE + 1,
        before=int(before) if before.isdecimal() and len(before) < 18 else None,
        since=now - timedelta(days=int(days)) if days else None,
        kinds=[kind] if kind else (),
    )
    context = {
        "person": person,
        "name": elder.name,
        "rows": _sentences(rows[:PAGE], scope),
        "next": rows[PAGE - 1].seq if len(rows) > PAGE else None,
        "is_later": bool(before),
        "periods": PERIODS,
        "groups": GROUPS,
        "days": days,
        "kind": kind,
        "printed_at": now,
    }
    return private(render(request, "family/family_readers.html", context))


def _sentences(rows: list[Any], scope: Scope) -> list[dict[str, Any]]:
    """Looks of one reader on one day, for one purpose, stand in one line."""
    organisations = territory.organisation_names(row.organisation for row in rows)
    named = bool(settings("reading")["show_reader_name"])
    names = territory.names_of(row.account for row in rows if row.account) if named else {}
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = (row.account, row.kind, row.purpose, row.glass, timezone.localdate(row.at))
        if key in lines:
            lines[key]["times"] += 1
            continue
        who = gettext("您") if row.account == scope.actor.account else _who(row, organisations, names)
        lines[key] = {
            "at": row.at,
            "words": _sentence(row, who, scope.role == Role.ELDER),
            "is_glass": bool(row.glass) or row.kind == "privacy.glass.open",
            "times": 1,
        }
    return list(lines.values())


def _who(row: Any, organisations: dict[UUID, str], names: dict[UUID, str]) -> str:
    """By role and organisation; by name only where the city's data says so."""
    roles = {role.value: label for role, label in ROLE_LABELS.items()}
    role = gettext(roles[row.role]) if row.role in roles else gettext("系统")
    words = [organisations.get(row.organisation, ""), role, names.get(row.account, "")]
    return " ".join(word for word in words if word)


def _sentence(row: Any, who: str, is_own: bool) -> str:
    """金水区某街道 街道经办人 因“安排服务”查看了您的档案。"""
    if row.kind == "registry.file.read":
        what = gettext("查看了您的档案") if is_own else gettext("查看了这份档案")
    else:
        what = gettext("进行了“%(what)s”") % {"what": gettext(all_looks().get(row.kind, row.kind))}
    purpose = gettext(PURPOSE_WORDS[row.purpose]) if row.purpose in PURPOSE_WORDS else row.purpose
    words = {"who": who, "purpose": purpose, "what": what}
    if not purpose:
        return gettext("%(who)s%(what)s") % words
    return gettext("%(who)s因“%(purpose)s”%(what)s") % words


@require_http_methods(["GET", "POST"])
@of_person
@opens_for(Can.FOLLOW_FAMILY)
def rights(request: HttpRequest, person: UUID) -> HttpResponse:
    """What may be asked, what was asked, and until when the answer is due."""
    scope, now = scope_of(request), clock_now()
    elder = registry.access_elder(scope, person)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _asked(form, person, scope, now):
        messages.success(request, ASKED)
        return redirect("family_rights", person)
    context = {
        "person": person,
        "name": elder.name,
        "form": form,
        "rows": [_request(row, scope, now) for row in queries.requests_of(scope, person)],
    }
    return private(render(request, "family/family_rights.html", context))


def _asked(form: AskForm, person: UUID, scope: Scope, now: datetime) -> bool:
    try:
        operations.ask_right(
            person=person, form=operations.RequestForm(**form.cleaned_data), scope=scope, now=now
        )
    except operations.UnableToHandle as refused:
        for name, fault in refused.faults.items():
            form.add_error(name if name in form.fields else None, gettext(fault))
        return False
    return True


def _request(row: Any, scope: Scope, now: datetime) -> dict[str, Any]:
    is_answered = row.state in ("answered", "handed")
    return {
        "row": row,
        "kind": label_of(rules.Kind, row.kind),
        "state": gettext(tables.get(rules.REQUEST).state(row.state).label),
        "tone": "good" if row.state == "handed" else "accent" if row.state == "answered" else "note",
        "outcome": label_of(rules.Outcome, row.outcome) if row.outcome else "",
        "answer": row.answer.plain if row.answer else "",
        "is_late": row.state in ("received", "working") and row.due_at < now,
        "may_take": is_answered and row.kind in ("access", "copy") and row.outcome != "refused",
        "may_withdraw": row.account == scope.actor.account and row.state in ("received", "working"),
    }


@require_POST
@opens_for(Can.FOLLOW_FAMILY)
def copy(request: HttpRequest, right: UUID, form: str) -> HttpResponse:
    """Everything that is held of the person; taking it is the handing out."""
    if form not in KINDS:
        raise Http404
    scope, now = scope_of(request), clock_now()
    row = queries.access_request(scope, right)
    try:
        name, content = operations.make_copy(request=right, form=form, scope=scope, now=now)
    except (operations.UnableToHandle, UnableToTypeset) as refused:
        messages.error(request, str(refused))
        return redirect("family_rights", row.person)
    operations.hand_out(request=right, handing=rules.Handing.ACCOUNT.value, scope=scope, now=now)
    answer = HttpResponse(content, content_type=KINDS[form])
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return private(answer)


@require_POST
@opens_for(Can.FOLLOW_FAMILY)
def withdraw(request: HttpRequest, right: UUID) -> HttpResponse:
    """I ask no more."""
    scope = scope_of(request)
    row = queries.access_request(scope, right)
    try:
        operations.withdraw_request(request=right, scope=scope, now=clock_now())
    except UnableToStep as refused:
        messages.warning(request, refused.reason)
    else:
        messages.success(request, WITHDRAWN)
    return redirect("family_rights", row.person)
