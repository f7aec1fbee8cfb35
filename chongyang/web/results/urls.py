"""Addresses of the pages of results."""

from django.urls import path

from chongyang.web.results import data, published, remarks, reports

urlpatterns = [
    path("", published.listed, name="results"),
    path("published/<str:number>/", published.one, name="results_published"),
    path("published/<str:number>/content/", published.vote, name="results_content"),
    path("remarks/", remarks.listed, name="results_remarks"),
    path("remarks/find/", remarks.find, name="results_find"),
    path("remarks/<str:number>/", remarks.one, name="results_remark"),
    path("remarks/<str:number>/useful/", remarks.vote, name="results_useful"),
    path("clauses/<str:key>/<str:number>/", remarks.clause, name="results_clause"),
    path("reports/", reports.listed, name="results_reports"),
    path("reports/<uuid:report>/", reports.one, name="results_report"),
    path("reports/<uuid:report>/report.<str:form>", reports.taken, name="results_report_file"),
    path("data/", data.listed, name="results_data"),
    path("data/<str:name>", data.file, name="results_data_file"),
]
