"""Addresses of the plan pages; a clause's address is its id."""

from django.urls import path

from chongyang.web.plan import views

urlpatterns = [
    path("", views.plan, name="plan"),
    path("unit/<str:key>/", views.unit, name="plan_unit"),
    path("<str:key>/", views.document, name="plan_document"),
    path("<str:key>/<str:number>", views.clause, name="plan_clause"),
]
