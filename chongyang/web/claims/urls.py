"""Addresses of the desk of claims."""

from django.urls import path

from chongyang.web.claims import contests, deaths, views

urlpatterns = [
    path("", views.conflicts, name="claims"),
    path("open/", views.open_elder, name="claims_open"),
    path("elder/<uuid:person>/", views.elder, name="claims_elder"),
    path("elder/<uuid:person>/field/<str:field>/", views.field, name="claims_field"),
    path("elder/<uuid:person>/field/<str:field>/reveal/<uuid:claim>/", views.reveal, name="claims_reveal"),
    path("elder/<uuid:person>/settle/", views.settle, name="claims_settle"),
    path("deaths/", deaths.deaths, name="claims_deaths"),
    path("deaths/<uuid:stop>/", deaths.death, name="claims_death"),
    path("contests/", contests.contests, name="claims_contests"),
    path("contests/<uuid:contest>/", contests.contest, name="claims_contest"),
]
