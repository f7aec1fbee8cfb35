"""Files and letters given away: to the desk, and to who applied."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.funding import queries
from chongyang.funding.papers import set_letter
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given, given_file


@require_GET
@opens_for(Can.HANDLE_FUNDING)
def evidence(request: HttpRequest, evidence: UUID) -> HttpResponse:
    """A file of a case, for the desk."""
    return _file(scope_of(request), evidence)


@require_GET
@opens_for(Can.APPLY_FUNDING)
def own_evidence(request: HttpRequest, evidence: UUID) -> HttpResponse:
    """A file of my own."""
    return _file(scope_of(request), evidence)


def _file(scope: Scope, evidence: UUID) -> HttpResponse:
    """What waits for the scanner is not given away."""
    return given_file(queries.access_evidence(scope, evidence).file)


@require_GET
@opens_for(Can.HANDLE_FUNDING)
def letter(request: HttpRequest, application: UUID) -> HttpResponse:
    """The letter of a decision, for the desk."""
    return _letter(scope_of(request), application)


@require_GET
@opens_for(Can.APPLY_FUNDING)
def own_letter(request: HttpRequest, application: UUID) -> HttpResponse:
    """The letter of my own."""
    return _letter(scope_of(request), application)


def _letter(scope: Scope, application: UUID) -> HttpResponse:
    told = queries.explain(scope, application)
    try:
        data = set_letter(told, at=clock_now())
    except ValueError as error:
        raise Http404 from error
    return given(data, "application/pdf", f"{told.application.number}.pdf")
