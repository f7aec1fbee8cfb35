"""Addresses of the desk of feeds."""

from django.urls import path

from chongyang.web.feeds import views, writing

urlpatterns = [
    path("", views.overview, name="feeds"),
    path("runs/", views.runs, name="feeds_runs"),
    path("runs/<uuid:run>/", views.run, name="feeds_run"),
    path("runs/<uuid:run>/state/", views.state, name="feeds_run_state"),
    path("runs/<uuid:run>/go-on/", writing.go_on, name="feeds_go_on"),
    path("runs/<uuid:run>/ending/", writing.decide_ending, name="feeds_ending"),
    path("runs/<uuid:run>/faults/", writing.report, name="feeds_report"),
    path("<slug:code>/", views.feed, name="feeds_feed"),
    path("<slug:code>/upload/", writing.upload, name="feeds_upload"),
]
