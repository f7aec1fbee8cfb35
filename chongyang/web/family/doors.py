"""The family's door to one person: a mandate that ended while a page stood open is told so."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from chongyang.core.words import N_
from chongyang.registry import queries as registry
from chongyang.web.parts import errors
from chongyang.web.parts.doors import scope_of

View = Callable[..., HttpResponseBase]
ENDED = (
    N_("委托已经结束"),
    N_(
        "您对这位老人的委托已到期或被撤销，刚才的操作没有办理。在“我的家人”可以看到委托的期限，也可以申请续办。"
    ),
)


def of_person(view: View) -> View:
    """Who never had a mandate learns as little as before: there is no such page."""

    @wraps(view)
    def asked(request: HttpRequest, person: UUID, **more: Any) -> HttpResponseBase:
        try:
            return view(request, person, **more)
        except Http404:
            if not _had_mandate(request, person):
                raise
            return errors.answer(404, ENDED)

    return asked


def _had_mandate(request: HttpRequest, person: UUID) -> bool:
    return any(row.person == person for row in registry.list_held_mandates(scope_of(request)))
