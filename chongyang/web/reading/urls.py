"""Addresses of the desk of readings and rights."""

from django.urls import path

from chongyang.web.reading import holds, records, rights, views

urlpatterns = [
    path("", views.findings, name="reading"),
    path("finding/<uuid:finding>/", views.finding, name="reading_finding"),
    path("finding/<uuid:finding>/ask/", views.ask, name="reading_ask"),
    path("finding/<uuid:finding>/close/", views.close, name="reading_close"),
    path("mine/", views.mine, name="reading_mine"),
    path("mine/<uuid:finding>/", views.explain, name="reading_explain"),
    path("glass/", views.glasses, name="reading_glasses"),
    path("glass/new/", views.break_glass, name="reading_break"),
    path("glass/<uuid:glass>/", views.glass, name="reading_glass"),
    path("glass/<uuid:glass>/review/", views.review, name="reading_review"),
    path("glass/<uuid:glass>/end/", views.end, name="reading_end"),
    path("rights/", rights.requests, name="reading_rights"),
    path("rights/new/<uuid:person>/", rights.new, name="reading_right_new"),
    path("rights/<uuid:right>/", rights.right, name="reading_right"),
    path("rights/<uuid:right>/copy/<str:form>/", rights.copy, name="reading_copy"),
    path("rights/<uuid:right>/<str:step>/", rights.step, name="reading_right_step"),
    path("records/", records.records, name="reading_records"),
    path("records/propose/", records.propose, name="reading_propose"),
    path("records/hold/<uuid:person>/", holds.place, name="reading_hold"),
    path("records/lift/<uuid:hold>/", records.lift, name="reading_lift"),
    path("records/<uuid:key>/", records.listed, name="reading_list"),
    path("records/<uuid:key>/certificate/", records.certificate, name="reading_certificate"),
    path("records/<uuid:key>/<str:step>/", records.sign, name="reading_sign"),
    path("exports/", records.exports, name="reading_exports"),
    path("exports/ask/", records.ask, name="reading_export_ask"),
    path("exports/<uuid:export>/decide/", records.decide, name="reading_export_decide"),
    path("exports/<uuid:export>/take/", records.take, name="reading_export_take"),
]
