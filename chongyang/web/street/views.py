"""Finding elders and reading a file. Search words are posted: an address line would keep them in logs."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.registry.enums import SearchPurpose
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.opening import last_purpose, open_file, purpose_of, purposes_of
from chongyang.web.street.forms import uuid_of
from chongyang.web.street.shown import file_context, rows_of
from chongyang.web.street.words import SEALED

PAGE = 30
LONGEST = 200


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a person stays in a browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def base_context(request: HttpRequest) -> dict[str, Any]:
    """What every page of the desk knows."""
    scope = scope_of(request)
    return {
        "purposes": purposes_of(scope),
        "last_purpose": last_purpose(request),
        "may_write": may(scope, Can.WRITE_ELDERS),
        "may_break": may(scope, Can.BREAK_GLASS),
        "text": "",
        "found": None,
        "problem": "",
        "refused": False,
    }


@require_http_methods(["GET", "POST"])
@opens_for(Can.OPEN_FILES)
def street(request: HttpRequest) -> HttpResponse:
    """The search, and for clerks the list of their own street, a page at a time."""
    context = base_context(request)
    if request.method == "POST":
        context |= search(request)
        if request.headers.get("HX-Request"):
            return private(render(request, "street/street.html#results", context))
    if context["may_write"] and request.method == "GET":
        context |= own_list(request)
    return private(render(request, "street/street.html", context))


def search(request: HttpRequest, purpose: SearchPurpose = SearchPurpose.FINDING) -> dict[str, Any]:
    """What was typed finds whom, and why."""
    scope, text = scope_of(request), request.POST.get("text", "").strip()
    if request.FILES:
        return {
            "problem": gettext("这里只能填写文字，不能上传文件。"),
            "found": [],
            "message": "",
            "text": "",
        }
    if len(text) > LONGEST:
        text, problem = text[:LONGEST], gettext("查找的文字太长，请只写姓名、号码或住址。")
        return {"problem": problem, "found": [], "message": "", "text": text}
    answer = registry.search_elders(
        text=text, purpose=purpose.value, scope=scope, by=scope.actor, now=clock_now()
    )
    return {"found": rows_of(scope, answer.elders, answer.why), "message": answer.message, "text": text}


def own_list(request: HttpRequest) -> dict[str, Any]:
    """A page in order of spelling; `after` is the key of the last elder of the page before, not her name."""
    scope, after = scope_of(request), uuid_of(request.GET.get("after", ""))
    cursor = None
    if after:
        try:
            cursor = queries.cursor_of(queries.access_elder(scope, after))
        except queries.NotFound:
            after = None
    rows = queries.list_elders(scope, after=cursor, limit=PAGE + 1)
    return {
        "listed": rows_of(scope, rows[:PAGE], {}),
        "after": after,
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
    }


@require_POST
@opens_for(Can.OPEN_FILES)
def open_elder(request: HttpRequest) -> HttpResponse:
    """Open a file for the chosen purpose; without one it is asked for."""
    person = uuid_of(request.POST.get("person", ""))
    if person is None:
        raise Http404
    queries.access_elder(scope_of(request), person)
    open_file(request, person, request.POST.get("purpose", ""))
    return redirect("street_elder", person)


@require_GET
@opens_for(Can.OPEN_FILES)
def elder(request: HttpRequest, person: UUID) -> HttpResponse:
    """The file, if it stands open; else the question for what it shall be opened."""
    purpose = purpose_of(request, person)
    if not purpose:
        return ask_purpose(request, person)
    return private(render(request, "street/elder.html", _file(request, person, purpose)))


def _file(request: HttpRequest, person: UUID, purpose: str) -> dict[str, Any]:
    scope, now = scope_of(request), clock_now()
    file = registry.read_file(elder_id=person, purpose=purpose, scope=scope, by=scope.actor, now=now)
    return {
        **base_context(request),
        **file_context(scope, file, purpose, now),
        "printed_at": now,
        "sealed_names": SEALED,
    }


def ask_purpose(request: HttpRequest, person: UUID) -> HttpResponse:
    """A covered line of who it is, and the purposes."""
    scope = scope_of(request)
    row = queries.access_elder(scope, person)
    context = {**base_context(request), "one": rows_of(scope, [row], {})[0]}
    return private(render(request, "street/purpose.html", context))


@require_GET
@opens_for(Can.OPEN_FILES)
def print_sheet(request: HttpRequest, person: UUID) -> HttpResponse:
    """The file on paper, covered as on the screen, with who printed it and what for."""
    purpose = purpose_of(request, person)
    if not purpose:
        return ask_purpose(request, person)
    return private(render(request, "street/print.html", _file(request, person, purpose)))


@require_POST
@opens_for(Can.REVEAL_FIELDS)
def reveal(request: HttpRequest, person: UUID, field: str) -> HttpResponse:
    """One sealed field for half a minute."""
    if field not in SEALED:
        raise Http404
    cover = str(getattr(queries.access_elder(scope_of(request), person), field))
    return _reveal(request, person, cover, field=field)


@require_POST
@opens_for(Can.REVEAL_FIELDS)
def reveal_contact(request: HttpRequest, person: UUID, contact: UUID) -> HttpResponse:
    """A contact's number for half a minute."""
    rows = {row.id: row for row in queries.list_contacts(scope_of(request), person)}
    if contact not in rows:
        raise Http404
    return _reveal(request, person, str(rows[contact].phone), field="contact_phone", contact=contact)


def _reveal(request: HttpRequest, person: UUID, cover: str, **what: Any) -> HttpResponse:
    scope, purpose = scope_of(request), purpose_of(request, person)
    if not may(scope, Can.OPEN_FILES):
        raise PermissionDenied
    if not purpose:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = request.build_absolute_uri(f"/street/elder/{person}/")
        return answer
    plain = registry.reveal(
        elder_id=person, purpose=purpose, scope=scope, by=scope.actor, now=clock_now(), **what
    )
    return private(render(request, "street/revealed.html", {"plain": plain, "cover": cover}))
