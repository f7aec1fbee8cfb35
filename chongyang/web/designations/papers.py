"""Files of a case given away, and the certificate of a plaque, which is as public as the register."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.designations import queries
from chongyang.designations.papers import set_certificate
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given, given_file


@require_GET
@opens_for(Can.HANDLE_DESIGNATIONS)
def evidence(request: HttpRequest, evidence: UUID) -> HttpResponse:
    """A file of a case, for the desk."""
    return given_file(queries.access_evidence(scope_of(request), evidence).file)


@require_GET
@opens_for(Can.APPLY_DESIGNATIONS)
def own_evidence(request: HttpRequest, evidence: UUID) -> HttpResponse:
    """A file of my own."""
    return given_file(queries.access_evidence(scope_of(request), evidence).file)


@require_GET
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate of a title as PDF; of one that ended it says so."""
    try:
        held = queries.get_plaque(number)
    except queries.NotFound as error:
        raise Http404 from error
    return given(set_certificate(held, at=clock_now()), "application/pdf", f"{held.plaque}.pdf")
