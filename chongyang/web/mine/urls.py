"""Addresses of the pages of mine."""

from django.urls import path

from chongyang.web.mine import acting, views

urlpatterns = [
    path("", views.mine, name="mine"),
    path("<uuid:person>/", views.person, name="mine_person"),
    path("<uuid:person>/all/", views.choose, name="mine_choose"),
    path("<uuid:person>/history/", views.history, name="mine_history"),
    path("<uuid:person>/voucher/", views.voucher, name="mine_voucher"),
    path("<uuid:person>/order/<slug:item>/", acting.when, name="mine_when"),
    path("<uuid:person>/order/<slug:item>/<slug:window>/", acting.confirm, name="mine_confirm"),
    path("<uuid:person>/package/", acting.package, name="mine_package"),
    path("orders/<uuid:order>/", views.order, name="mine_order"),
    path("orders/<uuid:order>/step/", acting.step, name="mine_step"),
    path("orders/<uuid:order>/code/", acting.code, name="mine_code"),
    path("plans/<uuid:plan>/", acting.plan, name="mine_plan"),
]
