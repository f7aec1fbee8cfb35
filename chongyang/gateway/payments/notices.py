"""The door of the vendors' notices. Answered after the commit; what is not signed is told nothing else."""

import logging
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chongyang.checkout import operations as checkout
from chongyang.checkout.operations.vendors import NotANotice, WrongSignature
from chongyang.core.clock import now

log = logging.getLogger(__name__)
LARGEST = 1 << 16


def _body(request: HttpRequest) -> bytes:
    """The body as it came; of a form that was read before us its pairs, which is what is signed."""
    try:
        return request.body
    except RawPostDataException:
        return urlencode(list(request.POST.items())).encode()


@csrf_exempt
@require_POST
def notice(request: HttpRequest, vendor: str) -> HttpResponse:
    """200 taken (again too), 401 not signed, 400 no notice, 404 no such vendor. As each vendor reads it."""
    body = _body(request)
    if len(body) > LARGEST:
        return HttpResponse(status=413)
    try:
        checkout.take_notice(vendor=vendor, headers=request.headers, body=body, now=now())
    except KeyError:
        return HttpResponse(status=404)
    except WrongSignature:
        log.warning("a notice of %s was not signed by it", vendor)
        return HttpResponse(status=401)
    except NotANotice:
        return HttpResponse(status=400)
    if vendor == "wechat":
        return JsonResponse({"code": "SUCCESS"})
    return HttpResponse("success", content_type="text/plain")
