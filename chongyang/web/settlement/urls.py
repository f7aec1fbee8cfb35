"""Addresses of the pages of settlement."""

from django.urls import path

from chongyang.web.settlement import desk

urlpatterns = [
    path("", desk.statements, name="settlement"),
    path("objections/<uuid:objection>/", desk.answer, name="settlement_answer"),
    path("<uuid:statement>/", desk.statement, name="settlement_statement"),
    path("<uuid:statement>/step/", desk.step, name="settlement_step"),
    path("<uuid:statement>/visits/<uuid:line>/", desk.object_to, name="settlement_object"),
    path("<uuid:statement>/pdf/", desk.paper, name="settlement_pdf"),
    path("<uuid:statement>/xlsx/", desk.workbook, name="settlement_xlsx"),
]
