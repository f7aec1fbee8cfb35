"""What a contract by used device is paid from: by vendor and street, on a page and as CSV."""

import csv
import io
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.telecare import queries
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of

HEADS = (N_("厂商"), N_("街道"), N_("在装"), N_("本月使用"), N_("闲置"), N_("从未上线"))


@require_GET
@opens_for(Can.READ_DEVICES)
def page(request: HttpRequest) -> HttpResponse:
    """The report of one month."""
    rows, month = _rows(request), month_of(request)
    total = {name: sum(row[name] for row in rows) for name in ("installed", "used", "dormant", "unheard")}
    context = {"rows": rows, "month": month.strftime("%Y-%m"), "total": total}
    return render(request, "devices/contract.html", context)


@require_GET
@opens_for(Can.READ_DEVICES)
def download(request: HttpRequest) -> HttpResponse:
    """The same rows as CSV, with a mark that spreadsheets need to read Chinese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([gettext(head) for head in HEADS])
    for row in _rows(request):
        writer.writerow(row.values())
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"devices-{month_of(request):%Y-%m}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def month_of(request: HttpRequest) -> date:
    """The month that is asked for, else the running one."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')[:7]}-01")
    except ValueError:
        return localdate(clock_now()).replace(day=1)


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    rows = queries.list_contract_rows(scope_of(request), month_of(request))
    names = territory.area_names(row.street for row in rows)
    return [
        {
            "vendor": row.vendor or gettext("型号未登记"),
            "street": names[row.street] or str(row.street),
            "installed": row.installed,
            "used": row.used,
            "dormant": row.dormant,
            "unheard": row.unheard,
        }
        for row in rows
    ]
