"""Addresses of the pages of ordering."""

from django.urls import path

from chongyang.web.ordering import acting, placing, views

urlpatterns = [
    path("", views.ordering, name="ordering"),
    path("for/<uuid:person>/", placing.place, name="ordering_for"),
    path("for/<uuid:person>/package/", placing.package, name="ordering_package"),
    path("plans/<uuid:plan>/", acting.plan, name="ordering_plan"),
    path("<uuid:order>/", views.order, name="ordering_order"),
    path("<uuid:order>/step/", acting.step, name="ordering_step"),
    path("<uuid:order>/code/", acting.code, name="ordering_code"),
    path("<uuid:order>/complaint/", acting.complaint, name="ordering_complaint"),
]
