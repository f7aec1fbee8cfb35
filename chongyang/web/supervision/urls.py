"""Addresses of the pages of supervision."""

from django.urls import path

from chongyang.web.supervision import evidence, publications, remarks, reports, runs, sheets

RUN = "runs/<uuid:run>/"
SHEET = RUN + "units/<str:subject>/"

urlpatterns = [
    path("", runs.listed, name="supervision"),
    path("begin/", runs.begin, name="supervision_begin"),
    path("schemes/", runs.newest_scheme, name="supervision_schemes"),
    path("schemes/<int:year>/", runs.scheme, name="supervision_scheme"),
    path(RUN, runs.one, name="supervision_run"),
    path(RUN + "export.<str:form>", runs.export, name="supervision_export"),
    path(RUN + "steps/<str:action>/", runs.take, name="supervision_step"),
    path(SHEET, sheets.one, name="supervision_sheet"),
    path(SHEET + "judge/", sheets.judge, name="supervision_judge"),
    path(SHEET + "appeal/", sheets.appeal, name="supervision_appeal"),
    path(SHEET + "appeals/<uuid:key>/", sheets.decide, name="supervision_decide"),
    path(SHEET + "appeals/<uuid:key>/files/", evidence.attach, name="supervision_attach"),
    path(SHEET + "files/<uuid:file>/", evidence.opened, name="supervision_evidence"),
    path(SHEET + "correct/", sheets.correct, name="supervision_correct"),
    path(SHEET + "corrections/<uuid:key>/", sheets.confirm, name="supervision_confirm"),
    path(SHEET + "note/", sheets.note, name="supervision_note"),
    path("publications/", publications.listed, name="supervision_publications"),
    path("publications/<uuid:key>/<str:action>/", publications.take, name="supervision_publish"),
    path("remarks/", remarks.listed, name="supervision_remarks"),
    path("remarks/<uuid:key>/", remarks.one, name="supervision_remark"),
    path("remarks/<uuid:key>/<str:action>/", remarks.take, name="supervision_remark_step"),
    path("reports/", reports.listed, name="supervision_reports"),
    path("reports/make/", reports.make, name="supervision_report_make"),
    path("reports/<uuid:report>/", reports.one, name="supervision_report"),
    path("reports/<uuid:report>/publish/", reports.publish, name="supervision_report_publish"),
    path("reports/<uuid:report>/report.<str:form>", reports.taken, name="supervision_report_file"),
]
