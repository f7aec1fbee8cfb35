"""Addresses of the pages of purchase."""

from django.urls import path

from chongyang.web.purchase import accounts, county_rules, lots, notices, persons

urlpatterns = [
    path("", persons.work, name="purchase"),
    path("persons/<uuid:entitlement>/", persons.one, name="purchase_case"),
    path("accounts/", accounts.listed, name="purchase_accounts"),
    path("accounts/<uuid:account>/", accounts.one, name="purchase_account"),
    path("accounts/<uuid:account>/statement.pdf", accounts.paper, name="purchase_statement"),
    path("mine/", accounts.mine, name="purchase_mine"),
    path("rules/", county_rules.listed, name="purchase_rules"),
    path("lots/", lots.listed, name="purchase_lots"),
    path("lots/begin/", lots.begin, name="purchase_begin"),
    path("lots/<uuid:procurement>/", lots.one, name="purchase_lot"),
    path("papers/<uuid:document>/", lots.paper, name="purchase_paper"),
    path("notices/", notices.listed, name="purchase_notices"),
    path("notices/<uuid:notice>/", notices.one, name="purchase_notice"),
]
