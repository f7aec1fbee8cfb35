"""A list of devices from a file: first the report, then the rows."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.telecare import operations, queries
from chongyang.telecare.rules.importing import BYTES_LIMIT
from chongyang.territory.rules.capabilities import Can
from chongyang.web.devices.views import private
from chongyang.web.parts.doors import opens_for, scope_of

SHOWN = 200


class UploadForm(forms.Form):
    """The file, and whether it is only tried."""

    file = forms.FileField(
        label=_("CSV 文件"),
        help_text=_("UTF-8 或 GB18030；表头：序列号、型号、地区代码、SIM卡号、固件版本"),
    )
    trial = forms.BooleanField(label=_("只检查，不导入"), required=False, initial=True)

    def clean_file(self) -> Any:
        held = self.cleaned_data["file"]
        if held.size > BYTES_LIMIT:
            raise forms.ValidationError(_("文件过大"))
        return held


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_DEVICES)
def page(request: HttpRequest) -> HttpResponse:
    """The form, and after it what became of each row that is wrong."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, Any] = {"form": form, "report": None, "models": queries.list_models()}
    if form.is_bound and form.is_valid():
        scope = scope_of(request)
        report = operations.import_devices(
            data=form.cleaned_data["file"].read(),
            scope=scope,
            by=scope.actor,
            now=clock_now(),
            dry_run=form.cleaned_data["trial"],
        )
        context |= {"report": report, "faults": report.faults[:SHOWN], "left": report.faults[SHOWN:]}
    return private(render(request, "devices/import.html", context))
