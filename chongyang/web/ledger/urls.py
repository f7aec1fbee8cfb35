"""Addresses of the ledger."""

from django.urls import path

from chongyang.web.ledger import leaving, views

urlpatterns = [
    path("", views.overview, name="ledger"),
    path("charts/", views.drawn, name="ledger_charts"),
    path("incidents/", views.register, name="ledger_register"),
    path("incidents/<uuid:incident>/", views.incident, name="ledger_incident"),
    path("incidents/<uuid:incident>/correct/", views.correct, name="ledger_correct"),
    path("incidents/<uuid:incident>/report.pdf", leaving.report, name="ledger_report"),
    path("export/", leaving.export, name="ledger_export"),
    path("monthly.pdf", leaving.monthly, name="ledger_monthly"),
]
