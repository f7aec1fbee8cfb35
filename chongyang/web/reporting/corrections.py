"""Corrections of locked figures: those that wait for the office, those decided."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.reporting import operations, queries
from chongyang.reporting.enums import CorrectionState
from chongyang.reporting.rules.workbooks import former_words
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.reporting.doing import do, form_label, item_label, place_label, said

TONES = {"proposed": "warn", "confirmed": "good", "refused": ""}


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_REPORTS)
def listed(request: HttpRequest) -> HttpResponse:
    """What was proposed, with the former figure beside the new one; the office decides."""
    scope = scope_of(request)
    if request.method == "POST":
        _decide(request)
        return redirect("reporting_corrections")
    show = "done" if request.GET.get("show") == "done" else "open"
    rows = queries.list_corrections(scope, show=show)
    people = territory.names_of({who for row in rows for who in (row.proposed_by, row.decided_by) if who})
    context = {
        "tab": "corrections",
        "show": show,
        "may_decide": scope.role == Role.LEADING_GROUP_OFFICE,
        "me": scope.actor.account,
        "rows": [_row(row, people) for row in rows],
    }
    return render(request, "reporting/corrections.html", context)


def _decide(request: HttpRequest) -> None:
    answer = request.POST.get("do", "")
    try:
        key = UUID(request.POST.get("correction", ""))
    except ValueError:
        key = UUID(int=0)
    if answer in ("agree", "refuse"):
        words = gettext("已更正，原数字仍可查。") if answer == "agree" else gettext("已答复不同意更正。")
        do(
            request,
            lambda: operations.decide_correction(correction=key, agrees=answer == "agree", **said(request)),
            words,
        )


def _row(row: Any, people: dict[UUID, str]) -> dict[str, Any]:
    return {
        "row": row,
        "form": form_label(row.report.form),
        "place": place_label(row.report.place, row.report.period),
        "item": item_label(row.item),
        "before": former_words(row.former_numerator, row.former_denominator),
        "after": former_words(row.numerator, row.denominator),
        "state": gettext(CorrectionState.of(row.state).label),
        "tone": TONES[row.state],
        "proposer": people.get(row.proposed_by, ""),
        "decider": people.get(row.decided_by, "") if row.decided_by else "",
    }
