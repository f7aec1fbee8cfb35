"""Evidence at a return: added, opened, taken away."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.core.queries import files
from chongyang.reporting import operations, queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.taking import sent_file, takes
from chongyang.web.reporting.doing import do, said


@takes("FILE_BYTES")
@require_POST
@opens_for(Can.HANDLE_REPORTS)
def add(request: HttpRequest, report: UUID) -> HttpResponse:
    """A file for a line, or for the whole return."""
    queries.access_return(scope_of(request), report)
    file = sent_file(request)
    if file is None:
        messages.error(request, gettext("请选择文件。"))
        return redirect("reporting_return", report)
    do(
        request,
        lambda: operations.add_proof(
            report=report,
            item=request.POST.get("item", "")[:60],
            **file,
            **said(request),
        ),
        gettext("证明材料已保存。"),
    )
    return redirect("reporting_return", report)


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_REPORTS)
def one(request: HttpRequest, proof: UUID) -> HttpResponse:
    """The file itself; a POST takes it away."""
    row = queries.access_proof(scope_of(request), proof)
    if request.method == "POST":
        do(
            request,
            lambda: operations.drop_proof(proof=proof, **said(request)),
            gettext("证明材料已移除。"),
        )
        return redirect("reporting_return", row.report_id)
    data = files.read(row.file)
    if data is None:
        raise Http404(str(proof))
    return file_answer(data, row.file.media_type, row.file.name.plain)


def file_answer(data: bytes, media_type: str, name: str) -> HttpResponse:
    """Bytes that a browser keeps, never runs."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = disposition(name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
