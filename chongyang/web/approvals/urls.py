"""Addresses of the pages of approvals."""

from django.urls import path

from chongyang.web.approvals import desk, looking, mine, papers

urlpatterns = [
    path("", desk.work, name="approvals"),
    path("runs/<uuid:run>/", desk.run, name="approvals_run"),
    path("papers/<uuid:paper>/", papers.paper, name="approvals_paper"),
    path("notices/<uuid:notice>/", papers.notice, name="approvals_notice"),
    path("uses/", desk.uses, name="approvals_uses"),
    path("overview/", looking.overview, name="approvals_overview"),
    path("progress/", looking.progress, name="approvals_progress"),
    path("mine/", mine.mine, name="approvals_mine"),
    path("mine/<uuid:application>/", mine.application, name="approvals_application"),
    path("mine/runs/<uuid:run>/papers/", mine.attach, name="approvals_attach"),
    path("mine/runs/<uuid:run>/reuse/", mine.reuse, name="approvals_reuse"),
    path("mine/papers/<uuid:paper>/", papers.own_paper, name="approvals_own_paper"),
    path("mine/papers/<uuid:paper>/delete/", mine.detach, name="approvals_detach"),
]
