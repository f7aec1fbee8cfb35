"""Addresses of the pages of reporting."""

from django.urls import path

from chongyang.web.reporting import books, corrections, overview, proofs, views

urlpatterns = [
    path("", views.work, name="reporting"),
    path("returns/<uuid:report>/", views.one, name="reporting_return"),
    path("returns/<uuid:report>/proofs/", proofs.add, name="reporting_add_proof"),
    path("proofs/<uuid:proof>/", proofs.one, name="reporting_proof"),
    path("overview/", overview.overview, name="reporting_overview"),
    path("workbooks/", books.listed, name="reporting_workbooks"),
    path("workbooks/download/", books.download, name="reporting_download"),
    path("workbooks/<uuid:workbook>/", books.one, name="reporting_workbook"),
    path("corrections/", corrections.listed, name="reporting_corrections"),
]
