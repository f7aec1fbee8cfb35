"""New orders and complaints, and files of orders in and out."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.core.labels import Labelled
from chongyang.hotline import operations
from chongyang.hotline.operations import UnableToHandle
from chongyang.hotline.rules import complaints as complaint_rules
from chongyang.hotline.rules import order_files
from chongyang.hotline.rules import orders as order_rules
from chongyang.hotline.rules.care_calls import today
from chongyang.territory.rules.capabilities import Can
from chongyang.web.hotline.base import page, private
from chongyang.web.parts.doors import opens_for, scope_of

SHOWN = 200


def _choices(words: type[Labelled]) -> list[tuple[str, Any]]:
    return [(code, _(label)) for code, label in words.choices()]


class OrderForm(forms.Form):
    """An order as it came, or as it goes out."""

    direction = forms.ChoiceField(label=_("方向"), choices=_choices(order_rules.Direction))
    other_number = forms.CharField(label=_("对方的工单编号"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=_choices(order_rules.OrderKind))
    title = forms.CharField(
        label=_("事项"), max_length=120, help_text=_("列表里显示，请不要写姓名、电话和住址")
    )
    content = forms.CharField(label=_("内容"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    caller_name = forms.CharField(label=_("来电人"), max_length=60, required=False)
    caller_phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    place = forms.CharField(label=_("地址"), max_length=200, required=False)


class ComplaintForm(forms.Form):
    """A complaint as it was told."""

    came_by = forms.ChoiceField(label=_("来源"), choices=_choices(complaint_rules.From))
    against = forms.ChoiceField(label=_("投诉对象"), choices=_choices(complaint_rules.Against))
    against_name = forms.CharField(
        label=_("被投诉的单位或人"), max_length=120, required=False, help_text=_("单位请写全称")
    )
    against_username = forms.CharField(label=_("被投诉人的账号"), max_length=60, required=False)
    content = forms.CharField(label=_("投诉内容"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    complainant_name = forms.CharField(label=_("投诉人"), max_length=60, required=False)
    complainant_phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    level = forms.ChoiceField(label=_("由哪一级办理"), choices=_choices(complaint_rules.Handling))


class UploadForm(forms.Form):
    """The file, and whether it is only tried."""

    file = forms.FileField(label=_("CSV 或 XLSX 文件"))
    trial = forms.BooleanField(label=_("只检查，不导入"), required=False, initial=True)


def _tell_faults(form: forms.Form, error: UnableToHandle) -> None:
    for name, fault in error.faults.items():
        form.add_error(name if name in form.fields else None, _(fault))


@require_http_methods(["GET", "POST"])
@opens_for(Can.ANSWER_CALLS)
def order_new(request: HttpRequest) -> HttpResponse:
    """Write an order down."""
    form = OrderForm(request.POST or None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        direction = said.pop("direction")
        try:
            row = operations.write_order(
                form=order_rules.OrderForm(**said),
                direction=direction,
                scope=scope_of(request),
                now=clock_now(),
            )
        except UnableToHandle as error:
            _tell_faults(form, error)
        else:
            return redirect("hotline_order", row.id)
    context = {"form": form, "title": _("登记工单"), "back": "hotline_orders"}
    return page(request, "hotline/form.html", "hotline_orders", **context)


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_ORDERS)
def complaint_new(request: HttpRequest) -> HttpResponse:
    """Take a complaint down."""
    form = ComplaintForm(request.POST or None)
    if form.is_valid():
        told = operations.ComplaintForm(**form.cleaned_data)
        try:
            operations.receive_complaint(form=told, scope=scope_of(request), now=clock_now())
        except UnableToHandle as error:
            _tell_faults(form, error)
        else:
            return redirect("hotline_complaints")
    context = {"form": form, "title": _("登记投诉"), "back": "hotline_complaints"}
    return page(request, "hotline/form.html", "hotline_complaints", **context)


@require_http_methods(["GET", "POST"])
@opens_for(Can.ANSWER_CALLS)
def orders_import(request: HttpRequest) -> HttpResponse:
    """The form, and after it what became of each row that is wrong."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, Any] = {"form": form, "report": None, "heads": order_files.HEADINGS.values()}
    if form.is_bound and form.is_valid():
        report = operations.import_orders(
            data=form.cleaned_data["file"].read(),
            scope=scope_of(request),
            now=clock_now(),
            dry_run=form.cleaned_data["trial"],
        )
        context |= {"report": report, "faults": report.faults[:SHOWN]}
    return page(request, "hotline/import.html", "hotline_orders", **context)


@require_GET
@opens_for(Can.LEAD_SHIFT)
def orders_export(request: HttpRequest) -> HttpResponse:
    """Open orders as a file for the other side."""
    rows = operations.export_orders(scope=scope_of(request))
    response = HttpResponse(order_files.write_csv(rows), content_type="text/csv; charset=utf-8")
    name = f"12349-{order_files.day_name(today(clock_now()))}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(response)
