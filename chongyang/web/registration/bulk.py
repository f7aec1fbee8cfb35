"""Files of many registrations: uploaded, looked at row by row, confirmed, registered in portions."""

import io
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.identifiers import mask_identity, mask_name
from chongyang.core.words import N_
from chongyang.registration import operations, queries
from chongyang.registration.enums import RowState, Verdict
from chongyang.registration.rules import tables
from chongyang.registration.rules.settings import load
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.registration.doing import base, digits, do, people, private, said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 100
STATES = {
    "checked": N_("待确认"),
    "confirmed": N_("正在登记"),
    "done": N_("已完成"),
    "dropped": N_("已放弃"),
}
TONES = {"new": "good", "similar": "warn", "exists": "note", "wrong": "bad"}


def _titles() -> dict[str, str]:
    return {row["field"]: row["title"] for row in tables.columns()}


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def listed(request: HttpRequest) -> HttpResponse:
    """The files so far, and a new one."""
    faults: list[str] = []
    if request.method == "POST":
        told = request.FILES.get("file")
        if told is None:
            faults = [gettext("请选择文件。")]
        elif told.size > load("bulk")["most_bytes"]:
            faults = [gettext("文件太大，请分成几份。")]
        else:
            try:
                batch = operations.upload_batch(name=told.name or "", data=told.read(), **said(request))
                return redirect("registration_file", batch.id)
            except operations.UnableToReadFile as refused:
                faults = [gettext(why) for why in refused.faults.values()]
    rows = queries.list_batches(scope_of(request))
    context = {**base(request, "files"), "rows": [_batch(row) for row in rows], "faults": faults}
    return private(render(request, "registration/files.html", context))


def _batch(row: Any) -> dict[str, Any]:
    return {"row": row, "state": gettext(STATES[row.state])}


@require_GET
@opens_for(Can.WRITE_ELDERS)
def template(request: HttpRequest) -> HttpResponse:
    """The empty table with its lists of words."""
    return _file(tables.make_template(), "registration-template.xlsx")


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def one(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The report of a file: what each row was found to be; then the second look, then what became of it."""
    scope = scope_of(request)
    row = queries.access_batch(scope, batch)
    if request.method == "POST":
        if request.POST.get("do") == "drop":
            if do(
                request,
                lambda: operations.drop_batch(batch=batch, **said(request)),
                gettext("已放弃，没有登记任何人。"),
            ):
                return redirect("registration_files")
        else:
            count = digits(request.POST.get("count", ""))
            do(
                request,
                lambda: operations.confirm_batch(
                    batch=batch, count=-1 if count is None else count, **said(request)
                ),
                gettext("已确认，正在登记。"),
            )
        return redirect("registration_file", batch)
    return private(render(request, "registration/file.html", _report(request, row)))


def _report(request: HttpRequest, row: Any) -> dict[str, Any]:
    scope, counted = scope_of(request), queries.count_batch(scope_of(request), row.id)
    verdict = request.GET.get("verdict", "")
    known = verdict if verdict in set(Verdict) else ""
    rows = queries.list_batch_rows(scope, row.id, verdict=known, limit=MOST_SHOWN)
    done = sum(number for state, number in counted["state"].items() if state != RowState.WAITING)
    wanted = queries.count_confirmed(scope, row.id)
    return {
        **base(request, "files"),
        **_batch(row),
        "verdicts": [
            (one.value, gettext(one.label), counted["verdict"].get(one.value, 0), TONES[one.value])
            for one in Verdict
        ],
        "states": [
            (gettext(one.label), counted["state"][one.value])
            for one in RowState
            if counted["state"].get(one.value)
        ],
        "chosen": known,
        "rows": [_line(row, held) for row, held in _with_people(request, rows)],
        "most": MOST_SHOWN,
        "wanted": wanted,
        "done": done,
        "left": counted["state"].get(RowState.WAITING, 0),
    }


def _with_people(request: HttpRequest, rows: list[Any]) -> list[tuple[Any, Any]]:
    held = people(request, [row.person for row in rows])
    return [(row, held.get(row.person)) for row in rows]


def _line(row: Any, elder: Any) -> dict[str, Any]:
    cells, titles = queries.cells_of(row), _titles()
    number = cells.get("identity_number", "")
    return {
        "row": row,
        "name": mask_name(cells.get("name", "")),
        "number": mask_identity(number) if number else "",
        "verdict": gettext(Verdict.of(row.verdict).label),
        "tone": TONES[row.verdict],
        "state": gettext(RowState.of(row.state).label),
        "faults": [(titles.get(name, ""), gettext(why)) for name, why in row.reasons.items()],
        "elder": elder,
    }


@require_POST
@opens_for(Can.WRITE_ELDERS)
def decide(request: HttpRequest, row: UUID) -> HttpResponse:
    """Another person, or the same: of one row that looks like somebody."""
    held = queries.access_batch_row(scope_of(request), row)
    take = request.POST.get("take") == "1"
    done = gettext("这一行将登记为另一个人。") if take else gettext("这一行不登记。")
    do(request, lambda: operations.decide_row(row=row, take=take, **said(request)), done)
    return redirect(f"/registration/files/{held.batch_id}/?verdict=similar")


@require_POST
@opens_for(Can.WRITE_ELDERS)
def portion(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Register the next rows; the page asks again until none is left."""
    row = operations.register_portion(batch=batch, **said(request))
    if request.headers.get("HX-Request"):
        return private(render(request, "registration/file.html#progress", _report(request, row)))
    return redirect("registration_file", batch)


@require_GET
@opens_for(Can.WRITE_ELDERS)
def report(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Every row with what it was found to be, what is wrong and what became of it; numbers covered."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, titles = book.add_worksheet(gettext("报告")), _titles()
    heads = [
        gettext("行"),
        gettext("姓名"),
        gettext("身份证号码"),
        gettext("核查"),
        gettext("结果"),
        gettext("说明"),
    ]
    sheet.write_row(0, 0, heads)
    for at, row in enumerate(queries.report_of(scope_of(request), batch), start=1):
        line = _line(row, None)
        why = "；".join(f"{titles.get(name, '')}：{gettext(text)}" for name, text in row.reasons.items())
        sheet.write_row(at, 0, [row.line, line["name"], line["number"], line["verdict"], line["state"], why])
    book.close()
    return _file(stream.getvalue(), "registration-report.xlsx")


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(response)
