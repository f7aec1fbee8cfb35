"""Addresses of the pages of checkout."""

from django.urls import path

from chongyang.web.checkout import bills, desk, errands, merchants, sandbox

urlpatterns = [
    path("", bills.bills, name="checkout"),
    path("errands/", errands.errands, name="checkout_errands"),
    path("errands/new/", errands.new, name="checkout_errand_new"),
    path("errands/<uuid:errand>/", errands.errand, name="checkout_errand"),
    path("errands/<uuid:errand>/<slug:which>/", errands.paper, name="checkout_errand_paper"),
    path("merchants/", merchants.merchants, name="checkout_merchants"),
    path("merchants/<uuid:merchant>/", merchants.merchant, name="checkout_merchant"),
    path("refunds/", desk.refunds, name="checkout_refunds"),
    path("refunds/<uuid:refund>/", desk.decide, name="checkout_decide"),
    path("differences/<uuid:difference>/", desk.explain, name="checkout_explain"),
    path("payments/<uuid:attempt>/refund/", desk.ask, name="checkout_ask"),
    path("sandbox/<str:number>/", sandbox.pay, name="checkout_sandbox"),
    path("<uuid:bill>/", bills.bill, name="checkout_bill"),
    path("<uuid:bill>/state/", bills.state, name="checkout_state"),
    path("<uuid:bill>/receipt/", bills.receipt, name="checkout_receipt"),
]
