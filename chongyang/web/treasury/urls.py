"""Addresses of the payment desk."""

from django.urls import path

from chongyang.web.treasury import batches, budget, payees, recoveries, views

urlpatterns = [
    path("", views.overview, name="treasury"),
    path("orders/", views.orders, name="treasury_orders"),
    path("orders/<uuid:order>/again/", views.again, name="treasury_again"),
    path("returns/", views.returns, name="treasury_returns"),
    path("ledger/", views.ledger, name="treasury_ledger"),
    path("mine/", payees.mine, name="treasury_mine"),
    path("recoveries/", recoveries.listed, name="treasury_recoveries"),
    path("recoveries/<uuid:owed>/collect/", recoveries.collect, name="treasury_collect"),
    path("recoveries/<uuid:owed>/set-off/", recoveries.set_off, name="treasury_set_off"),
    path("repayments/<uuid:told>/<str:action>/", recoveries.decide, name="treasury_repayment"),
    path("orders/<uuid:order>/receipt.pdf", payees.receipt, name="treasury_receipt"),
    path("batches/make/", batches.make, name="treasury_make"),
    path("batches/<uuid:batch>/", batches.batch, name="treasury_batch"),
    path("batches/<uuid:batch>/file/", batches.write, name="treasury_file"),
    path("batches/<uuid:batch>/return/", batches.take, name="treasury_take"),
    path("batches/<uuid:batch>/<str:action>/", batches.act, name="treasury_act"),
    path("lines/<uuid:line>/drop/", batches.drop, name="treasury_drop"),
    path("payees/<uuid:payee>/", payees.payee, name="treasury_payee"),
    path("payees/<uuid:payee>/statement.pdf", payees.statement, name="treasury_statement"),
    path("payees/<uuid:payee>/account/", payees.propose, name="treasury_account"),
    path("accounts/<uuid:account>/confirm/", payees.confirm, name="treasury_confirm_account"),
    path("budget/", budget.bars, name="treasury_budget"),
    path("budget/lines/", budget.propose, name="treasury_propose_line"),
    path("budget/lines/<uuid:line>/<str:action>/", budget.decide_line, name="treasury_line"),
    path("budget/<uuid:budget>/allot/", budget.allot, name="treasury_allot"),
    path(
        "budget/allotments/<uuid:allotment>/<str:action>/", budget.decide_allotment, name="treasury_allotment"
    ),
    path("budget/freezes/", budget.freeze, name="treasury_propose_freeze"),
    path("budget/freezes/<uuid:freeze>/<str:action>/", budget.decide_freeze, name="treasury_freeze"),
    path("budget/years/", budget.year_end, name="treasury_year_end"),
    path("budget/years/<uuid:year_end>/confirm/", budget.confirm_year, name="treasury_confirm_year"),
]
