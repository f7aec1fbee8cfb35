"""Files behind marks and appeals: opened by those who read the words, added to one's own appeal."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.queries import files
from chongyang.supervision import operations, queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.taking import takes
from chongyang.web.supervision.doing import do, handed, said


@require_GET
@opens_for(Can.READ_ASSESSMENT)
def opened(request: HttpRequest, run: UUID, subject: str, file: UUID) -> HttpResponse:
    """A file, to be saved; one that is still in quarantine is not there."""
    scope = scope_of(request)
    try:
        held, _ = queries.access_sheet(scope, run, subject)
        row = queries.access_evidence(scope, held, subject, file)
    except queries.NotFound as error:
        raise Http404 from error
    data = files.read(row)
    if data is None:
        raise Http404(str(file))
    name = content_disposition_header(as_attachment=True, filename=row.name.plain) or ""
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=row.media_type, headers=headers)


@takes("FILE_BYTES")
@require_POST
@opens_for(Can.READ_ASSESSMENT)
def attach(request: HttpRequest, run: UUID, subject: str, key: UUID) -> HttpResponse:
    """Another paper for an appeal that nobody decided yet."""
    scope, sent = scope_of(request), handed(request, "files")
    try:
        queries.access_sheet(scope, run, subject)
        if not sent:
            messages.error(request, gettext("请先选择文件。"))
        for file in sent[:1]:
            step = partial(operations.attach_to_appeal, key=key, file=file, **said(request))
            do(request, step, gettext("文件已收到。"))
    except queries.NotFound as error:
        raise Http404 from error
    return redirect("supervision_sheet", run, subject)
