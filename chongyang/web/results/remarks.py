"""Remarks on a clause: anybody reads and writes them without an account; one by its number; was it useful."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.policy.rules.units import short_name
from chongyang.supervision import operations, queries
from chongyang.supervision.enums import Useful
from chongyang.supervision.operations import Form, TooMany, UnableToDo
from chongyang.supervision.rules.remarking import limits
from chongyang.supervision.rules.routing import is_commented, unit_for
from chongyang.supervision.rules.schemes import clauses
from chongyang.web.results.doing import base, by, refusal_words, refused, row_of, token_for
from chongyang.web.results.readers import is_too_often

PAGE = 30
LONGEST_NUMBER = 12


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The newest remarks on all clauses, and the way to one's own by its number."""
    rows = queries.list_open(limit=PAGE)
    context = {**base("remarks"), "rows": [row_of(row) for row in rows]}
    return render(request, "results/remarks.html", context)


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """From a number that somebody typed to its page."""
    number = request.GET.get("number", "").strip().upper()
    if number.isalnum() and number.isascii() and len(number) <= LONGEST_NUMBER:
        return redirect("results_remark", number)
    messages.error(request, gettext("请填写提交时得到的编号。"))
    return redirect("results_remarks")


@require_http_methods(["GET", "POST"])
def clause(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """One clause, what was said to it, and the form."""
    name = f"{key}/{number}"
    if not is_commented(name):
        raise Http404(name)
    fault, status = "", 200
    if request.method == "POST":
        made, fault, status = _write(request, name)
        if made:
            return redirect("results_remark", made)
    held = clauses()[name]
    context = {
        **base("remarks"),
        "document": key,
        "number": number,
        "held": held,
        "unit": short_name(unit_for(name)),
        "rows": [row_of(row) for row in queries.list_open(name, limit=PAGE)],
        "token": token_for(name),
        "limits": limits(),
        "fault": fault,
        "text": request.POST.get("text", ""),
        "contact": request.POST.get("contact", ""),
        "agrees": "agrees" in request.POST,
    }
    return render(request, "results/clause.html", context, status=status)


def _write(request: HttpRequest, name: str) -> tuple[str, str, int]:
    """The number of what was taken, or the sentence why not with its status."""
    if is_too_often(request):
        return "", gettext("您提交得太频繁，请过一小时再来。"), 429
    said = request.POST
    form = Form(
        token=said.get("token", ""),
        text=said.get("text", ""),
        contact=said.get("contact", ""),
        agrees="agrees" in said,
        trap=said.get("homepage", ""),
    )
    try:
        taken = operations.write_remark(clause=name, form=form, **by(request))
    except UnableToDo as fault:
        return "", str(fault), 429 if isinstance(fault, TooMany) else 422
    _thank(request, taken.covered)
    return taken.remark.number, "", 302


def _thank(request: HttpRequest, covered: int) -> None:
    messages.success(request, gettext("已收到。请记下编号，凭它查看进展。"))
    if covered:
        words = ngettext(
            "其中 %(count)s 处像是号码，已遮盖，没有保存。",
            "其中 %(count)s 处像是号码，已遮盖，没有保存。",
            covered,
        )
        messages.info(request, words % {"count": covered})


@require_GET
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Where a remark stands; its text only where it is open to all."""
    row = _found(number)
    votes = queries.votes_of(row.id)
    context: dict[str, Any] = {
        **base("remarks"),
        **row_of(row),
        "refusal": refusal_words(row.refusal or row.hidden_why),
        "choices": [(choice, label, votes.get(choice, 0)) for choice, label in Useful.choices()],
        "token": token_for(row.id) if row.is_open and row.is_answered else "",
    }
    return render(request, "results/remark.html", context)


def _found(number: str) -> Any:
    try:
        return queries.find_open(number)
    except queries.NotFound as error:
        raise Http404 from error


@require_POST
def vote(request: HttpRequest, number: str) -> HttpResponse:
    """Was the answer useful: one vote a form."""
    row = _found(number)
    said: dict[str, Any] = {"choice": request.POST.get("choice", ""), "token": request.POST.get("token", "")}
    try:
        fault, _ = refused(partial(operations.vote_on_answer, number=row.number, **said, **by(request)))
    except queries.NotFound as error:
        raise Http404 from error
    messages.error(request, fault) if fault else messages.success(request, gettext("谢谢，已计入。"))
    return redirect("results_remark", row.number)
