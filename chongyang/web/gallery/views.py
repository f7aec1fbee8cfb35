"""Examples of every component; the people here are invented."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now

TONES = ("", "good", "warn", "bad", "note", "accent")
LEVELS = ("P0", "P1", "P2", "P3", "P4")
ICONS = (
    *("phone", "bell", "person", "people", "home", "book", "key", "map", "clock", "check", "cross"),
    *(
        "warning",
        "info",
        "eye",
        "lock",
        "search",
        "heart",
        "arrow",
        "door",
        "tray",
        "language",
        "type",
        "menu",
    ),
)


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=gettext_lazy("姓名"), help_text=gettext_lazy("与身份证一致"))
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=11)
    outcome = forms.ChoiceField(
        label=gettext_lazy("处置结果"),
        choices=[("", "—"), ("safe", gettext_lazy("平安")), ("hospital", gettext_lazy("送医"))],
    )
    note = forms.CharField(
        label=gettext_lazy("备注"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    agreed = forms.BooleanField(label=gettext_lazy("本人同意登记"), required=False)


def _chain(now: datetime) -> list[dict[str, Any]]:
    return [
        {"label": _("按下呼叫器"), "at": now - timedelta(minutes=6), "who": _("设备")},
        {
            "label": _("坐席接听"),
            "at": now - timedelta(minutes=5),
            "who": _("坐席"),
            "detail": _("本人应答，跌倒不能起身"),
        },
        {"label": _("响应人拒绝"), "at": now - timedelta(minutes=4), "state": "bad"},
        {"label": _("到场"), "state": "waiting"},
    ]


def _points() -> list[dict[str, Any]]:
    return [
        {"longitude": 113.667, "latitude": 34.771, "label": _("老人"), "kind": "elder"},
        {"longitude": 113.673, "latitude": 34.774, "label": _("护理员甲"), "kind": "responder"},
        {"longitude": 113.659, "latitude": 34.768, "label": _("日间照料站"), "kind": "facility"},
    ]


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    now = clock_now()
    context = {
        "now": now,
        "tones": TONES,
        "levels": LEVELS,
        "icons": ICONS,
        "form": ExampleForm(),
        "wrong_form": ExampleForm({"phone": "139000000001", "note": "…"}, auto_id="wrong_%s"),
        "chain": _chain(now),
        "points": _points(),
        "pairs": [
            (_("姓名"), "陈秀英"),
            (_("住址"), _("很长的地址") + "，" + "12 号楼 " * 12),
            (_("过敏"), ""),
        ],
        "moments": [now, now - timedelta(days=1), now - timedelta(days=40), now - timedelta(days=400)],
        "minute_ago": now - timedelta(seconds=61),
        "hour_ago": now - timedelta(hours=1, seconds=5),
        "today": timezone.localdate(now),
    }
    return render(request, "gallery/gallery.html", context)


@require_POST
def reveal(request: HttpRequest) -> HttpResponse:
    """The answer that a reveal button gets."""
    return render(request, "gallery/reveal.html")
