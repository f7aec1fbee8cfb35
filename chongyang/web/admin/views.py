"""The desk's first page, dead letters, reference data, and the settings as they are."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core import outbox, ports
from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.territory import operations as territory
from chongyang.territory import queries
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.admin.words import LEVELS
from chongyang.web.parts.alerts import stalls
from chongyang.web.parts.doors import opens_for, scope_of

RESENT = N_("已放回队列，稍后重新投递。")
GONE = N_("这条消息已经不在死信里，可能有人先补发了。")
PARTS = (
    (
        "administration_accounts",
        N_("账号和岗位"),
        N_("开设、停用、任命、解锁"),
        "people",
        Can.MANAGE_ACCOUNTS,
    ),
    ("administration_messages", N_("死信"), N_("多次投递失败的消息，可以补发"), "tray", Can.RESEND_MESSAGES),
    ("administration_audit", N_("审计"), N_("谁在什么时候做了什么；有没有被改动"), "eye", Can.READ_AUDIT),
    ("administration_reference", N_("基础数据"), N_("地区、机构及其沿革、统计单位"), "map", Can.ADMINISTER),
    ("administration_settings", N_("系统参数"), N_("正在运行的参数，只读"), "info", Can.ADMINISTER),
)


@require_GET
@opens_for(Can.ADMINISTER)
def administration(request: HttpRequest) -> HttpResponse:
    """The parts that this role may enter."""
    scope = scope_of(request)
    parts = [
        {"url": reverse(name), "label": label, "says": says, "icon": icon}
        for name, label, says, icon, capability in PARTS
        if may(scope, capability)
    ]
    return render(request, "administration/administration.html", {"parts": parts, "stalls": stalls()})


@require_GET
@opens_for(Can.ADMINISTER)
def watch(request: HttpRequest) -> HttpResponse:
    """What the watcher of the escalation says now, for the open page."""
    answer = render(request, "parts/watch.html", {"stalls": stalls()})
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@opens_for(Can.RESEND_MESSAGES)
def messages_dead(request: HttpRequest) -> HttpResponse:
    """Messages that no attempt brought home: where to, how often, why not; never what they say."""
    scope = scope_of(request)
    rows = territory.list_dead_messages(scope=scope, by=scope.actor)
    return render(request, "administration/messages.html", {"rows": rows})


@require_POST
@opens_for(Can.RESEND_MESSAGES)
def resend(request: HttpRequest, message: UUID) -> HttpResponse:
    """Put one back into the queue."""
    scope = scope_of(request)
    try:
        territory.resend_message(message=message, scope=scope, by=scope.actor, now=clock_now())
    except outbox.UnableToResend:
        messages.warning(request, GONE)
    else:
        messages.success(request, RESENT)
    return redirect("administration_messages")


@require_GET
@opens_for(Can.ADMINISTER)
def reference(request: HttpRequest) -> HttpResponse:
    """Organisations with validity and successors, reporting units, the counties."""
    text = request.GET.get("q", "").strip()[:60]
    context = {
        "text": text,
        "organisations": queries.find_organisations(text) if text else [],
        "units": queries.list_reporting_units(),
        "successions": queries.list_successions(),
        "counties": queries.list_areas("county"),
    }
    return render(request, "administration/reference.html", context)


@require_GET
@opens_for(Can.ADMINISTER)
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One area with the units under it."""
    try:
        unit = queries.get_area(code)
    except queries.UnknownArea:
        raise Http404 from None
    context = {
        "unit": unit,
        "level": LEVELS.get(unit.level, unit.level),
        "above": queries.area_path(unit.first)[: len(LEVELS)],
        "parts": queries.list_parts(unit.code),
    }
    return render(request, "administration/area.html", context)


@require_GET
@opens_for(Can.ADMINISTER)
def settings_facts(request: HttpRequest) -> HttpResponse:
    """What this installation runs with. No secret, no address of a database or broker."""
    context = {"facts": list(_facts()), "ports": ports.list_ports()}
    return render(request, "administration/settings.html", context)


def _shortest_password() -> int:
    options: list[Any] = [validator.get("OPTIONS", {}) for validator in settings.AUTH_PASSWORD_VALIDATORS]
    return max(int(one.get("min_length", 0)) for one in options)


def _facts() -> list[tuple[str, Any]]:
    yes, no = gettext("是"), gettext("否")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return [
        (gettext("演示城市"), yes if settings.DEMO else no),
        (gettext("只用 HTTPS"), yes if settings.HTTPS else no),
        (gettext("必须第二步验证"), yes if settings.SECOND_FACTOR_REQUIRED else no),
        (gettext("同一账号只保留最新会话"), yes if settings.ONE_SESSION else no),
        (gettext("无操作自动退出"), gettext("%(n)s 分钟") % {"n": settings.IDLE_SECONDS // 60}),
        (gettext("登录失败限制"), settings.ACCOUNT_RATE_LIMITS["login_failed"]),
        (gettext("口令最短"), _shortest_password()),
        (gettext("字段加密密钥编号"), settings.FIELD_KEY_NUMBER),
        (gettext("时区"), settings.TIME_ZONE),
        (gettext("界面语言"), "、".join(name for _, name in settings.LANGUAGES)),
        ("PostgreSQL", version),
        (gettext("数据库身份"), connection.settings_dict["USER"]),
    ]
