"""Addresses of the pages of checkout."""

from django.urls import path

from chongyang.web.checkout import bills, desk, sandbox

urlpatterns = [
    path("", bills.bills, name="checkout"),
    path("refunds/", desk.refunds, name="checkout_refunds"),
    path("refunds/<uuid:refund>/", desk.decide, name="checkout_decide"),
    path("differences/<uuid:difference>/", desk.explain, name="checkout_explain"),
    path("payments/<uuid:attempt>/refund/", desk.ask, name="checkout_ask"),
    path("sandbox/<str:number>/", sandbox.pay, name="checkout_sandbox"),
    path("<uuid:bill>/", bills.bill, name="checkout_bill"),
    path("<uuid:bill>/state/", bills.state, name="checkout_state"),
    path("<uuid:bill>/receipt/", bills.receipt, name="checkout_receipt"),
]
