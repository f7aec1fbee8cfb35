"""Addresses of scenarios."""

from django.urls import path

from chongyang.web.scenarios import views

urlpatterns = [
    path("", views.overview, name="scenarios"),
    path("new/", views.new, name="scenarios_new"),
    path("compare/", views.compare, name="scenarios_compare"),
    path("export/", views.export, name="scenarios_export"),
    path("readings/<str:name>/", views.reading, name="scenarios_reading"),
    path("<uuid:scenario>/", views.one, name="scenarios_one"),
    path("<uuid:scenario>/run/", views.again, name="scenarios_run"),
    path("<uuid:scenario>/put-away/", views.put_away, name="scenarios_put_away"),
]
