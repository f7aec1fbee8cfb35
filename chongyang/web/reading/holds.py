"""A hold on one person's records, placed beside the open file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from chongyang.core.identifiers import mask_name
from chongyang.core.words import N_
from chongyang.privacy import operations, queries
from chongyang.privacy.rules import retention
from chongyang.registry import queries as registry
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.reading import forms
from chongyang.web.reading.base import page, said, tried
from chongyang.web.reading.words import label_of

PLACED = N_("已暂缓销毁，解除之前这位老人的记录都不会销毁。")


@require_http_methods(["GET", "POST"])
@opens_for(Can.KEEP_RECORDS)
def place(request: HttpRequest, person: UUID) -> HttpResponse:
    """Keep everything of this person until it is lifted."""
    scope = scope_of(request)
    elder = registry.access_elder(scope, person)
    form = forms.HoldForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        told = {**form.cleaned_data, **said(request)}
        if tried(request, lambda: operations.place_hold(person=person, **told), PLACED):
            return redirect("reading_records")
    holds = [
        {"row": row, "reason": label_of(retention.HoldReason, row.reason)}
        for row in queries.list_holds(scope, person)
    ]
    name = mask_name(elder.name)
    return page(
        request, "reading/hold.html", "reading_records", form=form, name=name, person=person, holds=holds
    )
