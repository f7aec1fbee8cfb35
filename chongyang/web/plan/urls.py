"""Addresses of the plan pages; a clause's address is its id, a parameter's as well."""

from django.urls import path

from chongyang.web.plan import parameters, views

urlpatterns = [
    path("", views.plan, name="plan"),
    path("unit/<str:key>/", views.unit, name="plan_unit"),
    path("parameters/", parameters.parameters, name="parameters"),
    path(
        "parameters/proposals/<str:kind>/<uuid:proposal>/<str:verb>/",
        parameters.decide,
        name="parameter_decide",
    ),
    path("parameters/<str:key>/", parameters.parameter, name="parameter"),
    path("parameters/<str:key>/choose/", parameters.choose, name="parameter_choose"),
    path("parameters/<str:key>/raise/", parameters.raise_it, name="parameter_raise"),
    path("<str:key>/", views.document, name="plan_document"),
    path("<str:key>/<str:number>", views.clause, name="plan_clause"),
]
